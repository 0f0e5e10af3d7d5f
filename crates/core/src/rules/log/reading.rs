//! What a server in a POP reads of a log.

use std::collections::{HashMap, HashSet};

use super::LOG_SLOT;
use crate::{
    id::{AccountNumber, Cursor, PopId, Revision},
    model::{Change, LogHead},
};

/// What a server of `pop` gets that stands at `after` and reads up to `until`: at most `limit` entries, by revision, and the
/// revision up to which nothing is owed to it once it has them. Entries for other POPs move it on without being sent, and so
/// do those that newer ones up to `until` supersede there: each slot comes once. `entries` is the log by revision, compacted
/// or not.
///
/// A server that catches up reads up to the head fixed at its hello. Beyond that nothing may be passed over: what replaces it
/// would stand where the server is not yet held to be.
pub fn read(
    entries: &[Change],
    pop: PopId,
    after: Revision,
    until: Revision,
    limit: usize,
) -> (Vec<&Change>, Revision) {
    let mut newest: HashMap<&AccountNumber, Revision> = HashMap::new();
    let ours =
        |entry: &&Change| entry.revision > after && entry.revision <= until && entry.is_for(pop);
    for entry in entries.iter().filter(ours) {
        newest.insert(&entry.slot, entry.revision);
    }
    let mut wanted = entries.iter().filter(ours).filter(|entry| {
        entry.slot.value() == LOG_SLOT || newest.get(&entry.slot) == Some(&entry.revision)
    });
    let batch: Vec<&Change> = wanted.by_ref().take(limit).collect();
    let through = match (wanted.next(), batch.last()) {
        (None, _) => until.max(after),
        (Some(_), Some(last)) => last.revision,
        (Some(_), None) => after,
    };
    (batch, through)
}

/// Whether a server that stands at `cursor` has to sweep when it has caught up: what it has may have been deleted by entries
/// that the log no longer holds. Without it, a slot that was cleared while the server was away would live on there.
pub fn must_sweep(cursor: Cursor, log: &LogHead) -> bool {
    cursor.epoch != log.epoch || cursor.revision < log.floor
}

/// The slots that a server of `pop` has something in when it has read everything of the log, in no particular order: who
/// sweeps keeps these and drops the others.
pub fn slots(entries: &[Change], pop: PopId) -> HashSet<&AccountNumber> {
    let mut slots = HashSet::new();
    for entry in entries.iter().filter(|entry| entry.is_for(pop)) {
        if entry.slot.value() == LOG_SLOT {
            continue;
        }
        if entry.digest.is_some() {
            slots.insert(&entry.slot);
        } else {
            slots.remove(&entry.slot);
        }
    }
    slots
}
