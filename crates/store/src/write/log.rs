//! What is done to change logs besides appending: compaction, sweeping, and beginning a new history.

use async_trait::async_trait;
use landfall_core::id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision};

use crate::{Fence, LogStep, StoreError};

/// Looking after change logs. None where there is no such log.
#[async_trait]
pub trait LogWrites: Send {
    /// The newest generation that a slot ever had, also if its entries are gone. It stays so until the transaction has ended
    /// if the log is [locked](crate::DeployWrites::lock_log).
    async fn newest_generation(
        &mut self,
        log: LogId,
        slot: &AccountNumber,
    ) -> Result<Option<Generation>, StoreError>;

    /// A step of compaction towards `through`, or to the head if that is lower: looks at the next `most` entries behind what
    /// is compacted, and removes what they [supersede](landfall_core::rules::log::superseded) up to there. Repeat it
    /// until it is there. Who counts the fleet has to have been told before, so the write carries that lease's fence.
    async fn compact(
        &mut self,
        owner: Fence,
        log: LogId,
        through: Revision,
        most: u32,
    ) -> Result<Option<LogStep>, StoreError>;

    /// Raises the floor of a log to `floor`, or to where it is compacted if that is lower, and removes, of the next `most`
    /// tombstones behind `after`, those that [nobody needs](landfall_core::rules::log::sweepable) any more. Repeat it
    /// from where it got to until it is at the floor.
    async fn sweep(
        &mut self,
        owner: Fence,
        log: LogId,
        floor: Revision,
        after: Revision,
        most: u32,
    ) -> Result<Option<LogStep>, StoreError>;

    /// Begins a new history of a log, in which nothing that servers have confirmed counts any more: its epoch becomes `lowest`,
    /// the second of this moment, or one more than it was if that is later. Entries keep the epoch that they were signed in.
    /// Gives where the log ends from now on.
    async fn raise_epoch(
        &mut self,
        log: LogId,
        lowest: Epoch,
    ) -> Result<Option<Cursor>, StoreError>;
}
