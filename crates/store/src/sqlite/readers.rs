//! Read-only connections. A point read borrows one on the calling thread; a longer read does so on the blocking pool, where
//! a few at a time may run: fewer of those that may take long than of all others, so that a list in its usual order always
//! finds a place. A longer read ends early when nobody waits for it any more, and when its time is over.
//!
//! Every read sees one snapshot. A busy connection keeps its snapshot for the reads that follow at once, as long as nothing is
//! written, which spares the locks of beginning and ending it. Before a group of commands is written all kept snapshots are
//! let go: one of them would keep the write-ahead log from beginning anew, and it would grow without end.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{Relaxed, SeqCst},
        },
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::open::connect;
use crate::StoreError;

#[cfg(test)]
mod tests;

/// How many connections are kept for the next reader.
const KEPT: usize = 16;
/// How many reads of each [`Cost`] run at a time; the others wait.
const PLACES: [usize; 3] = [8, 4, 4];
/// After how many of SQLite's steps, a fraction of a millisecond, a read looks whether it is to end.
const STEPS: i32 = 4_000;
/// For how long a snapshot is taken for new reads. What this process writes is seen at once all the same; this is for what
/// somebody writes into the file by hand.
const FRESH: Duration = Duration::from_micros(200);
/// How much of the file readers map into memory instead of copying it page by page: all of it.
const MAPPED: i64 = 1 << 40;

/// What a longer read may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    /// Its rows are found by an index, in order.
    Light,
    /// It may go through all rows of a table and sort them.
    Dear,
    /// It reads everything there is, for a command about the whole store, and takes as long as that takes.
    Whole,
}

/// The pool.
pub(super) struct Readers {
    path: PathBuf,
    /// The one that was used last is taken first: what it needs is still in the processor's caches.
    idle: Mutex<Vec<Reader>>,
    /// Counts the beginning and the end of every group of commands, so that it is odd while one is written.
    writes: AtomicU64,
    places: [Arc<Semaphore>; PLACES.len()],
    /// How long a longer read may wait for its place, and then how long it may take.
    limit: Duration,
}

/// A connection, with its open snapshot.
struct Reader {
    connection: Connection,
    snapshot: Option<Snapshot>,
}

/// When a snapshot was asked for.
#[derive(Debug, Clone, Copy)]
struct Snapshot {
    /// What [`Readers::writes`] was.
    writes: u64,
    at: Instant,
}

impl Reader {
    /// Has a snapshot with at least the commits that were counted by `writes`.
    fn look(&mut self, writes: u64) -> Result<(), StoreError> {
        let now = Instant::now();
        let is_good = |kept: Snapshot| kept.writes == writes && now - kept.at < FRESH;
        if !self.snapshot.is_some_and(is_good) {
            self.let_go()?;
            self.control("BEGIN")?;
            self.snapshot = Some(Snapshot { writes, at: now });
        }
        Ok(())
    }

    /// Ends the snapshot, if there is one.
    fn let_go(&mut self) -> Result<(), StoreError> {
        if self.snapshot.take().is_some() {
            self.control("COMMIT")?;
        }
        Ok(())
    }

    fn control(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

/// Tells a read that nobody waits for it any more.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// What SQLite says when a read was ended.
const INTERRUPTED: &str = "interrupted";

fn closing() -> StoreError {
    StoreError::Unavailable("the store is closing".to_owned())
}

fn given_up() -> StoreError {
    StoreError::Unavailable("nobody waited for the read any more".to_owned())
}

impl Readers {
    /// A pool for the database at `path`, with its first connection open.
    pub(super) fn new(path: &Path, limit: Duration) -> Result<Self, StoreError> {
        let readers = Self {
            path: path.to_owned(),
            idle: Mutex::default(),
            writes: AtomicU64::new(0),
            places: PLACES.map(|places| Arc::new(Semaphore::new(places))),
            limit,
        };
        readers.give_back(readers.connect()?);
        Ok(readers)
    }

    /// A read of a handful of rows, on this thread.
    pub(super) fn point<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut reader = self.borrow()?;
        let result = read(&reader.connection);
        // After an error nothing is kept but the connection, and not even that when it fails again.
        if result.is_ok() || reader.let_go().is_ok() {
            self.give_back(reader);
        }
        result
    }

    /// A connection with a snapshot.
    fn borrow(&self) -> Result<Reader, StoreError> {
        let kept = self.idle().pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => self.connect()?,
        };
        // What was answered as written is counted, so a snapshot of this count or a later one has it.
        reader.look(self.writes.load(SeqCst))?;
        Ok(reader)
    }

    /// A longer read whose rows are found by an index, off the serving threads.
    pub(super) async fn list<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.read(Cost::Light, read).await
    }

    /// A longer read, off the serving threads. It ends when the future is dropped.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        cost: Cost,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self.place(cost).await?;
        let abandoned = Arc::new(AtomicBool::new(false));
        let _waiting = Waiting(Arc::clone(&abandoned));
        let readers = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || {
            // Kept until the read has ended, also when nobody waits for it any more.
            let _permit = permit;
            let until = (cost != Cost::Whole).then(|| Instant::now() + readers.limit);
            readers.interruptible(&abandoned, until, read)
        });
        task.await.unwrap_or_else(|error| {
            Err(if error.is_cancelled() {
                closing()
            } else {
                StoreError::Engine(format!("a read ended early: {error}"))
            })
        })
    }

    /// A place among the reads of that cost.
    async fn place(&self, cost: Cost) -> Result<OwnedSemaphorePermit, StoreError> {
        let places = &self.places[cost as usize];
        if let Ok(permit) = Arc::clone(places).try_acquire_owned() {
            return Ok(permit);
        }
        let permit = Arc::clone(places).acquire_owned();
        if cost == Cost::Whole {
            return permit.await.map_err(|_| closing());
        }
        match timeout(self.limit, permit).await {
            Ok(permit) => permit.map_err(|_| closing()),
            Err(_) => Err(StoreError::Unavailable(format!(
                "all places for reads of its kind were in use for {:?}",
                self.limit
            ))),
        }
    }

    /// A read that ends when it is abandoned or its time is over.
    fn interruptible<T>(
        &self,
        abandoned: &Arc<AtomicBool>,
        until: Option<Instant>,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if abandoned.load(Relaxed) {
            return Err(given_up());
        }
        let is_over = move || until.is_some_and(|until| Instant::now() >= until);
        let mut reader = self.borrow()?;
        let (is_over_now, left) = (is_over, Arc::clone(abandoned));
        let ends = move || left.load(Relaxed) || is_over_now();
        reader.connection.progress_handler(STEPS, Some(ends))?;
        let result = read(&reader.connection);
        // Before the snapshot is let go, which is not to be interrupted.
        let none = None::<fn() -> bool>;
        reader.connection.progress_handler(0, none)?;
        if result.is_ok() || reader.let_go().is_ok() {
            self.give_back(reader);
        }
        result.map_err(|error| match error {
            StoreError::Unavailable(text) if text == INTERRUPTED => {
                if is_over() {
                    StoreError::Unavailable(format!(
                        "a read took longer than the {:?} that it may",
                        self.limit
                    ))
                } else {
                    given_up()
                }
            }
            other => other,
        })
    }

    /// Something is about to be written: no snapshot is kept from now on, and those that were are let go.
    pub(super) fn begin_write(&self) {
        self.writes.fetch_add(1, SeqCst);
        // One that cannot be let go is closed, which lets it go too.
        self.idle().retain_mut(|reader| reader.let_go().is_ok());
    }

    /// What was to be written is written, or was given up. Comes before anybody is told.
    pub(super) fn end_write(&self) {
        self.writes.fetch_add(1, SeqCst);
    }

    fn connect(&self) -> Result<Reader, StoreError> {
        let connection = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.execute_batch(&format!(
            "PRAGMA query_only = ON; PRAGMA mmap_size = {MAPPED};"
        ))?;
        Ok(Reader {
            connection,
            snapshot: None,
        })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the pool is full the connection closes, which is what is wanted after a burst.
    fn give_back(&self, mut reader: Reader) {
        let kept = {
            let mut idle = self.idle();
            // Counted under the lock: a group that begins after this finds the reader here.
            let writes = self.writes.load(SeqCst);
            let is_current = reader.snapshot.is_none_or(|kept| kept.writes == writes);
            if is_current && writes.is_multiple_of(2) && idle.len() < KEPT {
                idle.push(reader);
                return;
            }
            idle.len() < KEPT
        };
        if kept && reader.let_go().is_ok() {
            self.idle().push(reader);
        }
    }
}
