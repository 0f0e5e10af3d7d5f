//! Stretches of a log for those who are behind: read off the hot path, a few at a time, each once for all who need it. Who has come back
//! gets each slot once, so such stretches are those of a POP, up to where the log ended at their hello.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use landfall_core::id::{PopId, Revision};
use tokio::sync::{OnceCell, Semaphore};

use super::{FeedSettings, LogState, SourceError, stretch::Stretch};

type Read = (LogState, Arc<Stretch>);

/// The stretches that were read lately, the newest last.
pub(super) struct CatchUp {
    kept: Mutex<VecDeque<Kept>>,
    reads: Semaphore,
    most_bytes: usize,
}

/// What is read: every entry, or what the servers of a POP need to get up to a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    All,
    For(PopId, Revision),
}

struct Kept {
    way: Way,
    after: Revision,
    /// Filled by the first who asks; the others wait for it.
    cell: Arc<OnceCell<Read>>,
}

impl CatchUp {
    pub(super) fn new(settings: &FeedSettings) -> Self {
        Self {
            kept: Mutex::default(),
            reads: Semaphore::new(settings.reads.max(1)),
            most_bytes: settings.stretches_bytes,
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        // Each change is one call on the list, so what is there is whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read is of another history.
    pub(super) fn forget(&self) {
        self.lock().clear();
    }

    /// A stretch that covers `position` in that way: one that is kept, or one that is read now.
    pub(super) async fn get<F>(
        &self,
        way: Way,
        position: Revision,
        read: impl Fn() -> F,
    ) -> Result<Read, SourceError>
    where
        F: Future<Output = Result<(LogState, Stretch), SourceError>>,
    {
        let cell = self.cell(way, position);
        let filled = cell.get_or_try_init(|| async {
            let _one_of_few = self.reads.acquire().await;
            let (state, stretch) = read().await?;
            Ok((state, Arc::new(stretch)))
        });
        let found = filled.await?.clone();
        self.keep_within();
        Ok(found)
    }

    fn cell(&self, way: Way, position: Revision) -> Arc<OnceCell<Read>> {
        let mut kept = self.lock();
        let alike = kept.iter().filter(|one| one.way == way);
        let found = alike.into_iter().find(|one| match one.cell.get() {
            Some((_, stretch)) => stretch.covers(position),
            None => one.after == position,
        });
        if let Some(found) = found {
            return Arc::clone(&found.cell);
        }
        let cell = Arc::default();
        kept.push_back(Kept {
            way,
            after: position,
            cell: Arc::clone(&cell),
        });
        cell
    }

    /// Lets the oldest go that are too much. Those still being read, and those who have failed, count as nothing.
    fn keep_within(&self) {
        let mut kept = self.lock();
        let size = |one: &Kept| one.cell.get().map_or(0, |(_, stretch)| stretch.bytes);
        let mut bytes: usize = kept.iter().map(size).sum();
        while bytes > self.most_bytes || kept.len() > 1_024 {
            bytes -= kept.pop_front().as_ref().map_or(0, size);
        }
    }
}
