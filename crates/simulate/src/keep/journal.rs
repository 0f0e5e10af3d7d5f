//! The one who appends: a thread that writes whatever servers have to say at a moment, syncs once, and tells each of them.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, atomic::Ordering::Release},
    thread::JoinHandle,
    time::Duration,
};

use landfall_agent::FolderLock;
use landfall_core::id::ServerId;
use tracing::{error, warn};

use super::folder::Written;
use crate::counts::Cell;

/// The file is written anew when it has so many bytes, and several times what it would have then.
const REWRITTEN_FROM: u64 = 16 * 1024 * 1024;
const REWRITTEN_AT_TIMES: u64 = 4;
/// How long to wait until a disk that refused is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Where servers have their states kept.
pub(crate) struct Journal {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    _lock: FolderLock,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    more: Condvar,
    trouble: Mutex<Option<Arc<str>>>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Waiting>,
    closed: bool,
}

struct Waiting {
    index: usize,
    id: ServerId,
    line: String,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// Starts the thread. Servers hear by their cells what is kept.
    pub(crate) fn start(
        written: Written,
        lock: FolderLock,
        cells: Arc<[Cell]>,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let appending = Appending {
            shared: Arc::clone(&shared),
            written,
            cells,
        };
        let thread = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(|| appending.run())?;
        Ok(Self {
            shared,
            thread: Some(thread),
            _lock: lock,
        })
    }

    /// Has a server's state kept; [`Cell::stored`] rises by one when that is done.
    pub(crate) fn keep(&self, index: usize, id: ServerId, line: String) {
        let mut queue = locked(&self.shared.queue);
        queue.waiting.push(Waiting { index, id, line });
        // Who is at work looks again before it waits.
        if queue.waiting.len() == 1 {
            self.shared.more.notify_one();
        }
    }

    /// Why nothing can be kept at the moment, if that is so.
    pub(crate) fn trouble(&self) -> Option<Arc<str>> {
        locked(&self.shared.trouble).clone()
    }
}

impl Drop for Journal {
    /// Keeps what is waiting, unless the disk refuses.
    fn drop(&mut self) {
        locked(&self.shared.queue).closed = true;
        self.shared.more.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            error!("keeping the states of simulated servers broke off");
        }
    }
}

struct Appending {
    shared: Arc<Shared>,
    written: Written,
    cells: Arc<[Cell]>,
}

impl Appending {
    fn run(mut self) {
        while let Some(some) = self.next() {
            let mut lines = Vec::with_capacity(some.iter().map(|one| one.line.len()).sum());
            for one in &some {
                lines.extend(one.line.as_bytes());
            }
            if !self.append(&lines) {
                return;
            }
            for one in some {
                if let Some(lines) = self.written.latest.get_mut(&one.id) {
                    lines[1] = one.line;
                }
                let cell = &self.cells[one.index];
                cell.stored.fetch_add(1, Release);
                cell.notify.notify_one();
            }
            self.shorten();
        }
    }

    /// Everything that waits; none when nothing will come any more.
    fn next(&self) -> Option<Vec<Waiting>> {
        let queue = locked(&self.shared.queue);
        let nothing = |queue: &mut Queue| queue.waiting.is_empty() && !queue.closed;
        let waited = self.shared.more.wait_while(queue, nothing);
        let mut queue = waited.unwrap_or_else(PoisonError::into_inner);
        let some = std::mem::take(&mut queue.waiting);
        (!some.is_empty()).then_some(some)
    }

    /// Appends for as long as it takes; says whether it was done. Meanwhile nothing is confirmed.
    fn append(&mut self, lines: &[u8]) -> bool {
        loop {
            let Err(error) = self.written.file.append(lines) else {
                *locked(&self.shared.trouble) = None;
                return true;
            };
            warn!(%error, "what servers have applied cannot be kept");
            let reason = format!("what was applied cannot be kept: {error}");
            *locked(&self.shared.trouble) = Some(reason.into());
            let queue = locked(&self.shared.queue);
            let open = |queue: &mut Queue| !queue.closed;
            let waited = self.shared.more.wait_timeout_while(queue, AGAIN, open);
            let (queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if queue.closed {
                return false;
            }
        }
    }

    /// Leaves out what newer lines have superseded, now and then.
    fn shorten(&mut self) {
        let long = self.written.file.length;
        if long < REWRITTEN_FROM {
            return;
        }
        let latest = self.written.latest.values().flatten();
        let needed: u64 = latest.map(|line| line.len() as u64).sum();
        if long < needed * REWRITTEN_AT_TIMES {
            return;
        }
        if let Err(error) = self.written.rewrite() {
            warn!(%error, "the file of simulated servers cannot be written anew; it goes on growing");
        }
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::id::Revision;

    use super::*;
    use crate::{
        State,
        keep::{Folder, folder::tests::kept, state_line},
    };

    fn at(revision: u64) -> State {
        kept(1, revision).state
    }

    fn revisions(folder: &Folder) -> Vec<u64> {
        let servers = folder.servers().values();
        servers.map(|kept| kept.state.cursor.revision.0).collect()
    }

    #[test]
    fn whatever_servers_say_at_a_moment_is_there_when_they_hear_that_it_is() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        folder
            .add((1..=50).map(|id| kept(id, 0)).collect())
            .unwrap();
        let (servers, written, lock) = folder.into_parts();
        let cells: Arc<[Cell]> = servers.iter().map(|_| Cell::default()).collect();
        let journal = Journal::start(written, lock, Arc::clone(&cells)).unwrap();
        for revision in 1..=20 {
            for (index, kept) in servers.iter().enumerate() {
                let id = kept.identity.server;
                journal.keep(index, id, state_line(id, &at(revision)));
            }
        }
        assert!(matches!(
            Folder::open(place.path()),
            Err(crate::SimulateError::Folder(_))
        ));
        drop(journal);
        assert!(
            cells
                .iter()
                .all(|cell| cell.stored.load(std::sync::atomic::Ordering::Acquire) == 20)
        );
        let folder = Folder::open(place.path()).unwrap();
        assert_eq!(revisions(&folder), [20; 50]);
    }

    #[test]
    fn a_file_that_is_written_anew_says_the_same_and_goes_on() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        folder.add(vec![kept(1, 3), kept(2, 4)]).unwrap();
        folder.add(vec![kept(1, 5)]).unwrap();
        let (_, mut written, lock) = folder.into_parts();
        let long = written.file.length;
        written.rewrite().unwrap();
        assert!(written.file.length < long);
        let line = state_line(
            ServerId(2),
            &State {
                cursor: landfall_core::id::Cursor {
                    revision: Revision(9),
                    ..at(0).cursor
                },
                ..State::default()
            },
        );
        written.file.append(line.as_bytes()).unwrap();
        drop((written, lock));
        assert_eq!(revisions(&Folder::open(place.path()).unwrap()), [5, 9]);
    }
}
