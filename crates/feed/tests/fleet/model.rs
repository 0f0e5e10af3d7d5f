//! The fleet view against a slow and obvious one: a map of servers, read whole for each question. The rule for one server
//! comes from core, which has a model of its own; here it is columns, indexes and the way to the record and back that
//! are put to the test.

use std::collections::BTreeMap;

use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, PopId, Revision, ServerId},
    model::{
        Environment, Exception, LogHead, Platform, Pop, Release, Server, ServerMembership,
        ServerProgress,
    },
    rules::counting::{Rollout, Standing},
};
use landfall_feed::{ExceptionChange, Fleet, Hello, Propagation, Report};
use proptest::prelude::*;

use crate::{
    fixture::{at, head, hello, joining, log, now, pop, release, report, server, tenant},
    steps::{Position, Step, step},
};

const PLATFORMS: [Platform; 2] = [Platform::Adn, Platform::HttpLarge];

/// A server of the model: its row, where it stands, and its exceptions.
#[derive(Debug, Clone)]
struct Known {
    row: Server,
    standing: Standing,
    exceptions: BTreeMap<u64, u64>,
}

#[derive(Debug)]
struct Model {
    heads: Vec<LogHead>,
    pops: Vec<Pop>,
    servers: BTreeMap<ServerId, Known>,
    /// The record: rows as they were last saved.
    record: BTreeMap<ServerId, Known>,
    fleet: Fleet,
    /// The number of the newest log.
    logs: u128,
}

fn slot_of(number: u64) -> AccountNumber {
    AccountNumber::from_value(number)
}

impl Model {
    fn new() -> Self {
        let heads: Vec<_> = PLATFORMS
            .iter()
            .map(|platform| head(*platform, 3, 10))
            .collect();
        // POPs 1 and 3 are in one place.
        let pops = vec![
            pop(1, "Europe", "Riga"),
            pop(2, "Asia", "Osaka"),
            pop(3, "Europe", "Riga"),
        ];
        let fleet = Fleet::new(heads.clone(), pops.clone(), Vec::new(), Vec::new()).unwrap();
        Self {
            heads,
            pops,
            servers: BTreeMap::new(),
            record: BTreeMap::new(),
            fleet,
            logs: 1,
        }
    }

    fn head_of(&self, platform: Platform) -> Cursor {
        let log = self
            .heads
            .iter()
            .find(|log| log.platform == platform)
            .unwrap();
        Cursor {
            epoch: log.epoch,
            revision: log.head,
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Enrol { id, pop, platform } => {
                let row = joining(server(id, pop, PLATFORMS[platform], at(0, 0)));
                let known = Known {
                    standing: self.recorded(&row),
                    exceptions: BTreeMap::new(),
                    row: row.clone(),
                };
                let taken = self.servers.contains_key(&row.id);
                assert_eq!(self.fleet.enrol(row.clone()).is_err(), taken);
                if !taken {
                    self.record.insert(row.id, known.clone());
                    self.servers.insert(row.id, known);
                }
            }
            Step::Membership { id, to } => {
                self.set_membership(ServerId(id), ServerMembership::ALL[to]);
            }
            Step::Hello {
                id,
                cursor,
                exceptions,
            } => self.hello(ServerId(id), cursor, &exceptions),
            Step::Report {
                id,
                cursor,
                exceptions,
            } => self.report(ServerId(id), cursor, &exceptions),
            Step::Grow { platform, by } => {
                let log = &mut self.heads[platform];
                let before = log.clone();
                log.head.0 += by;
                // Words about a log overtake each other.
                self.fleet.head_moved(log);
                self.fleet.head_moved(&before);
            }
            Step::NewEpoch { platform } => {
                self.heads[platform].epoch.0 += 1;
                self.begin_history(platform, Standing::in_epoch_of);
            }
            Step::NewLog {
                platform,
                in_new_epoch,
            } => {
                self.logs += 1;
                self.heads[platform].id = log(self.logs);
                self.heads[platform].epoch.0 += u32::from(in_new_epoch);
                self.begin_history(platform, Standing::in_another_log);
            }
            Step::Compact { platform, back } => {
                let platform = PLATFORMS[platform];
                let head = self.head_of(platform);
                let through = Revision(head.revision.0.saturating_sub(back));
                self.fleet
                    .compacted(&tenant(), platform, Environment::Production, through);
                for known in self
                    .servers
                    .values_mut()
                    .filter(|known| known.row.placement.platform == platform)
                {
                    known.standing = known.standing.compacted(through, head);
                }
            }
            Step::MovePop { pop, position } => {
                let moved = self
                    .pops
                    .iter_mut()
                    .find(|known| known.id == PopId(pop))
                    .unwrap();
                moved.position = position;
                self.fleet.put_pop(moved.clone());
            }
            Step::Save { fails } => self.save(fails),
            Step::Restart => self.restart(),
        }
    }

    fn recorded(&self, row: &Server) -> Standing {
        let head = self.head_of(row.placement.platform);
        Standing::recorded(row.membership, row.cursor, row.counted, head)
    }

    fn set_membership(&mut self, id: ServerId, to: ServerMembership) {
        let answer = self.fleet.set_membership(id, to);
        let Some(known) = self.servers.get(&id) else {
            assert!(answer.is_err());
            return;
        };
        let head = self.head_of(known.row.placement.platform);
        let known = self.servers.get_mut(&id).unwrap();
        match to {
            ServerMembership::Removed => {
                self.servers.remove(&id);
                self.record.remove(&id);
                assert_eq!(answer, Ok(ServerMembership::Removed));
                return;
            }
            ServerMembership::Drained => known.standing = known.standing.drained(),
            ServerMembership::Counted | ServerMembership::Joining => {
                known.standing = known.standing.rejoined(head);
            }
        }
        assert_eq!(answer, Ok(known.standing.membership()));
    }

    fn hello(&mut self, id: ServerId, cursor: Position, exceptions: &[(u64, u64)]) {
        let Some(known) = self.servers.get(&id) else {
            assert!(self.fleet.hello(id, &hello(at(0, 0))).is_err());
            return;
        };
        let head = self.head_of(known.row.placement.platform);
        let cursor = cursor.cursor(head);
        let named = exceptions
            .iter()
            .map(|(slot, running)| (slot_of(*slot), Revision(*running)));
        let said = Hello {
            cursor,
            exceptions: named.collect(),
            at: now(),
        };
        let outcome = self.fleet.hello(id, &said).unwrap();
        let known = self.servers.get_mut(&id).unwrap();
        assert_eq!(
            outcome.joined,
            known.standing.membership() != known.standing.hello(cursor, head).membership()
        );
        known.standing = known.standing.hello(cursor, head);
        assert_eq!(outcome.astray, known.standing.is_astray());
        let ours = cursor.epoch == head.epoch;
        known.exceptions = exceptions
            .iter()
            .map(|&(slot, at)| (slot, if ours { at } else { 0 }))
            .collect();
        known.row.last_seen_at = Some(now());
    }

    fn report(&mut self, id: ServerId, cursor: Position, exceptions: &[(u64, Option<u64>)]) {
        let Some(known) = self.servers.get(&id) else {
            assert!(self.fleet.report(id, &report(at(0, 0))).is_err());
            return;
        };
        let head = self.head_of(known.row.placement.platform);
        let cursor = cursor.cursor(head);
        let changes = exceptions.iter().map(|(slot, running)| ExceptionChange {
            slot: slot_of(*slot),
            running: running.map(Revision),
        });
        let said = Report {
            cursor,
            exceptions: changes.collect(),
            at: now(),
        };
        self.fleet.report(id, &said).unwrap();
        let known = self.servers.get_mut(&id).unwrap();
        known.standing = known.standing.advance(cursor, head);
        let ours = cursor.epoch == head.epoch;
        for &(slot, running) in exceptions {
            match running {
                Some(at) => known.exceptions.insert(slot, if ours { at } else { 0 }),
                None => known.exceptions.remove(&slot),
            };
        }
        known.row.last_seen_at = Some(now());
    }

    fn begin_history(&mut self, platform: usize, next: impl Fn(Standing, Cursor) -> Standing) {
        let before = self.heads[platform].clone();
        self.fleet.head_moved(&self.heads[platform]);
        // A word about the epoch before, arriving late.
        self.fleet.head_moved(&LogHead {
            epoch: Epoch(before.epoch.0 - 1),
            ..before
        });
        let platform = PLATFORMS[platform];
        let head = self.head_of(platform);
        for known in self
            .servers
            .values_mut()
            .filter(|known| known.row.placement.platform == platform)
        {
            known.standing = next(known.standing, head);
            known
                .exceptions
                .values_mut()
                .for_each(|running| *running = 0);
        }
    }

    fn save(&mut self, fails: bool) {
        let progress = self.fleet.drain_dirty();
        if fails {
            self.fleet
                .mark_dirty(progress.iter().map(|progress| progress.server));
            return;
        }
        for mut progress in progress {
            progress.exceptions.sort_by_key(|(slot, _)| slot.value());
            let known = &self.servers[&progress.server];
            assert_eq!(progress, as_progress(known));
            self.record.insert(progress.server, known.clone());
        }
        // Nothing that the record should have was forgotten.
        for (id, known) in &self.servers {
            assert_eq!(as_progress(&self.record[id]), as_progress(known));
        }
    }

    fn restart(&mut self) {
        let rows = self.record.values().map(as_row);
        let exceptions = self.record.iter().flat_map(|(id, known)| {
            known.exceptions.iter().map(|(slot, running)| Exception {
                server: *id,
                slot: slot_of(*slot),
                running: Revision(*running),
            })
        });
        self.fleet = Fleet::new(
            self.heads.clone(),
            self.pops.clone(),
            rows.collect(),
            exceptions.collect(),
        )
        .unwrap();
        self.servers = self.record.clone();
        for id in self.servers.keys().copied().collect::<Vec<_>>() {
            let row = as_row(&self.servers[&id]);
            let standing = self.recorded(&row);
            let known = self.servers.get_mut(&id).unwrap();
            if row.cursor.epoch != standing.counted().epoch {
                known
                    .exceptions
                    .values_mut()
                    .for_each(|running| *running = 0);
            }
            (known.standing, known.row) = (standing, row);
        }
        self.record = self.servers.clone();
    }

    fn propagation(&self, platform: Platform, releases: &[Release]) -> Propagation {
        self.fleet
            .propagation(&tenant(), platform, Environment::Production, releases)
    }

    fn check(&self) {
        let servers = self.servers.values().map(as_row).collect::<Vec<_>>();
        assert_eq!(self.fleet.servers(&tenant()), servers);
        for platform in PLATFORMS {
            let log = self
                .heads
                .iter()
                .find(|log| log.platform == platform)
                .unwrap();
            for revision in [1, 8, 11, 14, 20] {
                for (pops, rolled_back_at) in [
                    (None, None),
                    (None, Some(revision + 3)),
                    (Some(vec![PopId(3), PopId(2)]), None),
                ] {
                    let mut release = release(revision);
                    release.log = log.id;
                    (release.pops, release.rolled_back_at) = (pops, rolled_back_at.map(Revision));
                    release.slot = slot_of(revision % 3);
                    let releases = [release];
                    let shown = self.propagation(platform, &releases);
                    let shares: Vec<_> = shown
                        .pops
                        .iter()
                        .map(|pop| (&*pop.name, pop.done, pop.all))
                        .collect();
                    let expected = self.count(platform, &releases[0]);
                    let expected: Vec<_> = expected
                        .iter()
                        .map(|(name, done, all)| (name.as_str(), *done, *all))
                        .collect();
                    assert_eq!(shares, expected, "{releases:?}");
                    assert!(shown.done() <= shown.all() && shown.percent().value() <= 100.0);
                }
            }
        }
    }

    /// The obvious way: each POP in the inventory's order, each server in it, one by one.
    fn count(&self, platform: Platform, release: &Release) -> Vec<(String, u64, u64)> {
        let mut pops = self.pops.clone();
        pops.sort_by_key(|pop| (pop.position, pop.id));
        let names = landfall_core::rules::pop_name::pop_names(&pops);
        let rollout = Rollout::new(std::slice::from_ref(release)).unwrap();
        let mut shares = Vec::new();
        for (pop, name) in pops.iter().zip(names) {
            let (mut done, mut all) = (0, 0);
            for known in self.servers.values() {
                let placement = known.row.placement;
                let member = known.standing.membership() == ServerMembership::Counted;
                if placement.pop != pop.id || placement.platform != platform || !member {
                    continue;
                }
                all += 1;
                let (counted, reached) =
                    (known.standing.counted().revision, known.standing.reached());
                let number = release.slot.value();
                let running = known
                    .exceptions
                    .get(&number)
                    .map(|running| Revision(*running));
                let landed = |target: landfall_core::rules::counting::Target| {
                    target.landed(counted, reached, running)
                };
                done += u64::from(rollout.target(pop.id).is_some_and(landed));
            }
            if all > 0 {
                shares.push((name, done, all));
            }
        }
        shares
    }
}

fn as_row(known: &Known) -> Server {
    Server {
        membership: known.standing.membership(),
        cursor: known.standing.cursor(),
        counted: known.standing.counted(),
        ..known.row.clone()
    }
}

/// Exceptions by slot; the fleet hands them out in no particular order.
fn as_progress(known: &Known) -> ServerProgress {
    let row = as_row(known);
    ServerProgress {
        server: row.id,
        membership: row.membership,
        cursor: row.cursor,
        counted: row.counted,
        last_seen_at: row.last_seen_at,
        exceptions: (known.exceptions.iter())
            .map(|(slot, running)| (slot_of(*slot), Revision(*running)))
            .collect(),
    }
}

proptest! {
    #[test]
    fn the_fleet_shows_what_a_plain_map_of_servers_shows(steps in proptest::collection::vec(step(), 1..60)) {
        let mut model = Model::new();
        for step in steps {
            model.take(step);
            model.check();
        }
    }
}
