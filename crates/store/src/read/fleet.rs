//! The fleet, read whole when a process takes it over.

use async_trait::async_trait;
use landfall_core::model::{Exception, LogHead, Pop, Server};

use crate::StoreError;

/// Everything that the fleet view in memory is built from, of one snapshot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FleetSnapshot {
    /// Every log.
    pub logs: Vec<LogHead>,
    /// Every POP.
    pub pops: Vec<Pop>,
    /// Every server that is not removed.
    pub servers: Vec<Server>,
    /// Every exception of those servers.
    pub exceptions: Vec<Exception>,
}

/// Reading the fleet.
#[async_trait]
pub trait FleetReads: Send + Sync {
    /// The fleets of all tenants.
    async fn fleet(&self) -> Result<FleetSnapshot, StoreError>;
}
