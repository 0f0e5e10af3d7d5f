//! When the changes that failed are tried again, by the steady clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use landfall_core::id::AccountNumber;

/// Which slots are to be tried again, and when.
#[derive(Debug, Clone, Default)]
pub(super) struct Due(BTreeMap<AccountNumber, Duration>);

impl Due {
    /// All of these at once: at the agent's start.
    pub(super) fn at_once(slots: impl Iterator<Item = AccountNumber>) -> Self {
        Self(slots.map(|slot| (slot, Duration::ZERO)).collect())
    }

    /// This one at that moment.
    pub(super) fn set(&mut self, slot: AccountNumber, at: Duration) {
        self.0.insert(slot, at);
    }

    /// It is no exception any more.
    pub(super) fn clear(&mut self, slot: &AccountNumber) {
        self.0.remove(slot);
    }

    /// Those whose moment has come, if `failed` still says so of them.
    pub(super) fn by(
        &mut self,
        now: Duration,
        failed: impl Fn(&AccountNumber) -> bool,
    ) -> BTreeSet<AccountNumber> {
        self.0.retain(|slot, _| failed(slot));
        let due = self.0.iter().filter(|(_, at)| **at <= now);
        due.map(|(slot, _)| slot.clone()).collect()
    }

    /// The next such moment.
    pub(super) fn next(&self) -> Option<Duration> {
        self.0.values().min().copied()
    }
}
