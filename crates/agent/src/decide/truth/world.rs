//! The world of the model: a log, a server's disk, its data plane, and the agent that lives between them for a while.

use std::{collections::BTreeMap, time::Duration};

use landfall_core::id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision, Timestamp};

use super::plane::{Mood, Plane};
use crate::{
    Moment,
    decide::{Batch, Machine, Next, Outcome, Received, Settings, Step},
    state::{Content, Digest, Entry, State},
};

#[derive(Debug, Clone)]
pub(super) enum Happening {
    Append {
        slot: u64,
        mood: Option<Mood>,
    },
    AppendForOthers,
    Deliver {
        entries: usize,
    },
    Step,
    StepFails,
    /// In the middle of a step, of which so much was done.
    Crash {
        done: usize,
    },
    Wait {
        milliseconds: u64,
    },
    Reconnect,
    Mend {
        which: proptest::sample::Index,
    },
    Spoil {
        which: proptest::sample::Index,
    },
    /// From a backup without the newest entries.
    Restore {
        lost: usize,
    },
    LoseDisk,
    /// A file that nobody knows of.
    Stray {
        slot: u64,
    },
}

#[derive(Debug, Clone)]
struct Logged {
    /// None for an entry that is for other POPs.
    change: Option<(AccountNumber, Content)>,
}

const LOG: LogId = LogId(uuid::Uuid::from_u128(7));

pub(super) struct World {
    epoch: Epoch,
    log: Vec<Logged>,
    payloads: u8,
    disk: State,
    plane: Plane,
    machine: Machine,
    /// Up to where the stream has brought entries; none before a hello.
    streamed: Option<u64>,
    sweep_to_come: bool,
    /// Whether the machine was told of a list that has not come, over whichever stream.
    list_is_owed: bool,
    now: Moment,
    restarts: u64,
}

impl World {
    pub(super) fn new() -> Self {
        let now = Moment {
            steady: Duration::ZERO,
            wall: Timestamp::from_seconds(1_700_000_000),
        };
        Self {
            epoch: Epoch(1),
            log: Vec::new(),
            payloads: 0,
            disk: empty(),
            plane: Plane::default(),
            machine: machine(&empty(), 0),
            streamed: None,
            sweep_to_come: false,
            list_is_owed: false,
            now,
            restarts: 0,
        }
    }

    pub(super) fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Append { slot, mood } => {
                let content = mood.map(|mood| self.payload(mood));
                let slot = AccountNumber::from_value(*slot);
                let change = Some((slot, content));
                self.log.push(Logged { change });
            }
            Happening::AppendForOthers => self.log.push(Logged { change: None }),
            Happening::Deliver { entries } => self.deliver(*entries),
            Happening::Step => self.step(None),
            Happening::StepFails => self.step(Some("the disk is full")),
            Happening::Crash { done } => self.crash(*done),
            Happening::Wait { milliseconds } => {
                self.now.steady += Duration::from_millis(*milliseconds);
            }
            Happening::Reconnect => self.streamed = None,
            Happening::Mend { which } => self.change_mood(*which, Mood::Taken),
            Happening::Spoil { which } => self.change_mood(*which, Mood::RefusedAtCheck),
            Happening::Restore { lost } => {
                self.log.truncate(self.log.len().saturating_sub(*lost));
                self.epoch.0 += 1;
                self.streamed = None;
            }
            Happening::LoseDisk => {
                self.disk = empty();
                self.restart();
            }
            Happening::Stray { slot } => {
                let digest = self.payload(Mood::Taken);
                self.plane
                    .files
                    .insert(AccountNumber::from_value(*slot + 100), digest);
            }
        }
    }

    fn payload(&mut self, mood: Mood) -> Digest {
        self.payloads += 1;
        let digest = Digest([self.payloads; 32]);
        self.plane.moods.insert(digest, mood);
        digest
    }

    fn change_mood(&mut self, which: proptest::sample::Index, mood: Mood) {
        if !self.plane.moods.is_empty() {
            let at = which.index(self.plane.moods.len());
            *self.plane.moods.values_mut().nth(at).unwrap() = mood;
        }
    }

    /// The control plane streams what follows; the agent's hello comes first.
    fn deliver(&mut self, entries: usize) {
        let from = match self.streamed {
            Some(from) => from,
            None => self.hello(),
        };
        let to = (from + entries as u64).min(self.log.len() as u64);
        let some = (from..to).filter_map(|at| {
            let (slot, content) = self.log[usize::try_from(at).unwrap()].change.clone()?;
            Some((slot, self.entry(at + 1, content)))
        });
        let batch = Batch {
            epoch: self.epoch,
            changes: some.collect(),
            keys: BTreeMap::new(),
            through: Revision(to),
        };
        self.machine.receive(Received::Batch(batch));
        self.streamed = Some(to);
        if self.sweep_to_come && to == self.log.len() as u64 {
            self.sweep_to_come = false;
            self.list_is_owed = false;
            let living = self.truth(to);
            let slots = living
                .into_iter()
                .filter(|(_, entry)| entry.content.is_some());
            self.machine
                .receive(Received::Sweep(slots.map(|(slot, _)| slot).collect()));
        }
    }

    fn hello(&mut self) -> u64 {
        let state = self.machine.state();
        let head = self.log.len() as u64;
        let known = state.log == Some(LOG) && state.cursor.epoch == self.epoch;
        assert!(
            !known || state.cursor.revision.0 <= head,
            "of entries that there are not"
        );
        self.sweep_to_come = state.unswept || self.list_is_owed || (state.log.is_some() && !known);
        let start = if known {
            state.cursor.revision
        } else {
            Revision(0)
        };
        if !known || self.sweep_to_come {
            self.list_is_owed = self.sweep_to_come;
            self.machine.receive(Received::Follow {
                log: LOG,
                start: Cursor {
                    epoch: self.epoch,
                    revision: start,
                },
                resync: self.sweep_to_come,
            });
        }
        start.0
    }

    fn entry(&self, revision: u64, content: Content) -> Entry {
        Entry {
            epoch: self.epoch,
            revision: Revision(revision),
            generation: Generation(revision),
            content,
        }
    }

    /// What each slot should have at a revision.
    fn truth(&self, through: u64) -> BTreeMap<AccountNumber, Entry> {
        let some = self.log.iter().take(usize::try_from(through).unwrap());
        let changes = some
            .zip(1..)
            .filter_map(|(logged, at)| Some((logged.change.clone()?, at)));
        changes
            .map(|((slot, content), at)| (slot, self.entry(at, content)))
            .collect()
    }

    fn step(&mut self, failure: Option<&str>) {
        let step = match self.machine.next(self.now) {
            Next::Do(step) => step,
            Next::Wait(until) => {
                if let Some(until) = until {
                    assert!(until > self.now.steady, "it waits for what has been");
                }
                return self.idle();
            }
        };
        let outcome = match failure {
            Some(reason) => {
                if let Step::Put { slots, .. } = &step {
                    self.plane.put(slots, false, slots.len() / 2);
                }
                Outcome::Server(reason.to_owned())
            }
            None => self.take(&step),
        };
        self.machine.done(outcome, self.now);
    }

    fn take(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Put { slots, all } => self.plane.put(slots, *all, slots.len()),
            Step::Check => self.plane.check(),
            Step::Reload => self.plane.reload(),
            Step::Probe => self.plane.probe(),
            Step::Store(state) => {
                self.disk = State::clone(state);
                self.claims_only_what_runs();
                self.owes_nothing_before_its_cursor();
                Outcome::Done
            }
        }
    }

    /// The agent dies in the middle of a step, of which `done` parts were done, and is started again.
    fn crash(&mut self, done: usize) {
        match self.machine.next(self.now) {
            Next::Do(Step::Put { slots, .. }) => {
                self.plane.put(&slots, false, done);
            }
            Next::Do(step) if done > 0 => {
                self.take(&step);
            }
            _ => {}
        }
        self.restart();
    }

    fn restart(&mut self) {
        self.restarts += 1;
        self.list_is_owed = false;
        self.machine = machine(&self.disk, self.restarts);
        self.streamed = None;
        assert_eq!(**self.machine.state(), self.disk);
    }

    /// An agent with nothing to do.
    fn idle(&self) {
        assert_eq!(
            **self.machine.state(),
            self.disk,
            "what is said is on the disk"
        );
        if self.machine.is_started() && self.machine.trouble().is_none() {
            // It may wait for the moment of a reload with something on its way.
            let quiet = self.plane.files == self.plane.loaded;
            if quiet && self.machine.is_idle() {
                self.claims_only_what_runs();
            }
        }
    }

    fn claims_only_what_runs(&self) {
        for (number, slot) in &self.disk.slots {
            // Where nothing is claimed, something may run that the disk has forgotten.
            let Some(claimed) = slot.running.map(|entry| entry.content) else {
                continue;
            };
            let runs = self.plane.loaded.get(number).copied();
            assert_eq!(claimed, runs, "slot {number} of {:?}", self.disk);
        }
    }

    fn owes_nothing_before_its_cursor(&self) {
        if self.disk.cursor.epoch != self.epoch || self.disk.log != Some(LOG) {
            return;
        }
        for (number, due) in self.truth(self.disk.cursor.revision.0) {
            let Some(slot) = self.disk.slots.get(&number) else {
                assert_eq!(due.content, None, "slot {number} was forgotten");
                continue;
            };
            let wanted = slot.failed.as_ref().map(|failed| failed.wanted.revision);
            let runs = slot.running.map(|entry| entry.revision);
            assert!(
                wanted == Some(due.revision)
                    || wanted.is_none() && runs == Some(due.revision)
                    || (due.content.is_none()
                        && wanted.is_none()
                        && self.disk.content(&number).is_none()),
                "slot {number} should have {due:?}, it has {slot:?}"
            );
        }
    }

    /// Nothing happens any more but what has to: everything that the data plane takes runs in the end.
    pub(super) fn converges(&mut self, restarted: bool) {
        for round in 0..40 {
            if restarted && round == 20 {
                self.restart();
            }
            // A connection that stays; a second of it, and then some.
            self.deliver(3);
            for steps in 0.. {
                assert!(steps < 2_000, "it does not come to rest");
                match self.machine.next(self.now) {
                    Next::Do(_) => self.step(None),
                    // A reload that waits for its moment comes to it, and a pause of the whole server ends.
                    Next::Wait(Some(until)) if until < self.now.steady + Duration::from_secs(2) => {
                        self.now.steady = until;
                    }
                    Next::Wait(_) => break,
                }
            }
            self.now.steady += Duration::from_secs(700);
        }
        let head = Cursor {
            epoch: self.epoch,
            revision: Revision(self.log.len() as u64),
        };
        let trouble = self.machine.trouble();
        assert_eq!(
            (self.disk.cursor, self.disk.unswept, trouble),
            (head, false, None)
        );
        self.claims_only_what_runs();
        if restarted {
            let strange =
                (self.plane.loaded.keys()).find(|slot| !self.disk.slots.contains_key(*slot));
            assert_eq!(strange, None, "a file that nobody knows of");
        }
        for (number, due) in self.truth(head.revision.0) {
            let mood = due
                .content
                .map_or(Mood::Taken, |digest| self.plane.moods[&digest]);
            let slot = self.disk.slots.get(&number).cloned().unwrap_or_default();
            let failed = slot.failed.map(|failed| failed.wanted.content);
            let expected = (mood != Mood::Taken).then_some(due.content);
            assert_eq!(failed, expected, "slot {number} with {mood:?}");
            if failed.is_none() {
                assert_eq!(self.plane.loaded.get(&number).copied(), due.content);
            }
        }
    }
}

/// What lies in the data plane's files is not known to be ours.
fn empty() -> State {
    State {
        unswept: true,
        ..State::default()
    }
}

fn machine(disk: &State, seed: u64) -> Machine {
    let settings = Settings::default();
    Machine::new(disk.clone(), settings, fastrand::Rng::with_seed(seed))
}
