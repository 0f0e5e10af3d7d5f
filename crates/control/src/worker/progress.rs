//! The servers' progress, from memory to the store.

use std::sync::Arc;

use landfall_core::model::ServerProgress;
use landfall_store::{StoreError, write};

use crate::Control;

/// How many servers share a transaction, so that other writers get their turn between.
const BATCH: usize = 500;

impl Control {
    /// Saves what has changed since the last time, where the fleet is counted. What cannot be saved is tried again the next
    /// time; what another owner has made void is dropped with the fleet.
    pub(super) async fn save_progress(&self) {
        let Some(owned) = self.ownership.owned(self.clock.elapsed()) else {
            return;
        };
        // What is saved at once while this is on its way would be overwritten by what was true before.
        let _alone = self.saving.write().await;
        let waiting = owned.fleet.drain_dirty();
        if owned.fencing.is_none() && !waiting.is_empty() {
            self.number_for_life().await;
        }
        for batch in waiting.chunks(BATCH) {
            match self.save_batch(batch).await {
                Ok(()) => {}
                Err(StoreError::Fenced { .. }) => {
                    self.lose("its fencing number is no longer the newest");
                    return;
                }
                Err(error) => {
                    tracing::error!(%error, servers = batch.len(), "the servers' progress could not be saved; it will be tried again");
                    let servers = batch.iter().map(|progress| progress.server);
                    owned.fleet.mark_dirty(servers);
                }
            }
        }
    }

    /// Saves one server's progress now: what it lowers must be durable before the server is answered.
    pub(crate) async fn save_at_once(&self, progress: ServerProgress) -> Result<(), StoreError> {
        let _with_others = self.saving.read().await;
        let owned = self.ownership.owned(self.clock.elapsed());
        if owned.is_some_and(|owned| owned.fencing.is_none()) {
            self.number_for_life().await;
        }
        self.save_batch(&[progress]).await
    }

    async fn save_batch(&self, batch: &[ServerProgress]) -> Result<(), StoreError> {
        let Some(owner) = self.ownership.fence(self.clock.elapsed()) else {
            return Err(StoreError::Unavailable(
                "the fleet is not this process's at the moment".to_owned(),
            ));
        };
        let batch: Arc<[ServerProgress]> = batch.into();
        write(self.store.as_ref(), move |transaction| {
            let batch = Arc::clone(&batch);
            Box::pin(async move { transaction.save_progress(owner, &batch).await })
        })
        .await
    }
}
