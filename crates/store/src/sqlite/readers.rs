//! Read-only connections. A point read borrows one on the calling thread; a longer read does so on the blocking pool, where
//! a few at a time may run.
//!
//! Every read sees one snapshot. A busy connection keeps its snapshot for the reads that follow at once, as long as nothing is
//! written, which spares the locks of beginning and ending it. Before a group of commands is written all kept snapshots are
//! let go: one of them would keep the write-ahead log from beginning anew, and it would grow without end.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use super::open::connect;
use crate::StoreError;

#[cfg(test)]
mod tests;

/// How many connections are kept for the next reader.
const KEPT: usize = 16;
/// How many long reads run at a time; the others wait.
const LONG_READS: usize = 8;
/// For how long a snapshot is taken for new reads. What this process writes is seen at once all the same; this is for what
/// somebody writes into the file by hand.
const FRESH: Duration = Duration::from_micros(200);
/// How much of the file readers map into memory instead of copying it page by page: all of it.
const MAPPED: i64 = 1 << 40;

/// The pool.
pub(super) struct Readers {
    path: PathBuf,
    /// The one that was used last is taken first: what it needs is still in the processor's caches.
    idle: Mutex<Vec<Reader>>,
    /// Counts the beginning and the end of every group of commands, so that it is odd while one is written.
    writes: AtomicU64,
    long: Arc<Semaphore>,
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

impl Readers {
    /// A pool for the database at `path`, with its first connection open.
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        let readers = Self {
            path: path.to_owned(),
            idle: Mutex::default(),
            writes: AtomicU64::new(0),
            long: Arc::new(Semaphore::new(LONG_READS)),
        };
        readers.give_back(readers.connect()?);
        Ok(readers)
    }

    /// A read of a handful of rows, on this thread.
    pub(super) fn point<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = self.idle().pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => self.connect()?,
        };
        // What was answered as written is counted, so a snapshot of this count or a later one has it.
        reader.look(self.writes.load(SeqCst))?;
        let result = read(&reader.connection);
        // After an error nothing is kept but the connection, and not even that when it fails again.
        if result.is_ok() || reader.let_go().is_ok() {
            self.give_back(reader);
        }
        result
    }

    /// A longer read, off the serving threads.
    pub(super) async fn list<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let closing = || StoreError::Unavailable("the store is closing".to_owned());
        let permit = Arc::clone(&self.long).acquire_owned().await;
        let permit = permit.map_err(|_| closing())?;
        let readers = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || {
            // Kept until the read has ended, also when nobody waits for it any more.
            let _permit = permit;
            readers.point(read)
        });
        task.await.unwrap_or_else(|error| {
            Err(if error.is_cancelled() {
                closing()
            } else {
                StoreError::Engine(format!("a read ended early: {error}"))
            })
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
