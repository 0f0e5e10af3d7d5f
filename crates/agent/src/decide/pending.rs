//! What has been received and not yet taken into the state: for each slot the newest change.

use std::collections::{BTreeMap, BTreeSet};

use landfall_core::id::{AccountNumber, Cursor, LogId};

use super::{Batch, Received};
use crate::state::{Entry, PublicKey};

/// Received, waiting for a round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pending {
    /// What follows is of this log, from there on; with a list of all slots at the end or without.
    pub(super) follow: Option<Follow>,
    pub(super) changes: BTreeMap<AccountNumber, Entry>,
    pub(super) keys: BTreeMap<u64, PublicKey>,
    /// Where the cursor is when everything here is applied; none when nothing was received to its end.
    pub(super) through: Option<Cursor>,
    /// All slots there are, when a resync has come to its end.
    pub(super) sweep: Option<BTreeSet<AccountNumber>>,
}

/// Which log is followed, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Follow {
    pub(super) log: LogId,
    pub(super) start: Cursor,
    pub(super) resync: bool,
}

/// Up to where entries were received, of which log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) log: Option<LogId>,
    pub(super) cursor: Cursor,
}

impl Pending {
    /// Whether there is enough for a round.
    pub(super) fn is_worth_a_round(&self) -> bool {
        self.through.is_some() || self.sweep.is_some()
    }

    /// Takes what was received. `reached` is up to where entries were received before; what is not behind it was here already
    /// and is passed over, or an old entry that is sent again would undo a newer one. `kept` is the cursor on the disk.
    pub(super) fn add(&mut self, received: Received, reached: &mut Reached, kept: Cursor) {
        match received {
            Received::Follow { log, start, resync } => {
                let follow = Follow { log, start, resync };
                self.follow(follow, reached, kept);
            }
            Received::Batch(batch) => self.add_batch(batch, &mut reached.cursor),
            Received::Sweep(slots) => self.sweep = Some(slots),
        }
    }

    fn follow(&mut self, follow: Follow, reached: &mut Reached, kept: Cursor) {
        let start = follow.start;
        let goes_on = reached.log == Some(follow.log)
            && reached.cursor.epoch == start.epoch
            && (start.revision <= reached.cursor.revision)
            && (kept.epoch != start.epoch || kept.revision <= start.revision);
        if !goes_on {
            *self = Self::default();
            *reached = Reached {
                log: Some(follow.log),
                cursor: start,
            };
        }
        // Whatever list there was will come again.
        self.sweep = None;
        let first = self.follow.filter(|_| goes_on);
        self.follow = Some(Follow {
            start: first.map_or(start, |first| first.start),
            ..follow
        });
    }

    fn add_batch(&mut self, batch: Batch, reached: &mut Cursor) {
        if batch.epoch != reached.epoch {
            return;
        }
        let before = reached.revision;
        let new = (batch.changes.into_iter()).filter(|(_, entry)| entry.revision > before);
        self.changes.extend(new);
        self.keys.extend(batch.keys);
        reached.revision = before.max(batch.through);
        self.through = Some(*reached);
    }

    /// Puts back what a round has taken out and could not finish, unless the log that is followed has changed since. What was
    /// received since is newer.
    pub(super) fn put_back(&mut self, mut older: Self, reached: Reached) {
        let of_another = |cursor: Cursor| cursor.epoch != reached.cursor.epoch;
        let follows_another = older
            .follow
            .is_some_and(|follow| Some(follow.log) != reached.log);
        let lowered =
            (older.through).is_some_and(|through| through.revision > reached.cursor.revision);
        if follows_another || lowered || older.through.is_some_and(of_another) {
            return;
        }
        older.changes.append(&mut self.changes);
        older.keys.append(&mut self.keys);
        *self = Self {
            follow: self.follow.or(older.follow),
            changes: older.changes,
            keys: older.keys,
            through: self.through.or(older.through),
            // A list that was asked for anew will come.
            sweep: match self.follow {
                Some(_) => self.sweep.take(),
                None => self.sweep.take().or(older.sweep),
            },
        };
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::id::{Epoch, Generation, Revision};

    use super::*;
    use crate::state::Digest;

    fn entry(revision: u64) -> Entry {
        Entry {
            epoch: Epoch(1),
            revision: Revision(revision),
            generation: Generation(revision),
            content: Some(Digest([1; 32])),
        }
    }

    fn batch(changes: &[(u64, u64)], through: u64) -> Received {
        let slots = changes.iter();
        Received::Batch(Batch {
            epoch: Epoch(1),
            changes: slots
                .map(|(slot, at)| (AccountNumber::from_value(*slot), entry(*at)))
                .collect(),
            keys: BTreeMap::new(),
            through: Revision(through),
        })
    }

    const LOG: LogId = LogId(uuid::Uuid::from_u128(1));

    fn at(epoch: u32, revision: u64) -> Cursor {
        Cursor {
            epoch: Epoch(epoch),
            revision: Revision(revision),
        }
    }

    fn reached(revision: u64) -> Reached {
        Reached {
            log: Some(LOG),
            cursor: at(1, revision),
        }
    }

    fn follow(start: Cursor) -> Received {
        Received::Follow {
            log: LOG,
            start,
            resync: true,
        }
    }

    fn revisions(pending: &Pending) -> Vec<u64> {
        pending
            .changes
            .values()
            .map(|entry| entry.revision.0)
            .collect()
    }

    #[test]
    fn an_old_entry_that_is_sent_again_does_not_undo_a_newer_one() {
        let mut reached = reached(5);
        let mut pending = Pending::default();
        pending.add(batch(&[(1, 4), (2, 6)], 6), &mut reached, at(1, 0));
        assert_eq!(revisions(&pending), [6]);
        pending.add(batch(&[(2, 6)], 6), &mut reached, at(1, 0));
        pending.add(batch(&[(2, 9)], 9), &mut reached, at(1, 0));
        pending.add(batch(&[(2, 8)], 8), &mut reached, at(1, 0));
        assert_eq!(revisions(&pending), [9]);
        assert_eq!(pending.through.map(|at| at.revision), Some(Revision(9)));
    }

    #[test]
    fn what_a_round_gives_back_does_not_undo_what_came_since() {
        let mut reached = reached(0);
        let mut pending = Pending::default();
        pending.add(batch(&[(1, 1), (2, 2)], 2), &mut reached, at(1, 0));
        let taken = std::mem::take(&mut pending);
        pending.add(batch(&[(1, 3)], 3), &mut reached, at(1, 0));
        pending.put_back(taken.clone(), reached);
        assert_eq!(revisions(&pending), [3, 2]);
        assert_eq!(pending.through.map(|at| at.revision), Some(Revision(3)));
        // In another epoch it is of a history that may not be ours.
        pending.add(follow(at(2, 0)), &mut reached, at(1, 0));
        pending.put_back(taken, reached);
        assert_eq!(revisions(&pending), [0_u64; 0]);
        pending.add(batch(&[(1, 4)], 4), &mut reached, at(1, 0));
        assert!(!pending.is_worth_a_round(), "of the epoch before");
    }

    #[test]
    fn a_resync_that_goes_on_where_it_is_keeps_what_waits() {
        let mut reached = reached(2);
        let mut pending = Pending::default();
        pending.add(batch(&[(1, 3)], 3), &mut reached, at(1, 2));
        pending.add(follow(at(1, 3)), &mut reached, at(1, 2));
        assert_eq!(revisions(&pending), [3]);
        // One that begins below what is on the disk does not.
        pending.add(follow(at(1, 1)), &mut reached, at(1, 2));
        assert_eq!(revisions(&pending), [0_u64; 0]);
        assert_eq!(reached.cursor, at(1, 1));
    }
}
