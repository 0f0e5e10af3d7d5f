//! The model: one log, some machines, what counting knows of them, and what the record holds.

use std::collections::BTreeMap;

use crate::{
    id::{Cursor, Generation, PopId, Revision},
    model::ServerMembership,
    rules::counting::{PopColumns, Rollout, Standing, UNHEARD},
};

use super::{
    history::{Entry, History, POPS},
    machine::Disk,
};

/// What may happen. Machines are numbered; numbers beyond those that exist wrap around.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    /// A new generation for a slot, to the POPs whose bit is set; 0 and 7 are all.
    HandOver {
        slot: usize,
        pops: u8,
    },
    Wave {
        slot: usize,
        pops: u8,
    },
    RollBack {
        slot: usize,
    },
    /// A machine reads some entries, applies them or fails to, and reports.
    Read {
        machine: usize,
        entries: usize,
        fails: bool,
    },
    Retry {
        machine: usize,
        slot: usize,
    },
    FallBack {
        machine: usize,
        slot: usize,
    },
    Reconnect {
        machine: usize,
    },
    Enrol {
        pop: usize,
    },
    Drain {
        machine: usize,
    },
    Rejoin {
        machine: usize,
    },
    CopyDisk {
        machine: usize,
    },
    PutBackDisk {
        machine: usize,
    },
    LoseDisk {
        machine: usize,
        connected: bool,
    },
    /// A machine is taken out and put into another POP, with its disk.
    Move {
        machine: usize,
        pop: usize,
    },
    /// All entries but the last `kept` are compacted.
    Compact {
        kept: u64,
    },
    /// The floor rises to there, and tombstones below it go.
    RaiseFloor {
        kept: u64,
    },
    /// The log begins a new epoch without having lost anything, while the control plane runs.
    NewEpoch,
    SaveProgress,
    /// The control plane starts again from the record.
    Crash,
    /// The control plane starts again from an older copy of the log.
    Restore {
        lost: u64,
    },
}

/// What counting and the record know of a machine.
#[derive(Debug, Clone)]
struct Known {
    standing: Standing,
    exceptions: BTreeMap<usize, Revision>,
}

#[derive(Debug)]
struct Machine {
    pop: PopId,
    disk: Disk,
    copy: Disk,
    known: Known,
    record: Known,
}

/// How far a generation has got, over all POPs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) done: u64,
    /// How many counted machines it was released to.
    pub(super) expected: u64,
    pub(super) finished: bool,
}

#[derive(Debug, Default)]
pub(super) struct World {
    log: History,
    machines: Vec<Machine>,
}

fn some_pops(mask: u8) -> Option<Vec<PopId>> {
    let named: Vec<_> = (0..3)
        .filter(|bit| mask & (1 << bit) != 0)
        .map(|bit| POPS[bit])
        .collect();
    (1..3).contains(&named.len()).then_some(named)
}

impl World {
    pub(super) fn with_two_machines() -> Self {
        let mut world = Self::default();
        world.enrol(POPS[0]);
        world.enrol(POPS[1]);
        world
    }

    pub(super) fn happen(&mut self, happening: &Happening) {
        match *happening {
            Happening::HandOver { slot, pops } => self.log.hand_over(slot, some_pops(pops)),
            Happening::Wave { slot, pops } => self.log.wave(slot, some_pops(pops)),
            Happening::RollBack { slot } => self.log.roll_back(slot),
            Happening::Enrol { pop } => self.enrol(POPS[pop]),
            Happening::Read {
                machine,
                entries,
                fails,
            } => {
                if self.is_cut_off(machine) {
                    self.says(machine, true, |_, _, _| ());
                }
                self.says(machine, false, |disk, log, pop| {
                    disk.read(log, pop, entries, fails);
                });
            }
            Happening::Retry { machine, slot } => {
                self.says(machine, false, |disk, log, pop| disk.retry(log, pop, slot));
            }
            Happening::FallBack { machine, slot } => {
                self.says(machine, false, |disk, _, _| disk.fall_back(slot));
            }
            Happening::Reconnect { machine } => self.says(machine, true, |_, _, _| ()),
            Happening::LoseDisk { machine, connected } => {
                self.says(machine, !connected, |disk, _, _| *disk = Disk::default());
            }
            Happening::CopyDisk { machine } => {
                // A copy made half way through a catch-up has gaps below its cursor, which a cursor alone cannot tell.
                self.with(machine, |machine, _| {
                    let standing = machine.known.standing;
                    if standing.counted() == standing.cursor() {
                        machine.copy = machine.disk.clone();
                    }
                });
            }
            Happening::PutBackDisk { machine } => {
                self.with(machine, |machine, _| machine.disk = machine.copy.clone());
                self.says(machine, true, |_, _, _| ());
            }
            Happening::Drain { machine } => self.with(machine, |machine, _| {
                machine.known.standing = machine.known.standing.drained();
                machine.record = machine.known.clone();
            }),
            Happening::Rejoin { machine } => self.with(machine, |machine, log| {
                machine.known.standing = machine.known.standing.rejoined(log.head());
                machine.record = machine.known.clone();
            }),
            Happening::Move { machine, pop } => {
                let known = self.newcomer();
                self.with(machine, |machine, _| {
                    machine.pop = POPS[pop];
                    machine.disk.place_anew();
                    machine.copy = machine.disk.clone();
                    machine.record = known.clone();
                    machine.known = known;
                });
            }
            Happening::RaiseFloor { kept } => {
                let floor = self.log.head().revision.0.saturating_sub(kept);
                self.log.raise_floor(floor);
            }
            Happening::NewEpoch => {
                self.log.begin_epoch();
                let head = self.log.head();
                for machine in &mut self.machines {
                    let known = &mut machine.known;
                    known.standing = known.standing.in_epoch_of(head);
                    // No running revision is known to be of this epoch.
                    for running in known.exceptions.values_mut() {
                        *running = Revision(0);
                    }
                }
            }
            Happening::Compact { kept } => {
                let head = self.log.head();
                let through = head.revision.0.saturating_sub(kept);
                for machine in &mut self.machines {
                    let standing = machine.known.standing;
                    machine.known.standing = standing.compacted(Revision(through), head);
                }
                self.log.compact(through);
            }
            Happening::SaveProgress => {
                for machine in &mut self.machines {
                    machine.record = machine.known.clone();
                }
            }
            Happening::Crash => self.start_again(),
            Happening::Restore { lost } => {
                self.log.restore(lost);
                self.start_again();
            }
        }
    }

    fn enrol(&mut self, pop: PopId) {
        if self.machines.len() == 6 {
            return;
        }
        let known = self.newcomer();
        self.machines.push(Machine {
            pop,
            disk: Disk::default(),
            copy: Disk::default(),
            record: known.clone(),
            known,
        });
    }

    /// What is known of a machine that was just enrolled.
    fn newcomer(&self) -> Known {
        let nothing = Cursor::default();
        let head = self.log.head();
        Known {
            standing: Standing::recorded(ServerMembership::Joining, nothing, nothing, head),
            exceptions: BTreeMap::new(),
        }
    }

    fn with(&mut self, machine: usize, act: impl FnOnce(&mut Machine, &History)) {
        let count = self.machines.len().max(1);
        if let Some(machine) = self.machines.get_mut(machine % count) {
            act(machine, &self.log);
        }
    }

    fn is_cut_off(&self, machine: usize) -> bool {
        let machine = &self.machines[machine % self.machines.len()];
        machine.disk.is_cut_off(&self.log)
    }

    /// Something happens on a machine, and it says so: at once, or by connecting anew.
    fn says(&mut self, machine: usize, anew: bool, act: impl FnOnce(&mut Disk, &History, PopId)) {
        self.with(machine, |machine, log| {
            act(&mut machine.disk, log, machine.pop);
            if anew {
                machine.disk.greet(log);
            }
            let (before, said) = (machine.known.clone(), machine.disk.cursor);
            machine.known = Known {
                standing: if anew {
                    before.standing.hello(said, log.head())
                } else {
                    before.standing.advance(said, log.head())
                },
                exceptions: machine.disk.exceptions(),
            };
            // What lowers a count is in the record before anything else happens.
            let was = before.standing.cursor().within(log.head().epoch);
            let went_back = said.within(log.head().epoch) < was;
            let runs_older = |(slot, running): (&usize, &Revision)| {
                running < before.exceptions.get(slot).unwrap_or(&was)
            };
            let failed = machine.known.exceptions.iter().any(runs_older);
            if went_back || failed {
                machine.record = machine.known.clone();
            }
        });
    }

    fn start_again(&mut self) {
        let head = self.log.head();
        for machine in &mut self.machines {
            let saved = machine.record.standing;
            let lost_epoch = saved.counted().epoch != head.epoch;
            machine.known = Known {
                standing: Standing::recorded(
                    saved.membership(),
                    saved.cursor(),
                    saved.counted(),
                    head,
                ),
                exceptions: (machine.record.exceptions.iter())
                    .map(|(slot, at)| (*slot, if lost_epoch { Revision(0) } else { *at }))
                    .collect(),
            };
            machine.record = machine.known.clone();
        }
    }

    pub(super) fn everybody_catches_up(&mut self) {
        for machine in 0..self.machines.len() {
            let all = usize::MAX;
            self.happen(&Happening::Reconnect { machine });
            self.happen(&Happening::Read {
                machine,
                entries: all,
                fails: false,
            });
            for slot in 0..2 {
                self.happen(&Happening::Retry { machine, slot });
            }
            self.happen(&Happening::Rejoin { machine });
        }
    }

    /// What counting says of a generation in a POP.
    fn count(&self, rollout: &Rollout, slot: usize, pop: PopId) -> u64 {
        let rows: Vec<&Machine> = self.machines.iter().filter(|m| m.pop == pop).collect();
        let is_counted = |m: &Machine| m.known.standing.membership() == ServerMembership::Counted;
        let counted: Vec<_> = (rows.iter())
            .map(|m| {
                if is_counted(m) {
                    m.known.standing.counted().revision
                } else {
                    Revision(0)
                }
            })
            .collect();
        let reached: Vec<_> = rows.iter().map(|m| m.known.standing.reached()).collect();
        let exceptions = (rows.iter().enumerate())
            .filter_map(|(row, m)| Some((row, *m.known.exceptions.get(&slot)?)));
        let columns = PopColumns {
            counted: &counted,
            reached: &reached,
        };
        rollout
            .target(pop)
            .map_or(0, |target| target.count(columns, exceptions))
    }

    fn counted_in(&self, pop: PopId) -> impl Iterator<Item = &Machine> {
        (self.machines.iter()).filter(move |m| {
            m.pop == pop && m.known.standing.membership() == ServerMembership::Counted
        })
    }

    /// Whether the machine really runs the generation or a later one of the slot, and not what undid it. One that never applied
    /// anything there has what tombstones want that it is past.
    fn really_runs(&self, machine: &Machine, slot: usize, generation: u64) -> bool {
        let undone = self.log.undone.get(&generation);
        let counts = |entry: &Entry| {
            entry.generation >= generation && undone.is_none_or(|at| entry.revision < *at)
        };
        if let Some(running) = machine.disk.running.get(&slot) {
            let mut entries = self.log.entries.iter();
            return entries.any(|entry| entry.serial == running.serial && counts(entry));
        }
        let head = self.log.head();
        let past = machine.disk.cursor.within(head.epoch);
        let newest_first = self.log.entries.iter().rev();
        let mut ours = newest_first.filter(|entry| {
            entry.slot == slot && entry.is_for(machine.pop) && entry.revision <= past.0
        });
        if past == head.revision {
            // Nothing is on its way to it that could explain an older one.
            return ours.next().is_some_and(|it| it.is_tombstone && counts(it));
        }
        ours.any(|entry| entry.is_tombstone && counts(entry))
    }

    /// Whether nothing is owed to the machine and everything it runs is known.
    fn is_settled(&self, machine: &Machine) -> bool {
        let (standing, head) = (machine.known.standing, self.log.head());
        let known = machine
            .known
            .exceptions
            .values()
            .all(|running| *running > Revision(0));
        standing.cursor() == head
            && standing.counted() == head
            && standing.reached() != UNHEARD
            && known
    }

    pub(super) fn check(&self, after: &Happening) {
        for (generation, slot) in self.log.generations() {
            let rollout = self.rollout(generation, slot);
            for pop in POPS {
                let done = self.count(&rollout, slot, pop);
                let machines: Vec<_> = self.counted_in(pop).collect();
                let really = machines
                    .iter()
                    .filter(|m| self.really_runs(m, slot, generation))
                    .count() as u64;
                assert!(
                    done <= really,
                    "{after:?}: {done} of {really} counted of generation {generation} in POP {pop}: {self:#?}"
                );
                if machines.iter().all(|m| self.is_settled(m)) {
                    assert_eq!(
                        done, really,
                        "{after:?}: generation {generation} in POP {pop}: {self:#?}"
                    );
                }
            }
        }
    }

    fn rollout(&self, generation: u64, slot: usize) -> Rollout {
        let releases = self.log.releases(generation, slot);
        Rollout::new(&releases).expect("a generation begins with an entry")
    }

    /// How far one generation has got.
    pub(super) fn share(&self, generation: Generation) -> Share {
        let mut shares = self.shares().into_iter();
        let found = shares.find(|(known, _)| *known == generation);
        found.expect("the generation is one of the log's").1
    }

    /// Whether a rollback has undone the generation.
    pub(super) fn is_undone(&self, generation: Generation) -> bool {
        self.log.undone.contains_key(&generation.0)
    }

    pub(super) fn shares(&self) -> Vec<(Generation, Share)> {
        (self.log.generations().into_iter())
            .map(|(generation, slot)| {
                let rollout = self.rollout(generation, slot);
                let all = POPS.map(|pop| self.counted_in(pop).count() as u64);
                let done = POPS.map(|pop| self.count(&rollout, slot, pop));
                let released = POPS.map(|pop| rollout.target(pop).is_some());
                let expected = all
                    .iter()
                    .zip(released)
                    .filter(|(_, yes)| *yes)
                    .map(|(n, _)| n)
                    .sum();
                let share = Share {
                    done: done.iter().sum(),
                    expected,
                    // A rollout whose last wave is still to come is not finished, whatever stands in its POPs.
                    finished: released.iter().all(|yes| *yes) && all == done && expected > 0,
                };
                (Generation(generation), share)
            })
            .collect()
    }
}
