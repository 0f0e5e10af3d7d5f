//! The rules of this module against a slow and obvious model: every entry ever appended, replayed one by one.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    LOG_SLOT, Place, must_sweep, next_generation, read, slots, still_newest, superseded, sweepable,
    wave,
};
use crate::{
    id::{AccountNumber, Cursor, Epoch, Generation, LogId, PopId, Revision, Timestamp},
    model::{Change, Environment, LogHead, Platform},
};

const POPS: u64 = 3;
/// A POP that no entry names: it comes when everything has happened.
const LATE_POP: PopId = PopId(9);

#[derive(Debug, Clone)]
enum Step {
    /// A new generation of a slot, to the POPs whose bit is set; 0 is all.
    HandOver { slot: u64, pops: u8 },
    /// The next wave of the slot's newest generation, or of the one before it, which is refused.
    Wave { slot: u64, pops: u8, late: bool },
    /// The slot is cleared.
    Delete { slot: u64, pops: u8 },
    /// A key is announced.
    Announce,
    /// Everything but the last `kept` entries is compacted.
    Compact { kept: u64 },
    /// The floor rises, at most to where compaction is.
    Raise { kept: u64 },
    /// A server reads at most `entries` up to the head as it is when it begins.
    Read { server: usize, entries: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..4_u64, 0..8_u8).prop_map(|(slot, pops)| Step::HandOver { slot, pops }),
        3 => (1..4_u64, 0..8_u8, any::<bool>()).prop_map(|(slot, pops, late)| Step::Wave { slot, pops, late }),
        2 => (1..4_u64, 0..8_u8).prop_map(|(slot, pops)| Step::Delete { slot, pops }),
        1 => Just(Step::Announce),
        2 => (0..4_u64).prop_map(|kept| Step::Compact { kept }),
        1 => (0..4_u64).prop_map(|kept| Step::Raise { kept }),
        6 => (0..6_usize, 1..4_usize).prop_map(|(server, entries)| Step::Read { server, entries }),
    ]
}

/// What runs in each slot.
type State = BTreeMap<String, Revision>;

fn apply(state: &mut State, entry: &Change) {
    if entry.slot.value() == LOG_SLOT {
        return;
    }
    let slot = entry.slot.as_str().to_owned();
    match entry.digest {
        Some(_) => state.insert(slot, entry.revision),
        None => state.remove(&slot),
    };
}

/// A server: where it stands, what it has, and up to where it reads for now.
#[derive(Debug, Clone)]
struct Server {
    pop: PopId,
    cursor: Cursor,
    state: State,
    until: Revision,
    /// It has to sweep once it is at the head. Nothing else ends that.
    unswept: bool,
    /// What it got since it began to read up to `until`.
    got: Vec<(String, Revision)>,
}

/// An entry's generation and POPs.
type Handed = (Generation, Option<Vec<PopId>>);

#[derive(Debug)]
struct Log {
    head: LogHead,
    /// Every entry ever appended.
    all: Vec<Change>,
    /// What compaction and sweeping have left.
    kept: Vec<Change>,
    compacted: Revision,
    /// The generations of each slot with the POPs of their entries.
    generations: BTreeMap<u64, Vec<Handed>>,
    servers: Vec<Server>,
}

fn pops(mask: u8) -> Option<Vec<PopId>> {
    let named = (0..POPS).filter(|bit| mask & (1 << bit) != 0);
    let named: Vec<PopId> = named.map(|bit| PopId(bit + 1)).collect();
    (!named.is_empty()).then_some(named)
}

impl Log {
    fn new() -> Self {
        let server = |number| Server {
            pop: PopId(number % POPS + 1),
            cursor: Cursor::default(),
            state: State::new(),
            until: Revision(0),
            unswept: false,
            got: Vec::new(),
        };
        Self {
            head: LogHead {
                id: LogId(uuid::Uuid::nil()),
                tenant: "acme".parse().unwrap(),
                platform: Platform::Adn,
                environment: Environment::Production,
                epoch: Epoch(3),
                head: Revision(0),
                floor: Revision(0),
            },
            all: Vec::new(),
            kept: Vec::new(),
            compacted: Revision(0),
            generations: BTreeMap::new(),
            servers: (0..6).map(server).collect(),
        }
    }

    fn append(&mut self, slot: u64, generation: Generation, pops: Option<Vec<PopId>>, dies: bool) {
        self.head.head = self.head.head.next();
        let change = Change {
            log: self.head.id,
            epoch: self.head.epoch,
            revision: self.head.head,
            slot: AccountNumber::from_value(slot),
            generation,
            pops: pops.clone(),
            digest: (!dies).then_some([1; 32]),
            payload: Vec::new(),
            signature: [0; 64],
            key: 1,
            created_at: Timestamp::from_seconds(0),
        };
        self.all.push(change.clone());
        self.kept.push(change);
        self.generations
            .entry(slot)
            .or_default()
            .push((generation, pops));
    }

    fn hand_over(&mut self, slot: u64, pops: Option<Vec<PopId>>, dies: bool) {
        let newest = self.generations.get(&slot).and_then(|all| all.last());
        let generation = next_generation(newest.map(|(generation, _)| *generation));
        self.append(slot, generation, pops, dies);
    }

    fn wave(&mut self, slot: u64, more: Option<&[PopId]>, late: bool) {
        let Some(all) = self.generations.get(&slot) else {
            return;
        };
        let (newest, so_far) = all.last().unwrap().clone();
        let generation = Generation(newest.0 - u64::from(late));
        if still_newest(generation, Some(newest)) {
            let entry = self.all.iter().rev().find(|e| e.slot.value() == slot);
            let dies = entry.unwrap().digest.is_none();
            self.append(slot, generation, wave(so_far.as_deref(), more), dies);
        } else {
            assert!(late, "only an older generation's wave is refused");
        }
    }

    fn places(&self, through: Revision) -> Vec<Place> {
        let below = self.kept.iter().filter(|entry| entry.revision <= through);
        below.map(Place::from).collect()
    }

    fn remove(&mut self, gone: &[Revision]) {
        self.kept.retain(|entry| !gone.contains(&entry.revision));
    }

    fn compact(&mut self, through: Revision) {
        self.compacted = self.compacted.max(through);
        let gone = superseded(&self.places(self.compacted));
        self.remove(&gone);
    }

    fn raise(&mut self, floor: Revision) {
        self.head.floor = self.head.floor.max(floor.min(self.compacted));
        let gone = sweepable(&self.places(self.head.floor), self.head.floor);
        self.remove(&gone);
    }

    /// What every server of a POP has that has applied every entry up to `through`.
    fn truth(&self, pop: PopId, through: Revision) -> State {
        let mut state = State::new();
        for entry in &self.all {
            if entry.revision <= through && entry.is_for(pop) {
                apply(&mut state, entry);
            }
        }
        state
    }

    fn read(&mut self, server: usize, entries: usize) {
        let server = &mut self.servers[server];
        if server.cursor.within(self.head.epoch) >= server.until {
            // A hello: it catches up to the head as it is now.
            server.unswept |= must_sweep(server.cursor, &self.head);
            server.until = self.head.head;
            server.cursor = Cursor {
                epoch: self.head.epoch,
                revision: server.cursor.within(self.head.epoch),
            };
            server.got.clear();
        }
        // A floor that rises while it reads.
        server.unswept |= must_sweep(server.cursor, &self.head);
        let (batch, through) = read(
            &self.kept,
            server.pop,
            server.cursor.revision,
            server.until,
            entries,
        );
        assert!(batch.len() <= entries && through <= server.until);
        for entry in batch {
            assert!(entry.revision > server.cursor.revision && entry.is_for(server.pop));
            assert!(entry.revision <= through, "{through}");
            apply(&mut server.state, entry);
            if entry.slot.value() != LOG_SLOT {
                let got = (entry.slot.as_str().to_owned(), entry.revision);
                server.got.push(got);
            }
        }
        assert!(through >= server.cursor.revision);
        server.cursor.revision = through;
        if through == self.head.head && std::mem::take(&mut server.unswept) {
            let live = slots(&self.kept, server.pop);
            let state = &mut server.state;
            state.retain(|slot, _| live.contains(&slot.parse::<AccountNumber>().unwrap()));
        }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::HandOver { slot, pops: mask } => self.hand_over(slot, pops(mask), false),
            Step::Wave {
                slot,
                pops: mask,
                late,
            } => {
                let more = pops(mask);
                self.wave(slot, more.as_deref(), late);
            }
            Step::Delete { slot, pops: mask } => self.hand_over(slot, pops(mask), true),
            Step::Announce => self.hand_over(LOG_SLOT, None, false),
            Step::Compact { kept } => {
                let through = self.head.head.0.saturating_sub(kept);
                self.compact(Revision(through));
            }
            Step::Raise { kept } => {
                let floor = self.head.head.0.saturating_sub(kept);
                self.raise(Revision(floor));
            }
            Step::Read { server, entries } => self.read(server, entries),
        }
    }

    /// A server reads to the head and is compared with one that has applied everything.
    fn settle(&mut self, server: usize) {
        while self.servers[server].cursor.within(self.head.epoch) < self.head.head
            || self.servers[server].cursor.epoch != self.head.epoch
        {
            self.read(server, 2);
        }
        let Server { pop, state, .. } = &self.servers[server];
        assert_eq!(*state, self.truth(*pop, self.head.head), "{pop:?}");
    }

    fn check(&self) {
        for server in &self.servers {
            let mut seen: Vec<_> = server.got.iter().map(|(slot, _)| slot).collect();
            seen.sort();
            seen.dedup();
            // A server that reads while entries below `until` are compacted still gets no slot twice.
            assert_eq!(seen.len(), server.got.len(), "{:?}", server.got);
            assert!(server.got.windows(2).all(|two| two[0].1 < two[1].1));
        }
        let revisions: Vec<u64> = self.all.iter().map(|entry| entry.revision.0).collect();
        assert_eq!(revisions, (1..=self.head.head.0).collect::<Vec<_>>());
        assert!(
            self.kept
                .windows(2)
                .all(|two| two[0].revision < two[1].revision),
            "in order"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4 * ProptestConfig::default().cases))]

    #[test]
    fn every_reader_ends_where_one_ends_that_has_applied_everything(
        steps in proptest::collection::vec(step(), 1..60),
        late in 0..POPS,
    ) {
        let mut log = Log::new();
        for step in &steps {
            log.take(step);
            log.check();
        }
        for server in 0..log.servers.len() {
            log.settle(server);
        }
        // One that comes now, in a POP that others know and in one that nobody has heard of.
        for pop in [PopId(late + 1), LATE_POP] {
            log.servers.push(Server { pop, ..Log::new().servers[0].clone() });
            log.settle(log.servers.len() - 1);
        }
        log.check();
    }

    #[test]
    fn compaction_leaves_per_slot_the_newest_entry_for_each_pop(steps in proptest::collection::vec(step(), 1..60)) {
        let mut log = Log::new();
        for step in &steps {
            if !matches!(step, Step::Compact { .. } | Step::Raise { .. }) {
                log.take(step);
            }
        }
        let before = log.kept.clone();
        log.compact(log.head.head);
        let pops: Vec<PopId> = (1..=POPS).map(PopId).chain([LATE_POP]).collect();
        let needed = |entry: &Change| {
            entry.slot.value() == LOG_SLOT
                || pops.iter().any(|pop| {
                    entry.is_for(*pop)
                        && !before.iter().any(|newer| {
                            newer.slot == entry.slot && newer.revision > entry.revision && newer.is_for(*pop)
                        })
                })
        };
        let expected: Vec<Change> = before.iter().filter(|entry| needed(entry)).cloned().collect();
        prop_assert_eq!(&log.kept, &expected);
        // In steps it ends in the same.
        let mut stepwise = before;
        for through in 1..=log.head.head.0 {
            let below: Vec<Place> = (stepwise.iter())
                .filter(|entry| entry.revision <= Revision(through))
                .map(Place::from)
                .collect();
            let gone = superseded(&below);
            stepwise.retain(|entry| !gone.contains(&entry.revision));
        }
        prop_assert_eq!(stepwise, expected);
    }

    #[test]
    fn a_deleted_slot_stays_deleted(steps in proptest::collection::vec(step(), 1..60), slot in 1..4_u64) {
        let mut log = Log::new();
        for step in &steps {
            log.take(step);
        }
        log.hand_over(slot, None, true);
        let head = log.head.head;
        log.compact(head);
        log.raise(head);
        let of_slot = |entry: &&Change| entry.slot.value() == slot;
        prop_assert_eq!(log.kept.iter().filter(of_slot).count(), 0, "nothing is left of it, not even the tombstone");
        for server in 0..log.servers.len() {
            log.settle(server);
            let name = AccountNumber::from_value(slot);
            prop_assert!(!log.servers[server].state.contains_key(name.as_str()));
        }
    }
}
