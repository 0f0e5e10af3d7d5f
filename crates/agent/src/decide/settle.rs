//! The state after a round.

use std::collections::BTreeMap;

use landfall_core::id::AccountNumber;

use super::{
    round::{Candidate, Kind, Round},
    trial::Trial,
};
use crate::{
    Moment,
    state::{Failed, Slot, State},
    words::tidy,
};

/// The state in which the round's changes run but for those that were blamed, and the cursor has moved. `pause` says how
/// many seconds to wait after so many attempts.
pub(super) fn settled(
    state: &State,
    round: &Round,
    now: Moment,
    mut pause: impl FnMut(&AccountNumber, u32) -> i64,
) -> State {
    let mut next = state.clone();
    if let Some(follow) = round.taken.follow {
        next.log = Some(follow.log);
        next.unswept |= follow.resync;
        if state.log != next.log
            || next.cursor.within(follow.start.epoch) > follow.start.revision
            || next.cursor.epoch != follow.start.epoch
        {
            next.cursor = follow.start;
        }
    }
    next.keys.extend(&round.taken.keys);
    let blamed: BTreeMap<usize, &String> = (round.trial.iter())
        .flat_map(Trial::blamed)
        .map(|(at, reason)| (*at, reason))
        .collect();
    for one in &round.quiet {
        runs(&mut next, round.kind, one);
    }
    for (at, one) in round.candidates.iter().enumerate() {
        match blamed.get(&at) {
            None => runs(&mut next, round.kind, one),
            Some(reason) => {
                let slot = next.slots.entry(one.slot.clone()).or_default();
                fails(slot, round.kind, one, reason);
                if let Some(failed) = &mut slot.failed {
                    let seconds = pause(&one.slot, failed.attempts);
                    failed.retry_at = now.wall.plus(seconds);
                }
            }
        }
    }
    if let Some(through) = round.taken.through {
        next.cursor = through;
    }
    if round.taken.sweep.is_some() {
        next.unswept = false;
    }
    next
}

fn runs(state: &mut State, kind: Kind, one: &Candidate) {
    if one.forget {
        state.slots.remove(&one.slot);
        return;
    }
    let slot = state.slots.entry(one.slot.clone()).or_default();
    slot.running = Some(one.entry);
    if kind != Kind::Start {
        // Whatever had failed is superseded, or it runs now.
        slot.failed = None;
    }
}

fn fails(slot: &mut Slot, kind: Kind, one: &Candidate, reason: &str) {
    let reason = tidy(reason);
    if kind == Kind::Start {
        // What ran before the restart is refused now: nothing runs in its place.
        slot.running = None;
    }
    match &mut slot.failed {
        // At the start something newer may be wanted already.
        Some(failed) if kind == Kind::Start || failed.wanted == one.entry => {
            failed.attempts = failed.attempts.saturating_add(1);
            failed.reason = reason;
        }
        failed => {
            *failed = Some(Failed {
                wanted: one.entry,
                reason,
                attempts: 1,
                retry_at: landfall_core::id::Timestamp::default(),
            });
        }
    }
}
