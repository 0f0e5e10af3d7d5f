//! Which entries of a log nobody needs any more.

use std::collections::{BTreeSet, HashMap};

use super::LOG_SLOT;
use crate::{
    id::{AccountNumber, PopId, Revision},
    model::Change,
};

/// Where an entry stands and whom it is for: all that compaction looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its revision.
    pub revision: Revision,
    /// Its slot.
    pub slot: AccountNumber,
    /// The POPs it is for; none for all.
    pub pops: Option<Vec<PopId>>,
    /// Whether it clears the slot.
    pub is_tombstone: bool,
}

impl From<&Change> for Place {
    fn from(change: &Change) -> Self {
        Self {
            revision: change.revision,
            slot: change.slot.clone(),
            pops: change.pops.clone(),
            is_tombstone: change.digest.is_none(),
        }
    }
}

/// The POPs that some entries are for.
#[derive(Debug, Default)]
struct Reach {
    everywhere: bool,
    pops: BTreeSet<PopId>,
}

impl Reach {
    fn add(&mut self, pops: Option<&[PopId]>) {
        match pops {
            None => self.everywhere = true,
            Some(pops) => self.pops.extend(pops),
        }
    }

    /// Whether every one of those POPs is reached. POPs that are yet to come belong to all.
    fn covers(&self, pops: Option<&[PopId]>) -> bool {
        self.everywhere || pops.is_some_and(|pops| pops.iter().all(|pop| self.pops.contains(pop)))
    }

    /// Whether one of those POPs is reached.
    fn meets(&self, pops: Option<&[PopId]>) -> bool {
        match pops {
            None => self.everywhere || !self.pops.is_empty(),
            Some(pops) => {
                !pops.is_empty()
                    && (self.everywhere || pops.iter().any(|pop| self.pops.contains(pop)))
            }
        }
    }
}

/// Which of `entries` others of them supersede: for every POP that such an entry is for there is a newer one in its slot.
/// What is left is, per slot, the newest entry for each POP. The entries are of one log and stand by revision; of each slot
/// among them there are all, up to the same revision. Announcements of keys supersede nothing.
pub fn superseded(entries: &[Place]) -> Vec<Revision> {
    let mut newer: HashMap<&AccountNumber, Reach> = HashMap::new();
    let mut gone = Vec::new();
    for entry in entries.iter().rev() {
        if entry.slot.value() == LOG_SLOT {
            continue;
        }
        let reach = newer.entry(&entry.slot).or_default();
        if reach.covers(entry.pops.as_deref()) {
            gone.push(entry.revision);
        } else {
            reach.add(entry.pops.as_deref());
        }
    }
    gone.reverse();
    gone
}

/// Which of the tombstones among `entries`, up to `floor`, may go once the floor is there: those in front of which the slot
/// has nothing left that they take away. The entries are those that [`superseded`] wants, as compaction has left them.
pub fn sweepable(entries: &[Place], floor: Revision) -> Vec<Revision> {
    let mut older: HashMap<&AccountNumber, Reach> = HashMap::new();
    let mut gone = Vec::new();
    for entry in entries {
        let reach = older.entry(&entry.slot).or_default();
        if !entry.is_tombstone {
            reach.add(entry.pops.as_deref());
        } else if entry.revision <= floor && !reach.meets(entry.pops.as_deref()) {
            gone.push(entry.revision);
        }
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(revision: u64, slot: u64, pops: Option<&[u64]>) -> Place {
        Place {
            revision: Revision(revision),
            slot: AccountNumber::from_value(slot),
            pops: pops.map(|pops| pops.iter().copied().map(PopId).collect()),
            is_tombstone: false,
        }
    }

    fn tombstone(revision: u64, slot: u64, pops: Option<&[u64]>) -> Place {
        Place {
            is_tombstone: true,
            ..entry(revision, slot, pops)
        }
    }

    fn gone(entries: &[Place]) -> Vec<u64> {
        superseded(entries).iter().map(|at| at.0).collect()
    }

    #[test]
    fn an_entry_for_all_pops_supersedes_everything_before_it_in_its_slot() {
        let entries = [
            entry(1, 1, None),
            entry(2, 2, None),
            entry(3, 1, Some(&[1])),
            entry(4, 1, None),
        ];
        assert_eq!(gone(&entries), [1, 3]);
    }

    #[test]
    fn the_newest_entry_for_each_pop_stays() {
        let entries = [
            entry(1, 1, None),
            entry(2, 1, Some(&[1, 2])),
            entry(3, 1, Some(&[2])),
            entry(4, 1, Some(&[1])),
        ];
        assert_eq!(gone(&entries), [2], "POP 3 still has the first");
    }

    #[test]
    fn a_wave_supersedes_the_wave_before_it_since_it_names_its_pops_too() {
        let entries = [
            entry(1, 1, None),
            entry(2, 1, Some(&[1])),
            entry(3, 1, Some(&[1, 2])),
            entry(4, 1, Some(&[1, 2, 3])),
        ];
        assert_eq!(gone(&entries), [2, 3]);
    }

    #[test]
    fn pops_that_are_yet_to_come_keep_an_entry_for_all() {
        let entries = [entry(1, 1, None), entry(2, 1, Some(&[1, 2, 3]))];
        assert!(gone(&entries).is_empty());
    }

    #[test]
    fn announcements_of_keys_stay() {
        let entries = [entry(1, LOG_SLOT, None), entry(2, LOG_SLOT, None)];
        assert!(gone(&entries).is_empty());
    }

    #[test]
    fn tombstones_stay_until_the_floor_is_raised() {
        let entries = [
            entry(1, 1, None),
            tombstone(2, 1, None),
            tombstone(3, 2, None),
            tombstone(4, 3, None),
        ];
        assert_eq!(gone(&entries), [1]);
        let swept = |floor| sweepable(&entries[1..], Revision(floor));
        assert_eq!(swept(0), []);
        assert_eq!(swept(3), [Revision(2), Revision(3)]);
    }

    #[test]
    fn a_tombstone_stays_as_long_as_what_it_takes_away_is_there_for_others() {
        let entries = [entry(1, 1, None), tombstone(2, 1, Some(&[1]))];
        assert!(gone(&entries).is_empty());
        assert_eq!(sweepable(&entries, Revision(9)), []);
        let apart = [entry(1, 1, Some(&[2])), tombstone(2, 1, Some(&[1]))];
        assert_eq!(sweepable(&apart, Revision(9)), [Revision(2)]);
    }
}
