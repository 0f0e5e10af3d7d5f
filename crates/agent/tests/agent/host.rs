//! The host, who has the real fleet.

use std::sync::Arc;

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

use crate::control_plane::now;

pub(crate) struct TestHost {
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) fleet: Arc<Fleet>,
}

#[async_trait]
impl Host for TestHost {
    fn fleet(&self) -> Option<Arc<Fleet>> {
        Some(self.fleet.clone())
    }

    fn now(&self) -> Timestamp {
        now()
    }

    async fn save(&self, _: ServerProgress) -> Result<(), SourceError> {
        Ok(())
    }

    async fn raise_epoch(&self, _: &LogKey, _: LogId, known: Epoch) -> Result<(), SourceError> {
        if self.log.state().epoch == known {
            self.log.raise_epoch();
        }
        Ok(())
    }
}
