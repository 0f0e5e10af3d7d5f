//! Change logs, as servers read them and as they are looked after.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Generation, LogId, PopId, Revision, Timestamp},
    model::Release,
};

use crate::{ChangeBatch, LiveSlots, LogAge, LogReader, ReadLimits, StoreError};

/// Reading change logs. None where there is no such log. What a batch says of its log and what it holds are of one snapshot.
#[async_trait]
pub trait LogReads: Send + Sync {
    /// The entries behind `after`, for whichever POPs they are. A position above the log's head gets nothing.
    ///
    /// Look at the epoch and the floor of the batch: below that floor tombstones are missing.
    async fn changes_after(
        &self,
        log: LogId,
        after: Revision,
        limits: ReadLimits,
    ) -> Result<Option<ChangeBatch>, StoreError>;

    /// What a server gets that catches up ([`read`](landfall_core::rules::log::read)): the entries for its POP, of each slot
    /// the newest up to where it reads.
    async fn changes_for(
        &self,
        reader: LogReader,
        limits: ReadLimits,
    ) -> Result<Option<ChangeBatch>, StoreError>;

    /// The slots in which something lives for the servers of a POP ([`slots`](landfall_core::rules::log::slots)).
    async fn live_slots(&self, log: LogId, pop: PopId) -> Result<Option<LiveSlots>, StoreError>;

    /// What generations behind `generation` of a slot released, by revision, up to the first that was for all POPs: what counts
    /// for that generation in POPs to which it was not released. A point read.
    async fn later_releases(
        &self,
        log: LogId,
        slot: &AccountNumber,
        generation: Generation,
    ) -> Result<Vec<Release>, StoreError>;

    /// Which parts of all logs are old: entries from `entries` or before, tombstones from `tombstones` or before.
    async fn log_ages(
        &self,
        entries: Timestamp,
        tombstones: Timestamp,
    ) -> Result<Vec<LogAge>, StoreError>;
}
