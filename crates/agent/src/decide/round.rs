//! One round: a number of changes on their way through the data plane, together.

use std::sync::Arc;

use landfall_core::id::AccountNumber;

use super::{
    pending::Pending,
    settings::Settings,
    step::{Placed, Step},
    trial::{Move, Trial},
};
use crate::state::{Content, Entry, State};

/// Why a round is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The agent has started: what the state says is put in place, whatever lies there.
    Start,
    /// Something was received.
    Changes,
    /// What failed is tried again.
    Retries,
}

/// A change of a slot in this round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) slot: AccountNumber,
    pub(super) entry: Entry,
    /// What the slot gets if the data plane refuses the change.
    pub(super) before: Content,
    /// The slot is not in the log any more: when it is empty it is forgotten.
    pub(super) forget: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Round {
    pub(super) kind: Kind,
    pub(super) candidates: Vec<Candidate>,
    /// Changes that do not change what lies in their slots.
    pub(super) quiet: Vec<Candidate>,
    /// What was taken out of what is pending, to be put back if the round cannot be finished.
    pub(super) taken: Pending,
    /// None when no file changes: then there is nothing to try.
    pub(super) trial: Option<Trial>,
    /// Slots in which nothing runs, though a change that failed may have left something there.
    pub(super) emptied: Vec<AccountNumber>,
    /// Whether files of which the state knows nothing are removed.
    pub(super) sweeps: bool,
    /// The state to be stored, once everything is decided.
    pub(super) decided: Option<Arc<State>>,
}

impl Round {
    /// What the state says, at the agent's start. Before the server was told which slots there are, nothing is removed that
    /// only its disk knows of; unless the data plane refuses what lies there.
    pub(super) fn start(state: &State, refused: bool, settings: &Settings) -> Self {
        let running = state.slots.iter().filter_map(|(number, slot)| {
            Some(Candidate {
                slot: number.clone(),
                entry: slot.running?,
                before: None,
                forget: false,
            })
        });
        let empty = state
            .slots
            .iter()
            .filter(|(_, slot)| slot.running.is_none());
        let candidates: Vec<_> = running.collect();
        let trial = Trial::new(candidates.len(), true, settings.blamed_at_most);
        Self {
            trial: Some(trial),
            emptied: empty.map(|(number, _)| number.clone()).collect(),
            sweeps: refused || (state.log.is_some() && !state.unswept),
            ..Self::of(Kind::Start, candidates, Pending::default())
        }
    }

    /// What was received.
    pub(super) fn changes(state: &State, taken: Pending, settings: &Settings) -> Self {
        let change = |(slot, entry): (&AccountNumber, &Entry)| Candidate {
            slot: slot.clone(),
            entry: *entry,
            before: state.content(slot),
            forget: false,
        };
        let mut all: Vec<_> = taken.changes.iter().map(change).collect();
        if let Some(kept) = &taken.sweep {
            let cursor = taken.through.unwrap_or(state.cursor);
            let swept = state
                .slots
                .keys()
                .filter(|slot| !kept.contains(*slot) && !taken.changes.contains_key(*slot));
            all.extend(swept.map(|slot| Candidate {
                slot: slot.clone(),
                entry: Entry {
                    epoch: cursor.epoch,
                    revision: cursor.revision,
                    generation: landfall_core::id::Generation(0),
                    content: None,
                },
                before: state.content(slot),
                forget: true,
            }));
        }
        Self::of(Kind::Changes, all, taken).on_trial(state, settings)
    }

    /// What failed in these slots.
    pub(super) fn retries<'a>(
        state: &State,
        due: impl Iterator<Item = &'a AccountNumber>,
        settings: &Settings,
    ) -> Self {
        let again = due.filter_map(|number| {
            let failed = state.slots.get(number)?.failed.as_ref()?;
            Some(Candidate {
                slot: number.clone(),
                entry: failed.wanted,
                before: state.content(number),
                forget: false,
            })
        });
        Self::of(Kind::Retries, again.collect(), Pending::default()).on_trial(state, settings)
    }

    fn of(kind: Kind, candidates: Vec<Candidate>, taken: Pending) -> Self {
        Self {
            kind,
            candidates,
            quiet: Vec::new(),
            taken,
            trial: None,
            emptied: Vec::new(),
            sweeps: false,
            decided: None,
        }
    }

    /// What changes nothing needs no trial. The rest goes by revision, so that of two that clash the later one is blamed.
    fn on_trial(mut self, state: &State, settings: &Settings) -> Self {
        let all = std::mem::take(&mut self.candidates);
        // What lies in a slot that the state does not know is not known either, before everything else was removed.
        let known = |slot: &AccountNumber| {
            !state.unswept
                || state
                    .slots
                    .get(slot)
                    .is_some_and(|slot| slot.running.is_some())
        };
        (self.quiet, self.candidates) =
            (all.into_iter()).partition(|one| one.entry.content == one.before && known(&one.slot));
        (self.candidates).sort_by_key(|one| (one.entry.epoch, one.entry.revision));
        if !self.candidates.is_empty() {
            let count = self.candidates.len();
            self.trial = Some(Trial::new(count, false, settings.blamed_at_most));
        }
        self
    }

    /// The step of the data plane that comes next; none when everything is decided.
    pub(super) fn step(&self) -> Option<Step> {
        let whole = |some: &[usize]| some.len() == self.candidates.len();
        let place = |some: &[usize], content: fn(&Candidate) -> Content| {
            let placed = some.iter().map(|at| &self.candidates[*at]);
            let placed = placed.map(|one| Placed {
                slot: one.slot.clone(),
                content: content(one),
            });
            let emptied = self.emptied.iter().filter(|_| whole(some));
            let emptied = emptied.map(|slot| Placed {
                slot: slot.clone(),
                content: None,
            });
            placed.chain(emptied).collect()
        };
        Some(match self.trial.as_ref()?.now() {
            Move::Put(some) => Step::Put {
                slots: place(some, |one| one.entry.content),
                all: self.sweeps && whole(some),
            },
            Move::TakeBack(some) => Step::Put {
                slots: place(some, |one| one.before),
                all: false,
            },
            Move::Check => Step::Check,
            Move::Reload => Step::Reload,
            Move::Probe => Step::Probe,
            Move::Settled | Move::Broken(_) => return None,
        })
    }

    /// What the state says of the slots that this round has touched.
    pub(super) fn as_before(&self, state: &State) -> Arc<[Placed]> {
        let slots = self.candidates.iter().map(|one| Placed {
            slot: one.slot.clone(),
            content: state.content(&one.slot),
        });
        slots.collect()
    }
}
