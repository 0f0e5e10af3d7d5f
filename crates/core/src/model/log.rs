//! Change logs: one for each tenant, platform and environment. An entry is a change of one slot, for all POPs or for some.

use super::{Environment, Platform};
use crate::id::{
    AccountNumber, DeployRequestId, Epoch, Generation, LogId, PopId, Revision, TenantId, Timestamp,
};

/// A change log, where it ends, and from where on it tells everything.
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
    /// Up to here tombstones may be gone: a server that stands below it has to sweep when it has caught up.
    pub floor: Revision,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// What the slot's account has from now on.
    Policy,
    /// The account has nothing any more.
    Tombstone,
    /// Another key signs the entries behind this one. Its slot is no account's: number 0.
    SigningKey,
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
    /// BLAKE3 of the payload as it is here, so that it is checked before it is unpacked; none for a tombstone, which clears
    /// the slot.
    pub digest: Option<[u8; 32]>,
    /// The payload, encoded and compressed once; empty for a tombstone.
    pub payload: Vec<u8>,
    /// Ed25519, of [what is signed](crate::rules::log::SignedEntry) of the entry.
    pub signature: [u8; 64],
    /// The number of the key that it was signed with.
    pub key: u64,
    /// When it was appended.
    pub created_at: Timestamp,
}

impl Change {
    /// What the entry is about.
    pub fn kind(&self) -> ChangeKind {
        match self.digest {
            _ if self.slot.value() == 0 => ChangeKind::SigningKey,
            Some(_) => ChangeKind::Policy,
            None => ChangeKind::Tombstone,
        }
    }

    /// Whether the entry is for the servers of a POP.
    pub fn is_for(&self, pop: PopId) -> bool {
        self.pops.as_ref().is_none_or(|pops| pops.contains(&pop))
    }
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
