//! Where the events stand, and who sees them.

use std::collections::HashMap;

use async_trait::async_trait;
use landfall_core::id::OrganizationId;

use crate::StoreError;

/// Which positions of events mean something. Nothing of it is ever lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventSpan {
    /// Events at or before this position are no longer kept; 0 if all are.
    pub swept: u64,
    /// No event will appear at or before this position any more. It is `swept` or the position of an event.
    pub settled: u64,
    /// The last position that an event has. Others may still appear before it, but for SQLite, where it is settled.
    pub newest: u64,
}

/// Reading where the events stand.
#[async_trait]
pub trait EventReads: Send + Sync {
    /// Which positions mean something. A point read.
    async fn event_span(&self) -> Result<EventSpan, StoreError>;

    /// The position of the first event behind this one that is there at the moment. A point read.
    async fn event_behind(&self, position: u64) -> Result<Option<u64>, StoreError>;

    /// The organizations at or above each of these; none for one that does not exist.
    async fn lineages(
        &self,
        organizations: &[OrganizationId],
    ) -> Result<HashMap<OrganizationId, Vec<OrganizationId>>, StoreError>;
}
