//! The log of the model: every entry ever written, also those that compaction has removed.

use std::collections::BTreeMap;

use crate::{
    id::{Cursor, DeployRequestId, Epoch, Generation, LogId, PopId, Revision},
    model::Release,
};

pub(super) const POPS: [PopId; 3] = [PopId(1), PopId(2), PopId(3)];

/// One entry, for ever known by its serial number: revisions are given again when a restore has lost some.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) serial: u64,
    pub(super) revision: u64,
    pub(super) slot: usize,
    pub(super) generation: u64,
    pub(super) pops: Option<Vec<PopId>>,
    pub(super) is_tombstone: bool,
    pub(super) compacted: bool,
}

impl Entry {
    pub(super) fn is_for(&self, pop: PopId) -> bool {
        self.pops.as_ref().is_none_or(|pops| pops.contains(&pop))
    }
}

#[derive(Debug)]
pub(super) struct History {
    pub(super) epoch: u32,
    pub(super) entries: Vec<Entry>,
    /// Which revision undid a generation.
    pub(super) undone: BTreeMap<u64, u64>,
    /// Below it a machine has to sweep when it has caught up.
    pub(super) floor: u64,
    /// Up to here the log was compacted.
    compacted: u64,
    serials: u64,
    generations: u64,
}

impl Default for History {
    fn default() -> Self {
        Self {
            epoch: 1,
            entries: Vec::new(),
            undone: BTreeMap::new(),
            floor: 0,
            compacted: 0,
            serials: 0,
            generations: 0,
        }
    }
}

impl History {
    pub(super) fn head(&self) -> Cursor {
        Cursor {
            epoch: Epoch(self.epoch),
            revision: Revision(self.entries.len() as u64),
        }
    }

    fn append(
        &mut self,
        slot: usize,
        generation: u64,
        pops: Option<Vec<PopId>>,
        is_tombstone: bool,
    ) {
        self.serials += 1;
        self.entries.push(Entry {
            serial: self.serials,
            revision: self.entries.len() as u64 + 1,
            slot,
            generation,
            pops,
            is_tombstone,
            compacted: false,
        });
    }

    pub(super) fn hand_over(&mut self, slot: usize, pops: Option<Vec<PopId>>) {
        self.begin(slot, pops, false);
    }

    fn begin(&mut self, slot: usize, pops: Option<Vec<PopId>>, is_tombstone: bool) {
        self.generations += 1;
        self.append(slot, self.generations, pops, is_tombstone);
    }

    fn newest(&self, slot: usize) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.slot == slot)
    }

    /// The next wave of the slot's newest generation: its POPs and these.
    pub(super) fn wave(&mut self, slot: usize, more: Option<Vec<PopId>>) {
        let Some(entry) = self.newest(slot) else {
            return;
        };
        let (generation, is_tombstone) = (entry.generation, entry.is_tombstone);
        let pops = match (&entry.pops, more) {
            (Some(so_far), Some(more)) => Some([so_far.clone(), more].concat()),
            _ => None,
        };
        self.append(slot, generation, pops, is_tombstone);
    }

    /// Undoes the slot's newest generation where it was released, by what was there before it. If that is nothing, the rollback
    /// is a tombstone.
    pub(super) fn roll_back(&mut self, slot: usize) {
        let Some(entry) = self.newest(slot) else {
            return;
        };
        let (generation, pops) = (entry.generation, entry.pops.clone());
        let mut earlier = self.entries.iter().rev();
        let before = earlier.find(|entry| entry.slot == slot && entry.generation < generation);
        let was_empty = before.is_none_or(|entry| entry.is_tombstone);
        self.begin(slot, pops, was_empty);
        self.undone.insert(generation, self.entries.len() as u64);
    }

    /// Keeps, up to `through`, only entries that are the newest of their slot for some POP.
    pub(super) fn compact(&mut self, through: u64) {
        for index in 0..self.entries.len() {
            let (entry, newer) = (&self.entries[index], &self.entries[index + 1..]);
            let superseded = POPS.iter().filter(|&&pop| entry.is_for(pop)).all(|&pop| {
                (newer.iter()).any(|other| other.slot == entry.slot && other.is_for(pop))
            });
            if superseded && entry.revision <= through {
                self.entries[index].compacted = true;
            }
        }
        self.compacted = self.compacted.max(through);
    }

    /// Raises the floor, as far as the log is compacted, and removes the tombstones below it that take nothing away any more.
    pub(super) fn raise_floor(&mut self, floor: u64) {
        self.floor = self.floor.max(floor.min(self.compacted));
        for index in 0..self.entries.len() {
            let (entry, older) = (&self.entries[index], &self.entries[..index]);
            let takes_away = older.iter().any(|other| {
                let is_there = other.slot == entry.slot && !other.compacted && !other.is_tombstone;
                is_there
                    && POPS
                        .iter()
                        .any(|&pop| other.is_for(pop) && entry.is_for(pop))
            });
            if entry.is_tombstone && entry.revision <= self.floor && !takes_away {
                self.entries[index].compacted = true;
            }
        }
    }

    /// Whether something lives in a slot for a POP.
    pub(super) fn lives(&self, slot: usize, pop: PopId) -> bool {
        let ours = |entry: &&Entry| entry.slot == slot && entry.is_for(pop);
        let newest = self.entries.iter().rev().find(ours);
        newest.is_some_and(|entry| !entry.is_tombstone)
    }

    /// Whether a machine that stands at `cursor` has to sweep when it has caught up.
    pub(super) fn wants_sweep(&self, cursor: Cursor) -> bool {
        cursor.epoch != Epoch(self.epoch) || cursor.revision.0 < self.floor
    }

    /// The log begins a new epoch with the entries that it has.
    pub(super) fn begin_epoch(&mut self) {
        self.epoch += 1;
    }

    /// The record is put back to an older copy, in a new epoch.
    pub(super) fn restore(&mut self, lost: u64) {
        let kept = (self.entries.len() as u64).saturating_sub(lost);
        self.entries.retain(|entry| entry.revision <= kept);
        // The copy is from before the compaction, too.
        for entry in &mut self.entries {
            entry.compacted = false;
        }
        (self.floor, self.compacted) = (0, 0);
        self.undone.retain(|_, at| *at <= kept);
        self.generations = self.entries.iter().map(|e| e.generation).max().unwrap_or(0);
        self.epoch += 1;
    }

    pub(super) fn generations(&self) -> Vec<(u64, usize)> {
        let mut all: Vec<_> = (self.entries.iter())
            .map(|entry| (entry.generation, entry.slot))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The releases of a generation, and of later ones of its slot.
    pub(super) fn releases(&self, generation: u64, slot: usize) -> Vec<Release> {
        (self.entries.iter())
            .filter(|entry| entry.slot == slot && entry.generation >= generation)
            .map(|entry| Release {
                request: DeployRequestId(entry.generation),
                generation: Generation(entry.generation),
                log: LogId(uuid::Uuid::nil()),
                slot: crate::id::AccountNumber::from_value(entry.slot as u64),
                revision: Revision(entry.revision),
                pops: entry.pops.clone(),
                rolled_back_at: self.undone.get(&entry.generation).copied().map(Revision),
            })
            .collect()
    }
}
