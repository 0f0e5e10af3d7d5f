//! The machine: it holds the state as it is on the disk, what waits, and the round under way.

use std::{collections::HashMap, sync::Arc, time::Duration};

use super::{
    Next, Outcome, Received, Settings, Step,
    due::Due,
    pending::{Pending, Reached},
    round::{Kind, Round},
    settle::settled,
    step::Placed,
    trial::{Move, Trial},
};
use crate::{
    Moment,
    state::{Digest, State},
    words::tidy,
};

/// So often in a row a start may be refused when it is loaded before files of which the state knows nothing are removed.
const STARTS_BEFORE_SWEEP: u32 = 8;

/// Decides what an agent does next.
#[derive(Debug)]
pub struct Machine {
    settings: Settings,
    chance: fastrand::Rng,
    /// As it is on the disk.
    state: Arc<State>,
    /// Up to where entries were received, applied or not.
    reached: Reached,
    pending: Pending,
    round: Option<Round>,
    last_kind: Kind,
    /// Files that a failed round has left behind, to be put right before anything else.
    amends: Option<Amends>,
    /// Whether what the state says is being served since the agent's start.
    started: bool,
    /// Whether all that the state says has to be put in place: at the start, when a resync has come to its end, and when the
    /// data plane refuses what it was serving.
    rearrange: bool,
    /// Whether the data plane refuses files of which the state knows nothing.
    refuses_strays: bool,
    due: Due,
    reloaded_at: Option<Duration>,
    trouble: Option<Trouble>,
}

/// Slots whose files may not be what the state says.
#[derive(Debug)]
struct Amends {
    slots: Arc<[Placed]>,
    /// Whether what the data plane has loaded may not be either.
    reload: bool,
    put: bool,
}

/// The whole server is stuck.
#[derive(Debug)]
struct Trouble {
    reason: String,
    failures: u32,
    until: Duration,
}

impl Machine {
    /// The machine of an agent that starts with this state on its disk. `chance` draws pauses.
    pub fn new(state: State, settings: Settings, chance: fastrand::Rng) -> Self {
        let failed = state.exceptions().map(|(slot, ..)| slot.clone());
        Self {
            settings,
            chance,
            reached: Reached {
                log: state.log,
                cursor: state.cursor,
            },
            pending: Pending::default(),
            round: None,
            last_kind: Kind::Start,
            amends: None,
            started: false,
            rearrange: true,
            refuses_strays: false,
            due: Due::at_once(failed),
            reloaded_at: None,
            trouble: None,
            state: Arc::new(state),
        }
    }

    /// The state as it is on the disk: what may be said to others.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Whether what the state says is being served since the agent's start.
    pub fn is_started(&self) -> bool {
        self.started
    }

    /// Why the whole server is stuck, if it is.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_ref().map(|trouble| trouble.reason.as_str())
    }

    /// Whether nothing is on its way.
    pub fn is_idle(&self) -> bool {
        self.round.is_none() && self.amends.is_none() && !self.rearrange
    }

    /// Whether more may be received; otherwise what waits has to be applied first.
    pub fn has_room(&self) -> bool {
        self.pending.changes.len() < self.settings.waiting_at_most
    }

    /// Payloads of what was received and waits.
    pub fn waiting_payloads(&self) -> impl Iterator<Item = Digest> {
        self.pending
            .changes
            .values()
            .filter_map(|entry| entry.content)
    }

    /// Something was received, at any time.
    pub fn receive(&mut self, received: Received) {
        let kept = self.state.cursor;
        self.pending.add(received, &mut self.reached, kept);
    }

    /// Something of this agent's own keeps it from going on, such as a payload that could not be kept. It is a failure of the
    /// whole server.
    pub fn stuck(&mut self, reason: &str, now: Moment) {
        self.set_trouble(reason, now);
    }

    /// What to do now. The same until [`Machine::done`] is called, something is received or time passes.
    pub fn next(&mut self, now: Moment) -> Next {
        if let Some(trouble) = &self.trouble
            && now.steady < trouble.until
        {
            return Next::Wait(Some(trouble.until));
        }
        if self.round.is_none() && self.amends.is_none() {
            self.round = self.begin(now);
        }
        if let Some(amends) = &self.amends {
            let step = if amends.put {
                Step::Reload
            } else {
                let slots = amends.slots.clone();
                Step::Put { slots, all: false }
            };
            return self.in_its_time(step, now);
        }
        let Some(round) = &mut self.round else {
            return Next::Wait(self.due.next());
        };
        if let Some(step) = round.step() {
            return self.in_its_time(step, now);
        }
        if round.decided.is_none() {
            let (backoff, chance, due) = (self.settings.slot, &mut self.chance, &mut self.due);
            let next = settled(&self.state, round, now, |slot, attempts| {
                let pause = backoff.pause(attempts, chance);
                due.set(slot.clone(), now.steady + pause);
                i64::try_from(pause.as_secs()).unwrap_or(i64::MAX)
            });
            round.decided = Some(Arc::new(next));
        }
        let state = round.decided.as_ref().unwrap_or(&self.state);
        if *state == self.state {
            // Nothing to be written, as when an agent starts in good order.
            self.stored();
            return self.next(now);
        }
        Next::Do(Step::Store(state.clone()))
    }

    /// What came of the step that [`Machine::next`] has asked for.
    pub fn done(&mut self, outcome: Outcome, now: Moment) {
        if self.amends.is_some() {
            return self.amended(outcome, now);
        }
        let Some(round) = &mut self.round else { return };
        if round.decided.is_some() {
            match outcome {
                Outcome::Done => self.stored(),
                // What runs is newer than what is said. The round stays until its state is on the disk.
                other => self.set_trouble(&reason(other), now),
            }
            return;
        }
        let Some(trial) = &mut round.trial else {
            return;
        };
        if *trial.now() == Move::Reload {
            self.reloaded_at = Some(now.steady);
        }
        match outcome {
            Outcome::Done => trial.done(),
            Outcome::Refused(reason) => trial.refused(&reason),
            Outcome::Server(reason) => {
                if *trial.now() == Move::Reload {
                    trial.loads_partly();
                }
                trial.broken(reason);
            }
            Outcome::Accounts(named) => {
                let candidates = round.candidates.iter().enumerate();
                let places: HashMap<_, _> = candidates.map(|(at, one)| (&one.slot, at)).collect();
                let positions = named.into_iter().map(|(slot, reason)| {
                    let at = places.get(&slot).copied();
                    (at.unwrap_or(usize::MAX), reason)
                });
                trial.named(positions.collect());
            }
        }
        if let Move::Broken(reason) = trial.now() {
            let reason = reason.clone();
            self.give_up(&reason, now);
        }
    }

    /// Reloads are not made more often than allowed, unless something is served that was refused; everything else at once.
    fn in_its_time(&self, step: Step, now: Moment) -> Next {
        let trial = self.round.as_ref().and_then(|round| round.trial.as_ref());
        let restores = self.amends.is_some() || trial.is_some_and(Trial::restores);
        let next = self
            .reloaded_at
            .map(|last| last + self.settings.reload_every);
        match next {
            Some(next) if step == Step::Reload && !restores && now.steady < next => {
                Next::Wait(Some(next))
            }
            _ => Next::Do(step),
        }
    }

    fn begin(&mut self, now: Moment) -> Option<Round> {
        if self.rearrange {
            return Some(Round::start(
                &self.state,
                self.refuses_strays,
                &self.settings,
            ));
        }
        let waiting = self.pending.is_worth_a_round();
        // What failed again and again must not keep others waiting, nor be kept waiting by them.
        if self.last_kind != Kind::Retries || !waiting {
            let slots = &self.state.slots;
            let mut due = (self.due).by(now.steady, |slot| {
                slots.get(slot).is_some_and(|slot| slot.failed.is_some())
            });
            due.retain(|slot| !self.pending.changes.contains_key(slot));
            if !due.is_empty() {
                return Some(Round::retries(&self.state, due.iter(), &self.settings));
            }
        }
        waiting.then(|| {
            let taken = std::mem::take(&mut self.pending);
            Round::changes(&self.state, taken, &self.settings)
        })
    }

    /// The round is finished, and its state is on the disk.
    fn stored(&mut self) {
        let Some(round) = self.round.take() else {
            return;
        };
        self.rearrange = false;
        self.refuses_strays = false;
        if let Some(state) = round.decided {
            // Only now it is known of every file whether it may stay.
            self.rearrange = self.state.unswept && !state.unswept;
            self.state = state;
        }
        for one in round.candidates.iter().chain(&round.quiet) {
            let slot = self.state.slots.get(&one.slot);
            if slot.is_none_or(|slot| slot.failed.is_none()) {
                self.due.clear(&one.slot);
            }
        }
        self.last_kind = round.kind;
        self.started = true;
        self.trouble = None;
    }

    /// The round cannot be finished: what it has touched is put back, and what it took out waits again.
    fn give_up(&mut self, reason: &str, now: Moment) {
        let Some(round) = self.round.take() else {
            return;
        };
        let slots = round.as_before(&self.state);
        let reload = round.trial.as_ref().is_some_and(Trial::loaded);
        let at_start = round.kind == Kind::Start;
        let failures = self.trouble.as_ref().map_or(0, |trouble| trouble.failures);
        if round.trial.as_ref().is_some_and(Trial::refuses_the_rest) {
            self.rearrange = true;
            self.refuses_strays |= at_start;
        }
        // It may be a file of which the state knows nothing, though a probe that fails once says little.
        let refused = round
            .trial
            .as_ref()
            .is_some_and(Trial::refuses_what_is_loaded);
        self.refuses_strays |= at_start && refused && failures >= STARTS_BEFORE_SWEEP;
        self.pending.put_back(round.taken, self.reached);
        if !slots.is_empty() {
            self.amends = Some(Amends {
                slots,
                // At the start the next try loads it anyway.
                reload: reload && !at_start,
                put: false,
            });
        }
        // The amends are made at once; the pause comes behind them.
        self.trouble = Some(Trouble {
            reason: tidy(reason),
            failures,
            until: now.steady,
        });
        if self.amends.is_none() {
            self.set_trouble(reason, now);
        }
    }

    fn amended(&mut self, outcome: Outcome, now: Moment) {
        let Some(amends) = &mut self.amends else {
            return;
        };
        let was_put = amends.put;
        if was_put {
            self.reloaded_at = Some(now.steady);
        }
        match outcome {
            Outcome::Done if !was_put && amends.reload => amends.put = true,
            Outcome::Done => {
                self.amends = None;
                let reason = self.trouble.as_ref().map(|trouble| trouble.reason.clone());
                self.set_trouble(&reason.unwrap_or_default(), now);
            }
            other => {
                // From the beginning, after a pause.
                amends.put = false;
                amends.reload |= was_put;
                self.set_trouble(&reason(other), now);
            }
        }
    }

    fn set_trouble(&mut self, reason: &str, now: Moment) {
        let failures = self.trouble.as_ref().map_or(0, |trouble| trouble.failures) + 1;
        let pause = self.settings.server.pause(failures, &mut self.chance);
        self.trouble = Some(Trouble {
            reason: tidy(reason),
            failures,
            until: now.steady + pause,
        });
    }
}

/// The reason of an outcome that is a failure where nobody can be blamed.
fn reason(outcome: Outcome) -> String {
    match outcome {
        Outcome::Done => String::new(),
        Outcome::Refused(reason) | Outcome::Server(reason) => reason,
        Outcome::Accounts(named) => {
            let all = named
                .into_iter()
                .map(|(slot, reason)| format!("{slot}: {reason}"));
            all.collect::<Vec<_>>().join("; ")
        }
    }
}
