//! What is read of change logs, and how much of it at a time.

use landfall_core::{
    id::{AccountNumber, LogId, PopId, Revision},
    model::{Change, LogHead},
};

use crate::StoreError;

/// How much is read at a time. The first entry is given however long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Entries at most.
    pub entries: u32,
    /// No more entries once their payloads have this many bytes.
    pub bytes: u64,
}

/// A server that catches up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogReader {
    /// The log.
    pub log: LogId,
    /// Its POP.
    pub pop: PopId,
    /// Where it stands.
    pub after: Revision,
    /// Up to where it reads: the head fixed at its hello.
    pub until: Revision,
}

/// A piece of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeBatch {
    /// The log as it was when this was read.
    pub log: LogHead,
    /// Entries by revision.
    pub entries: Vec<Change>,
    /// Up to here nothing is owed to who has these.
    pub through: Revision,
}

/// What lives for the servers of a POP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSlots {
    /// The log as it was when this was read: the slots are those of a server at its head.
    pub log: LogHead,
    /// The slots, by their text.
    pub slots: Vec<AccountNumber>,
}

/// A log, and which part of it is old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogAge {
    /// The log.
    pub log: LogHead,
    /// Up to here it is compacted.
    pub compacted: Revision,
    /// The last entry behind that which is old enough to be compacted; none if there is none.
    pub compactable: Option<Revision>,
    /// The last tombstone that is old enough to be swept, of what is compacted; none if there is none.
    pub sweepable: Option<Revision>,
}

/// What a step of compacting or sweeping has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogStep {
    /// Up to here it is done.
    pub through: Revision,
    /// Entries that were removed.
    pub removed: u64,
}

/// The error of an entry that comes too late.
pub(crate) fn overtaken(change: &Change) -> StoreError {
    StoreError::Conflict {
        what: format!(
            "a generation behind {} of slot {}",
            change.generation, change.slot
        ),
    }
}

/// The revision up to which nothing is owed to who was at `after` and has these: `end`, unless a limit was met.
pub(crate) fn through(
    entries: &[Change],
    limits: ReadLimits,
    after: Revision,
    end: Revision,
) -> Revision {
    let bytes: u64 = entries.iter().map(|it| it.payload.len() as u64).sum();
    let is_full = entries.len() as u64 >= u64::from(limits.entries) || bytes >= limits.bytes;
    match entries.last() {
        Some(last) if is_full => last.revision,
        None if is_full => after,
        _ => end.max(after),
    }
}
