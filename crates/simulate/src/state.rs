//! What one simulated server knows for sure, and how that changes. Nothing here does I/O: a state is claimed once it is kept.
//!
//! A server does not keep what runs in every slot: with a hundred thousand accounts that would be megabytes for each. The cursor
//! says it for all slots but those in which something has failed, and these are here.

use std::collections::{BTreeMap, BTreeSet};

use landfall_agent::state::PublicKey;
use landfall_core::id::{AccountNumber, Cursor, LogId, Revision};

/// All that a server knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The log that it follows; none on an empty disk.
    pub log: Option<LogId>,
    /// Nothing up to here is owed to it.
    pub cursor: Cursor,
    /// Whether the list that ends a resync has not come yet.
    pub unswept: bool,
    /// Keys that were announced since its enrolment, by number.
    pub keys: BTreeMap<u64, PublicKey>,
    /// Slots in which something else runs than the cursor says.
    pub failed: BTreeMap<AccountNumber, Failed>,
}

/// A change that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Where the server stood before: no entry of the slot lies between what runs and this, so that for whoever counts it is the
    /// same as the running one's own number. 0 for whatever is of another history.
    pub running: Revision,
    /// The change that should run.
    pub wanted: Revision,
    /// Why it does not, for people.
    pub reason: String,
}

/// From where a log is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Follow {
    pub(crate) log: LogId,
    pub(crate) start: Cursor,
    pub(crate) resync: bool,
}

/// Why a slot fails, if it does.
pub(crate) type Fails<'a> = dyn Fn(&AccountNumber) -> Option<String> + Sync + 'a;

impl State {
    /// The log is another one, or is read anew.
    pub(crate) fn follow(&mut self, follow: Follow) {
        if self.log != Some(follow.log) || self.cursor.epoch != follow.start.epoch {
            // Revisions of another history say nothing in this one; what is wanted comes again.
            for failed in self.failed.values_mut() {
                failed.running = Revision(0);
                failed.wanted = Revision(0);
            }
        }
        self.log = Some(follow.log);
        self.cursor = follow.start;
        self.unswept |= follow.resync;
    }

    /// A batch is applied: every change of it runs, but those that fail.
    pub(crate) fn apply(
        &mut self,
        changes: Vec<(AccountNumber, Revision)>,
        through: Revision,
        fails: &Fails<'_>,
    ) {
        for (slot, wanted) in changes {
            let Some(reason) = fails(&slot) else {
                self.failed.remove(&slot);
                continue;
            };
            let before = self.failed.get(&slot).map(|failed| failed.running);
            let failed = Failed {
                running: before.unwrap_or(self.cursor.revision),
                wanted,
                reason,
            };
            self.failed.insert(slot, failed);
        }
        self.cursor.revision = through;
    }

    /// A resync has come to its end: what is not in the list is not there any more.
    pub(crate) fn sweep(&mut self, slots: &BTreeSet<AccountNumber>) {
        self.failed.retain(|slot, _| slots.contains(slot));
        self.unswept = false;
    }

    /// Tries again what has failed; says whether anything has changed.
    pub(crate) fn retry(&mut self, fails: &Fails<'_>) -> bool {
        let before = self.failed.len();
        // What is wanted of another history comes again by itself.
        (self.failed).retain(|slot, failed| failed.wanted == Revision(0) || fails(slot).is_some());
        self.failed.len() != before
    }

    /// Whether there is something to be tried again.
    pub(crate) fn has_to_retry(&self) -> bool {
        (self.failed.values()).any(|failed| failed.wanted > Revision(0))
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::id::Epoch;
    use proptest::prelude::*;

    use super::*;

    fn account(number: u64) -> AccountNumber {
        AccountNumber::from_value(number)
    }

    fn at(epoch: u32, revision: u64) -> Cursor {
        Cursor {
            epoch: Epoch(epoch),
            revision: Revision(revision),
        }
    }

    fn follow(log: u128, start: Cursor, resync: bool) -> Follow {
        Follow {
            log: LogId(uuid::Uuid::from_u128(log)),
            start,
            resync,
        }
    }

    #[test]
    fn an_account_that_fails_keeps_what_it_had_and_the_others_move_on() {
        let mut state = State::default();
        state.follow(follow(1, at(1, 0), false));
        let bad = |slot: &AccountNumber| (slot.value() == 2).then(|| "no".to_owned());
        state.apply(
            vec![(account(1), Revision(1)), (account(2), Revision(2))],
            Revision(2),
            &|_| None,
        );
        assert!(state.failed.is_empty());
        state.apply(vec![(account(2), Revision(5))], Revision(6), &bad);
        state.apply(vec![(account(2), Revision(7))], Revision(7), &bad);
        let failed = &state.failed[&account(2)];
        assert_eq!((failed.running, failed.wanted), (Revision(2), Revision(7)));
        assert_eq!(state.cursor, at(1, 7));
        assert!(!state.retry(&bad));
        assert!(state.retry(&|_| None));
        assert!(state.failed.is_empty() && !state.has_to_retry());
    }

    #[test]
    fn in_a_new_history_nothing_runs_and_nothing_is_tried_that_was_of_the_old_one() {
        let mut state = State::default();
        state.follow(follow(1, at(1, 0), false));
        state.apply(vec![(account(2), Revision(5))], Revision(6), &|_| {
            Some("no".to_owned())
        });
        state.follow(follow(1, at(2, 0), true));
        assert_eq!(state.failed[&account(2)].running, Revision(0));
        assert!(state.unswept && !state.has_to_retry());
        assert!(!state.retry(&|_| None), "it comes again");
        state.sweep(&BTreeSet::new());
        assert!(state.failed.is_empty() && !state.unswept);
    }

    proptest! {
        /// Whoever counts asks for one thing only: whether what runs is at or behind the revision of a generation.
        #[test]
        fn what_is_said_to_run_counts_as_what_runs(
            steps in proptest::collection::vec((1_u64..4, any::<bool>(), 1_u64..4), 1..60),
        ) {
            let mut state = State::default();
            state.follow(follow(1, at(1, 0), false));
            let mut runs: BTreeMap<u64, u64> = BTreeMap::new();
            let mut entries: Vec<(u64, u64)> = Vec::new();
            let mut revision = 0;
            for (slot, fails, gap) in steps {
                revision += gap;
                entries.push((slot, revision));
                if !fails {
                    runs.insert(slot, revision);
                }
                state.apply(
                    vec![(account(slot), Revision(revision))],
                    Revision(revision),
                    &|_| fails.then(|| "no".to_owned()),
                );
                for (slot, generation) in &entries {
                    let counted = match state.failed.get(&account(*slot)) {
                        Some(failed) => failed.running.0 >= *generation,
                        None => state.cursor.revision.0 >= *generation,
                    };
                    let truth = runs.get(slot).is_some_and(|runs| runs >= generation);
                    prop_assert_eq!(counted, truth, "slot {} at {}", slot, generation);
                }
            }
        }
    }
}
