//! What the control plane was told, and what it has to be told now: the difference, in pieces that fit.

use std::collections::BTreeMap;

use landfall_core::id::{AccountNumber, Cursor, Revision};
use landfall_protocol::{Applied, ExceptionChange, ExceptionSet, limits};

use crate::state::State;

/// What the control plane knows of this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reported {
    cursor: Cursor,
    unswept: bool,
    exceptions: BTreeMap<AccountNumber, (Revision, String)>,
}

impl Reported {
    /// After a hello that said this.
    pub(super) fn in_hello(state: &State) -> Self {
        Self {
            cursor: state.cursor,
            unswept: state.unswept,
            exceptions: exceptions(state),
        }
    }

    /// The exceptions in the form of a hello, as many as fit.
    pub(super) fn all(&self) -> Vec<ExceptionSet> {
        let some = self.exceptions.iter().take(limits::EXCEPTIONS);
        some.map(|(slot, said)| set(slot, said)).collect()
    }

    /// What has to be said for the control plane to know `state`; nothing if it does. Only the last of several reports moves
    /// the cursor.
    pub(super) fn now(&mut self, state: &State) -> Vec<Applied> {
        let next = Self::in_hello(state);
        if *self == next {
            return Vec::new();
        }
        let mut changes = Vec::new();
        for (slot, said) in &next.exceptions {
            if self.exceptions.get(slot) != Some(said) {
                changes.push(ExceptionChange::Set(set(slot, said)));
            }
        }
        let cleared = self
            .exceptions
            .keys()
            .filter(|slot| !next.exceptions.contains_key(*slot));
        changes.extend(cleared.map(|slot| ExceptionChange::Cleared(slot.clone())));
        let applied = |cursor, unswept, changes: &[ExceptionChange]| Applied {
            cursor,
            unswept,
            changes: changes.to_vec(),
        };
        let last =
            changes.len().saturating_sub(1) / limits::EXCEPTION_CHANGES * limits::EXCEPTION_CHANGES;
        let (before, last) = changes.split_at(last);
        let before = before.chunks(limits::EXCEPTION_CHANGES);
        let mut reports: Vec<_> = before
            .map(|some| applied(self.cursor, self.unswept, some))
            .collect();
        reports.push(applied(next.cursor, next.unswept, last));
        *self = next;
        reports
    }

    /// Where the server stands, said again though nothing has changed.
    pub(super) fn again(&self) -> Applied {
        Applied {
            cursor: self.cursor,
            unswept: self.unswept,
            changes: Vec::new(),
        }
    }
}

fn exceptions(state: &State) -> BTreeMap<AccountNumber, (Revision, String)> {
    let all = state.exceptions();
    all.map(|(slot, running, failed)| {
        let reason = limits::shortened(&failed.reason).to_owned();
        (slot.clone(), (running, reason))
    })
    .collect()
}

fn set(slot: &AccountNumber, (running, reason): &(Revision, String)) -> ExceptionSet {
    ExceptionSet {
        slot: slot.clone(),
        running: *running,
        reason: reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::id::{Epoch, Generation, Timestamp};

    use super::*;
    use crate::state::{Entry, Failed, Slot};

    fn state(revision: u64, failing: std::ops::Range<u64>) -> State {
        let slot = |number| {
            let wanted = Entry {
                epoch: Epoch(1),
                revision: Revision(revision),
                generation: Generation(1),
                content: None,
            };
            let failed = Failed {
                wanted,
                reason: "no".to_owned(),
                attempts: 1,
                retry_at: Timestamp::default(),
            };
            let slot = Slot {
                running: None,
                failed: Some(failed),
            };
            (AccountNumber::from_value(number), slot)
        };
        State {
            cursor: Cursor {
                epoch: Epoch(1),
                revision: Revision(revision),
            },
            slots: failing.map(slot).collect(),
            ..State::default()
        }
    }

    #[test]
    fn only_what_has_changed_is_said_and_only_the_last_report_moves_the_cursor() {
        let mut reported = Reported::in_hello(&state(1, 0..3));
        assert_eq!(reported.now(&state(1, 0..3)), []);
        let reports = reported.now(&state(2, 2..700));
        assert_eq!(
            reports
                .iter()
                .map(|one| one.changes.len())
                .collect::<Vec<_>>(),
            [256, 256, 187]
        );
        let cursors: Vec<_> = reports.iter().map(|one| one.cursor.revision.0).collect();
        assert_eq!(cursors, [1, 1, 2]);
        let cleared = reports[2]
            .changes
            .iter()
            .filter(|one| matches!(one, ExceptionChange::Cleared(_)));
        assert_eq!(cleared.count(), 2);
        assert_eq!(reported, Reported::in_hello(&state(2, 2..700)));
        assert_eq!(reported.now(&state(3, 2..700))[0].changes, []);
    }
}
