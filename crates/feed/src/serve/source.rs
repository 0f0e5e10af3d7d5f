//! What the feed needs of the record.

use std::sync::Arc;

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Epoch, LogId, PopId, Revision, Timestamp},
    model::{LogHead, ServerProgress},
};
use landfall_protocol::Change;

use crate::{Fleet, LogKey};

/// A log at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogState {
    /// Its id.
    pub id: LogId,
    /// Its epoch.
    pub epoch: Epoch,
    /// Its newest revision; 0 when empty.
    pub head: Revision,
    /// Up to which revision tombstones may have been removed: a server below has to sweep.
    pub floor: Revision,
}

impl LogState {
    /// The same as the model has it.
    pub(super) fn head_of(self, key: &LogKey) -> LogHead {
        LogHead {
            id: self.id,
            tenant: key.tenant.clone(),
            platform: key.platform,
            environment: key.environment,
            epoch: self.epoch,
            head: self.head,
            floor: self.floor,
        }
    }
}

impl From<&LogHead> for LogState {
    fn from(log: &LogHead) -> Self {
        Self {
            id: log.id,
            epoch: log.epoch,
            head: log.head,
            floor: log.floor,
        }
    }
}

/// A stretch of a log, and the log at the moment when it was read.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The log. When its id is not the one that was asked for, the rest says nothing.
    pub state: LogState,
    /// Every entry that is there behind the revision asked for, up to `through`, in the order of revisions, for whichever POPs.
    pub changes: Vec<Change>,
    /// How far the stretch goes: beyond the revision asked for, unless that is the head.
    pub through: Revision,
}

/// A page of slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slots {
    /// The slots, ordered by their texts.
    pub slots: Vec<AccountNumber>,
    /// Whether there are more behind these.
    pub more: bool,
}

/// The record cannot answer now. For the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Reading logs. Never called for a single change and a single server: what is read is shared.
#[async_trait]
pub trait ChangeSource: Send + Sync {
    /// The log of a fleet; makes one if nothing was ever handed over to it.
    async fn log(&self, key: &LogKey) -> Result<LogState, SourceError>;

    /// Entries behind `after`: as many as there are, but no more once `most_bytes` of payload are reached, and at least one if
    /// there is one.
    async fn changes(
        &self,
        key: &LogKey,
        log: LogId,
        after: Revision,
        most_bytes: usize,
    ) -> Result<Batch, SourceError>;

    /// What a server of `pop` needs that catches up: the entries for its POP behind `range.0`, of each slot the newest up to `range.1`,
    /// in the same way.
    async fn changes_for(
        &self,
        key: &LogKey,
        log: LogId,
        pop: PopId,
        range: (Revision, Revision),
        most_bytes: usize,
    ) -> Result<Batch, SourceError>;

    /// The slots whose newest entry for a POP is no tombstone, behind `after` in the order of their texts, at most `limit`: as
    /// the log was when it had `at`, or later.
    async fn living(
        &self,
        key: &LogKey,
        log: LogId,
        pop: PopId,
        at: Revision,
        after: Option<&AccountNumber>,
        limit: usize,
    ) -> Result<Slots, SourceError>;
}

/// Who counts, and what has to be durable before a server is answered.
#[async_trait]
pub trait Host: Send + Sync {
    /// The fleet, if it is counted by this process at this moment.
    fn fleet(&self) -> Option<Arc<Fleet>>;

    /// What time it is.
    fn now(&self) -> Timestamp;

    /// Makes the progress of a server durable at once: what was counted for it before is counted no more.
    async fn save(&self, progress: ServerProgress) -> Result<(), SourceError>;

    /// Begins a new epoch of the log, unless its epoch is another than `known` already: a server has a history that the log
    /// does not have.
    async fn raise_epoch(&self, key: &LogKey, log: LogId, known: Epoch) -> Result<(), SourceError>;
}
