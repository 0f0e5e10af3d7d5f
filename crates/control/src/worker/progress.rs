//! The servers' progress, from memory to the store.

use std::sync::Arc;

use landfall_core::model::ServerProgress;
use landfall_store::write;

use crate::{Control, ControlError};

/// How many servers share a transaction, so that other writers get their turn between.
const BATCH: usize = 500;

impl Control {
    /// Saves what has changed since the last time. What cannot be saved is tried again the next time.
    pub(super) async fn save_progress(&self) {
        let waiting = self.fleet.drain_dirty();
        for batch in waiting.chunks(BATCH) {
            if let Err(error) = self.save_batch(batch).await {
                tracing::error!(%error, servers = batch.len(), "the servers' progress could not be saved; it will be tried again");
                self.fleet
                    .mark_dirty(batch.iter().map(|progress| progress.server));
            }
        }
    }

    async fn save_batch(&self, batch: &[ServerProgress]) -> Result<(), ControlError> {
        let batch: Arc<[ServerProgress]> = batch.into();
        write(self.store.as_ref(), move |transaction| {
            let batch = Arc::clone(&batch);
            Box::pin(async move { Ok(transaction.save_progress(&batch).await?) })
        })
        .await
    }
}
