//! The host, who has the real fleet.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use landfall_core::{
    id::{Epoch, LogId, Timestamp},
    model::ServerProgress,
};
use landfall_feed::{
    Fleet, LogKey,
    serve::{Host, SourceError},
    testing::MemoryLog,
};
use tokio::sync::Semaphore;

use crate::place::now;

/// Has the real fleet, and keeps what it is told to make durable.
pub(crate) struct TestHost {
    pub(crate) log: Arc<MemoryLog>,
    /// None while another process counts.
    pub(crate) fleet: Mutex<Option<Arc<Fleet>>>,
    pub(crate) saved: Mutex<Vec<ServerProgress>>,
    /// Saving waits for a permit; there are plenty unless a test takes them.
    pub(crate) gate: Semaphore,
    /// Counts those who wait for it.
    pub(crate) saving: tokio::sync::watch::Sender<usize>,
}

#[async_trait]
impl Host for TestHost {
    fn fleet(&self) -> Option<Arc<Fleet>> {
        self.fleet.lock().unwrap().clone()
    }

    fn now(&self) -> Timestamp {
        now()
    }

    async fn save(&self, progress: ServerProgress) -> Result<(), SourceError> {
        self.saving.send_modify(|waiting| *waiting += 1);
        let permit = self.gate.acquire().await;
        drop(permit.map_err(|error| SourceError(error.to_string()))?);
        self.saved.lock().unwrap().push(progress);
        Ok(())
    }

    async fn raise_epoch(&self, _: &LogKey, _: LogId, known: Epoch) -> Result<(), SourceError> {
        if self.log.state().epoch == known {
            self.log.raise_epoch();
        }
        Ok(())
    }
}
