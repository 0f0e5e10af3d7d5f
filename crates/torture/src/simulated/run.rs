//! A simulated run, by a seed.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use landfall_core::{
    id::{AccountNumber, DeployRequestId, Generation, Revision},
    model::Release,
};
use turmoil::{Builder, Sim};

use super::{
    actions::Action,
    agent,
    clock::SimulatedClock,
    control_plane::{self, Seen, publish},
    disk::Disk,
    log::{Backup, Record},
    places::{CONTROL_PLANE, key, name},
};

/// Edge servers, and accounts that are written to.
const SERVERS: u64 = 6;
const SLOTS: u64 = 3;
const TICK: Duration = Duration::from_millis(5);
/// How long things go wrong.
const TROUBLED: Duration = Duration::from_mins(1);
/// How long it may take until everything has come to rest: the pauses between tries grow to ten minutes, and a stream that is
/// lost without a word is found out after half a minute.
const REST: Duration = Duration::from_mins(40);
/// How often what is claimed is held against the disks.
const LOOK: Duration = Duration::from_millis(25);
const AT_A_TIME: usize = 4;

/// What a simulated run was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// Everything that happened, in order: what went wrong, and each count and state that has changed, with its time.
    pub events: Vec<String>,
    /// How many things went wrong.
    pub actions: u64,
    /// How many changes were handed over.
    pub changes: u64,
    /// How often what is claimed was held against the disks.
    pub looks: u64,
    /// How much time passed, in the simulation.
    pub lasted: Duration,
}

/// What outlives hosts.
pub(super) struct Scene {
    record: Arc<Record>,
    seen: Seen,
    disks: Vec<Arc<Disk>>,
    /// The control plane's, then the edge servers'.
    clocks: Vec<SimulatedClock>,
    backup: Option<Backup>,
    steps: u64,
    told: Simulated,
    last: Vec<String>,
}

/// Runs one; panics when something does not hold.
pub fn simulate(seed: u64) -> Simulated {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut scene = Scene::new(&mut random);
    let mut sim = Builder::new()
        .simulation_duration(TROUBLED + REST + Duration::from_mins(10))
        .tick_duration(TICK)
        .tcp_capacity(4_096)
        .rng_seed(seed)
        .build();
    scene.people(&mut sim, &mut random);
    scene.trouble(&mut sim, &mut random);
    scene.rest(&mut sim, &mut random, seed);
    scene.told.lasted = sim.elapsed();
    scene.told
}

impl Scene {
    fn new(random: &mut fastrand::Rng) -> Self {
        Self {
            record: Arc::new(Record::new(SERVERS)),
            seen: Arc::new(Mutex::new(None)),
            disks: (1..=SERVERS)
                .map(|server| Disk::new(server.is_multiple_of(4), random.fork()))
                .collect(),
            clocks: (0..=SERVERS).map(|_| SimulatedClock::default()).collect(),
            backup: None,
            steps: 0,
            told: Simulated {
                events: Vec::new(),
                actions: 0,
                changes: 0,
                looks: 0,
                lasted: Duration::ZERO,
            },
            last: Vec::new(),
        }
    }

    /// Puts everybody in place.
    fn people(&self, sim: &mut Sim<'_>, random: &mut fastrand::Rng) {
        let (record, seen) = (self.record.clone(), self.seen.clone());
        let (clock, chance) = (self.clocks[0].clone(), Mutex::new(random.fork()));
        sim.host(CONTROL_PLANE, move || {
            let chance = chance.lock().unwrap().fork();
            control_plane::run(record.clone(), seen.clone(), clock.clone(), chance)
        });
        for server in 1..=SERVERS {
            let (disk, clock) = (self.disk(server).clone(), self.clock(server).clone());
            let chance = Mutex::new(random.fork());
            sim.host(name(server), move || {
                let chance = chance.lock().unwrap().fork();
                agent::run(server, disk.clone(), clock.clone(), chance)
            });
            distance(sim, server, random.u64(1..60));
        }
    }

    /// Changes are handed over while things go wrong.
    fn trouble(&mut self, sim: &mut Sim<'_>, random: &mut fastrand::Rng) {
        let mut begun: Vec<(Action, Duration)> = Vec::new();
        let (mut next_change, mut next_action) = (Duration::ZERO, Duration::from_secs(3));
        while sim.elapsed() < TROUBLED {
            let now = sim.elapsed();
            if now >= next_change {
                self.hand_over(random, false);
                next_change = now + Duration::from_millis(random.u64(1..1_500));
            }
            if now >= next_action {
                let action = Action::draw(random, SERVERS);
                let excluded = begun.iter().any(|(other, _)| action.excludes(*other));
                if !excluded && begun.len() < AT_A_TIME {
                    self.tell(sim, &format!("{action:?}"));
                    self.told.actions += 1;
                    action.begin(sim, self);
                    begun.push((action, now + action.longest().mul_f64(random.f64())));
                }
                next_action = now + Duration::from_millis(random.u64(1..2_000));
            }
            let (over, goes_on): (Vec<_>, Vec<_>) =
                begun.into_iter().partition(|(_, ends)| *ends <= now);
            begun = goes_on;
            for (action, _) in over {
                self.end(sim, action);
            }
            self.step(sim);
        }
        for (action, _) in begun {
            self.end(sim, action);
        }
    }

    fn end(&mut self, sim: &mut Sim<'_>, action: Action) {
        self.tell(sim, &format!("over: {action:?}"));
        action.end(sim, self);
    }

    /// Nothing goes wrong any more: everything lands.
    fn rest(&mut self, sim: &mut Sim<'_>, random: &mut fastrand::Rng, seed: u64) {
        for _ in 0..SLOTS {
            self.hand_over(random, true);
        }
        let latest = sim.elapsed() + REST;
        while !self.is_at_rest() {
            assert!(
                sim.elapsed() < latest,
                "seed {seed}: never at rest: {:?}, {:?}",
                self.record.newest(),
                self.disks
                    .iter()
                    .map(|disk| disk.state())
                    .collect::<Vec<_>>()
            );
            self.step(sim);
        }
        let at = sim.elapsed();
        self.tell(sim, &format!("at rest at {at:?}"));
    }

    /// Some milliseconds pass.
    fn step(&mut self, sim: &mut Sim<'_>) {
        let before = sim.elapsed();
        sim.step().unwrap();
        let looks = |at: Duration| at.as_millis() / LOOK.as_millis();
        if looks(before) != looks(sim.elapsed()) {
            self.look(sim);
        }
    }

    /// The last changes of a run are good everywhere, one in each slot.
    fn hand_over(&mut self, random: &mut fastrand::Rng, last: bool) {
        self.steps += 1;
        let slot = if last {
            1 + self.steps % SLOTS
        } else {
            random.u64(1..=SLOTS)
        };
        let poison = if !last && random.u8(..8) == 0 {
            " POISON"
        } else {
            ""
        };
        let document = document(slot, self.steps, poison);
        self.record.hand_over(slot, self.steps, &document);
        self.told.changes += 1;
        publish(&self.seen);
        if self.backup.is_none() || random.u8(..20) == 0 {
            self.backup = Some(self.record.back_up());
        }
    }

    /// Holds what is claimed of the newest changes against the disks.
    fn look(&mut self, sim: &Sim<'_>) {
        self.told.looks += 1;
        let mut counts = Vec::new();
        for (revision, slot, step) in self.record.latest(8) {
            let Some((landed, of)) = self.claimed(slot, revision) else {
                continue;
            };
            let true_count = self
                .disks
                .iter()
                .filter(|disk| has(disk, slot, step))
                .count() as u64;
            assert!(
                landed <= true_count,
                "at {:?}: {landed} of {of} are claimed for step {step} of {slot}, {true_count} is true: {:#?}",
                sim.elapsed(),
                self.told.events
            );
            counts.push(format!("{step}: {landed}/{of}"));
        }
        let states = self.disks.iter().map(|disk| {
            let state = disk.state().unwrap_or_default();
            format!("{}/{}", state.cursor.epoch, state.cursor.revision)
        });
        counts.extend(states);
        if counts != self.last {
            self.tell(sim, &counts.join(" "));
            self.last = counts;
        }
    }

    /// How many servers are counted as having a change, of how many; none while nobody counts.
    fn claimed(&self, slot: u64, revision: Revision) -> Option<(u64, u64)> {
        let up = self.seen.lock().unwrap().clone()?;
        let key = key();
        let release = Release {
            request: DeployRequestId(1),
            generation: Generation(revision.0),
            log: self.record.state().id,
            slot: AccountNumber::from_value(slot),
            revision,
            pops: None,
            rolled_back_at: None,
        };
        let counted =
            (up.fleet).propagation(&key.tenant, key.platform, key.environment, &[release]);
        Some((counted.done(), counted.all()))
    }

    fn is_at_rest(&self) -> bool {
        self.record
            .newest()
            .into_iter()
            .all(|(slot, (revision, step))| {
                self.claimed(slot, revision) == Some((SERVERS, SERVERS))
                    && self.disks.iter().all(|disk| {
                        let text = document(slot, step, "");
                        let state = disk.state().unwrap_or_default();
                        disk.running(AccountNumber::from_value(slot).as_str())
                            == Some((text.clone(), text))
                            && state.exceptions().count() == 0
                            && !state.unswept
                            && state.cursor.revision == self.record.state().head
                            && state.cursor.epoch == self.record.state().epoch
                    })
            })
    }

    fn tell(&mut self, sim: &Sim<'_>, event: &str) {
        let at = sim.elapsed().as_millis();
        self.told.events.push(format!("{at} {event}"));
    }

    pub(super) fn disk(&self, server: u64) -> &Arc<Disk> {
        &self.disks[usize::try_from(server).unwrap() - 1]
    }

    pub(super) fn clock(&self, machine: u64) -> &SimulatedClock {
        &self.clocks[usize::try_from(machine).unwrap()]
    }

    pub(super) fn control_plane_dies(&self, sim: &mut Sim<'_>) {
        *self.seen.lock().unwrap() = None;
        sim.crash(CONTROL_PLANE);
    }

    pub(super) fn compact(&self) {
        let key = key();
        if let Some(up) = &*self.seen.lock().unwrap() {
            let head = self.record.state().head;
            (up.fleet).compacted(&key.tenant, key.platform, key.environment, head);
            self.record.compact();
        }
    }

    pub(super) fn restore(&mut self) {
        if let Some(backup) = self.backup.take() {
            self.record.restore(backup);
        }
    }
}

/// How long messages between an edge server and the control plane take from now on, in milliseconds. It is drawn for a link and
/// not for each message: which of two streams speaks first in a moment is not fixed by a seed, and must not matter.
pub(super) fn distance(sim: &Sim<'_>, server: u64, milliseconds: u64) {
    let takes = Duration::from_millis(milliseconds);
    sim.set_link_latency(name(server), CONTROL_PLANE, takes);
}

/// The edge servers that are cut off together.
pub(super) fn third() -> impl Iterator<Item = u64> {
    (1..=SERVERS).filter(|server| server.is_multiple_of(3))
}

/// The document of a step.
fn document(slot: u64, step: u64, word: &str) -> String {
    format!(r#"{{"slot":{slot},"step":{step},"word":"{word}"}}"#)
}

/// Whether a change, or a later one of its slot, is both loaded and stored.
fn has(disk: &Disk, slot: u64, step: u64) -> bool {
    let running = disk.step(&AccountNumber::from_value(slot));
    running.is_some_and(|running| running >= step)
}
