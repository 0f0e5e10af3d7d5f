//! What the control plane was told of a server, and what it has to be told now: the difference, in pieces that fit.

use std::collections::BTreeMap;

use landfall_core::id::{AccountNumber, Cursor};
use landfall_protocol::{Applied, ExceptionChange, ExceptionSet, limits};

use crate::{Failed, State};

/// What the control plane knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reported {
    cursor: Cursor,
    unswept: bool,
    failed: BTreeMap<AccountNumber, Failed>,
}

impl Reported {
    /// After a hello that said this.
    pub(super) fn in_hello(state: &State) -> Self {
        Self {
            cursor: state.cursor,
            unswept: state.unswept,
            failed: state.failed.clone(),
        }
    }

    /// All exceptions, in the form of a hello.
    pub(super) fn all(state: &State) -> Vec<ExceptionSet> {
        let some = state.failed.iter().take(limits::EXCEPTIONS);
        some.map(|(slot, failed)| set(slot, failed)).collect()
    }

    /// Where the server stands, said again.
    pub(super) fn again(&self) -> Applied {
        Applied {
            cursor: self.cursor,
            unswept: self.unswept,
            changes: Vec::new(),
        }
    }

    /// What has to be said for the control plane to know `state`. Only the last of several reports moves the cursor.
    pub(super) fn now(&mut self, state: &State) -> Vec<Applied> {
        let said = |slot: &AccountNumber| self.failed.get(slot);
        let mut changes: Vec<_> = (state.failed.iter())
            .filter(|(slot, failed)| said(slot).is_none_or(|said| differs(said, failed)))
            .map(|(slot, failed)| ExceptionChange::Set(set(slot, failed)))
            .collect();
        let cleared = (self.failed.keys()).filter(|slot| !state.failed.contains_key(*slot));
        changes.extend(cleared.map(|slot| ExceptionChange::Cleared(slot.clone())));
        let mut reports = Vec::new();
        while changes.len() > limits::EXCEPTION_CHANGES {
            let rest = changes.split_off(limits::EXCEPTION_CHANGES);
            reports.push(Applied {
                changes,
                ..self.again()
            });
            changes = rest;
        }
        if self.failed != state.failed {
            self.failed.clone_from(&state.failed);
        }
        let moved = (self.cursor, self.unswept) != (state.cursor, state.unswept);
        (self.cursor, self.unswept) = (state.cursor, state.unswept);
        if moved || !changes.is_empty() {
            reports.push(Applied {
                changes,
                ..self.again()
            });
        }
        reports
    }
}

/// What is wanted is nobody's business but the server's.
fn differs(said: &Failed, now: &Failed) -> bool {
    (said.running, &said.reason) != (now.running, &now.reason)
}

fn set(slot: &AccountNumber, failed: &Failed) -> ExceptionSet {
    ExceptionSet {
        slot: slot.clone(),
        running: failed.running,
        reason: limits::shortened(&failed.reason).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::id::{Epoch, Revision};

    use super::*;

    fn state(revision: u64, failing: std::ops::Range<u64>) -> State {
        let failed = Failed {
            running: Revision(0),
            wanted: Revision(revision),
            reason: "no".to_owned(),
        };
        State {
            cursor: Cursor {
                epoch: Epoch(1),
                revision: Revision(revision),
            },
            failed: (failing.map(|slot| (AccountNumber::from_value(slot), failed.clone())))
                .collect(),
            ..State::default()
        }
    }

    #[test]
    fn only_what_has_changed_is_said_and_only_the_last_report_moves_the_cursor() {
        let mut reported = Reported::in_hello(&state(1, 0..3));
        assert_eq!(reported.now(&state(1, 0..3)), []);
        let reports = reported.now(&state(2, 2..700));
        let sizes: Vec<_> = reports.iter().map(|one| one.changes.len()).collect();
        assert_eq!(sizes, [256, 256, 187]);
        let cursors: Vec<_> = reports.iter().map(|one| one.cursor.revision.0).collect();
        assert_eq!(cursors, [1, 1, 2]);
        let cleared = |one: &&ExceptionChange| matches!(one, ExceptionChange::Cleared(_));
        assert_eq!(reports[2].changes.iter().filter(cleared).count(), 2);
        let last = reported.now(&state(3, 2..700));
        assert_eq!((last.len(), last[0].changes.len()), (1, 0));
    }
}
