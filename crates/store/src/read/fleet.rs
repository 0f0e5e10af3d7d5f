//! The fleet, read whole when a process takes it over, and what is new in it since.

use async_trait::async_trait;
use landfall_core::{
    id::LogId,
    model::{Exception, LogHead, Pop, Server},
};

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

/// What tells whoever counts the fleet that others have written to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FleetNews {
    /// How often POPs or servers were added.
    pub additions: u64,
    /// Every log.
    pub logs: Vec<LogHead>,
    /// The logs whose ends may be missing: since their epochs began, a copy has taken the database's place, such as a replica
    /// or a backup of its own. None where the record is a file.
    pub cut: Vec<LogId>,
}

/// Reading the fleet.
#[async_trait]
pub trait FleetReads: Send + Sync {
    /// The fleets of all tenants.
    async fn fleet(&self) -> Result<FleetSnapshot, StoreError>;

    /// Where the logs end, and whether POPs or servers were added: a few rows however large the fleet is.
    async fn fleet_news(&self) -> Result<FleetNews, StoreError>;
}
