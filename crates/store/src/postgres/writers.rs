//! Who may write at a time. Each writer has a row in which its transactions leave a mark, so that whether a commit took
//! place can still be asked when its answer got lost.

use std::sync::Arc;

use crossbeam_queue::ArrayQueue;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use super::patience::Patience;
use crate::StoreError;

/// The writers of this process.
pub(super) struct Writers {
    idle: Arc<ArrayQueue<Uuid>>,
    turns: Arc<Semaphore>,
    place: String,
}

impl Writers {
    pub(super) fn new(count: usize, place: String) -> Self {
        let idle = ArrayQueue::new(count);
        for _ in 0..count {
            let _ = idle.push(Uuid::new_v4());
        }
        Self {
            idle: Arc::new(idle),
            turns: Arc::new(Semaphore::new(count)),
            place,
        }
    }

    /// The next writer that is free.
    pub(super) async fn turn(&self, patience: &Patience) -> Result<Writer, StoreError> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(patience.left(), turn).await;
        let Ok(Ok(turn)) = turn else {
            return Err(StoreError::Unavailable(
                "too many writes are waiting".to_owned(),
            ));
        };
        Ok(Writer {
            id: self.idle.pop().unwrap_or_else(Uuid::new_v4),
            idle: Arc::clone(&self.idle),
            _turn: turn,
        })
    }

    /// The error of a write after a newer program has brought the schema forward.
    pub(super) fn outdated(&self) -> StoreError {
        StoreError::Foreign(format!(
            "the store at {} was brought to another version by a newer Landfall; use that one here too",
            self.place
        ))
    }
}

/// One writer, given back when it is dropped.
pub(super) struct Writer {
    pub(super) id: Uuid,
    idle: Arc<ArrayQueue<Uuid>>,
    _turn: OwnedSemaphorePermit,
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.idle.push(self.id);
    }
}
