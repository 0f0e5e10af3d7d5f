//! Change logs: one for each tenant, platform and environment. An entry is a change of one slot, for all POPs or for some.

use super::{Environment, Platform};
use crate::id::{
    AccountNumber, DeployRequestId, Epoch, Generation, LogId, PopId, Revision, TenantId, Timestamp,
};

/// A change log and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Its id.
    pub id: LogId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// Whose servers it feeds.
    pub platform: Platform,
    /// Which fleet of the platform.
    pub environment: Environment,
    /// The history it is in.
    pub epoch: Epoch,
    /// The newest revision; 0 when empty.
    pub head: Revision,
}

/// One entry of a change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The log it is in.
    pub log: LogId,
    /// The history in which it was appended.
    pub epoch: Epoch,
    /// Its gapless number.
    pub revision: Revision,
    /// The account whose rules it changes.
    pub slot: AccountNumber,
    /// The hand-over it belongs to.
    pub generation: Generation,
    /// The POPs it is for; none for all.
    pub pops: Option<Vec<PopId>>,
    /// SHA-256 of the payload before compression; none for a tombstone, which clears the slot.
    pub digest: Option<[u8; 32]>,
    /// The payload, encoded and compressed once; empty for a tombstone.
    pub payload: Vec<u8>,
    /// When it was appended.
    pub created_at: Timestamp,
}

/// At which revision a generation was released to which POPs. A generation that is rolled out in waves has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The deploy request whose policy the generation carries.
    pub request: DeployRequestId,
    /// The generation.
    pub generation: Generation,
    /// The log it was released in.
    pub log: LogId,
    /// The slot.
    pub slot: AccountNumber,
    /// The revision of the entry.
    pub revision: Revision,
    /// The POPs that the entry is for; none for all.
    pub pops: Option<Vec<PopId>>,
    /// The revision of the rollback that undoes the generation, if one does.
    pub rolled_back_at: Option<Revision>,
}
