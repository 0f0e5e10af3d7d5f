//! What the feed brings, after it was verified.

use std::collections::{BTreeMap, BTreeSet};

use landfall_core::id::{AccountNumber, Cursor, Epoch, LogId, Revision};

use crate::state::{Entry, PublicKey};

/// Something that the feed has brought. Signatures and digests are right, and its payloads are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// Which log it is that follows, and from where: what was said before of another log, another epoch, or what lies behind
    /// that, is void.
    Follow {
        /// The log.
        log: LogId,
        /// From where it follows.
        start: Cursor,
        /// Whether a list of all slots comes at the end, so that what the log does not have can be removed.
        resync: bool,
    },
    /// The next entries.
    Batch(Batch),
    /// All slots in which something lives, at the end of a resync.
    Sweep(BTreeSet<AccountNumber>),
}

/// Entries of the log that are for this server, in the order of their revisions, and up to where the log was read with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The epoch of the stream.
    pub epoch: Epoch,
    /// The changes.
    pub changes: Vec<(AccountNumber, Entry)>,
    /// Keys that were announced among them.
    pub keys: BTreeMap<u64, PublicKey>,
    /// Nothing up to here is owed any more once the changes are applied.
    pub through: Revision,
}
