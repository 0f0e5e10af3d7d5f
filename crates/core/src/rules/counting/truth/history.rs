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
    serials: u64,
    generations: u64,
}

impl Default for History {
    fn default() -> Self {
        Self {
            epoch: 1,
            entries: Vec::new(),
            undone: BTreeMap::new(),
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

    fn append(&mut self, slot: usize, generation: u64, pops: Option<Vec<PopId>>) {
        self.serials += 1;
        self.entries.push(Entry {
            serial: self.serials,
            revision: self.entries.len() as u64 + 1,
            slot,
            generation,
            pops,
            compacted: false,
        });
    }

    pub(super) fn hand_over(&mut self, slot: usize, pops: Option<Vec<PopId>>) {
        self.generations += 1;
        self.append(slot, self.generations, pops);
    }

    fn newest(&self, slot: usize) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.slot == slot)
    }

    /// The next wave of the slot's newest generation: its POPs and these.
    pub(super) fn wave(&mut self, slot: usize, more: Option<Vec<PopId>>) {
        let Some(entry) = self.newest(slot) else {
            return;
        };
        let generation = entry.generation;
        let pops = match (&entry.pops, more) {
            (Some(so_far), Some(more)) => Some([so_far.clone(), more].concat()),
            _ => None,
        };
        self.append(slot, generation, pops);
    }

    /// Undoes the slot's newest generation where it was released.
    pub(super) fn roll_back(&mut self, slot: usize) {
        let Some(entry) = self.newest(slot) else {
            return;
        };
        let (generation, pops) = (entry.generation, entry.pops.clone());
        self.hand_over(slot, pops);
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
    }

    /// The record is put back to an older copy, in a new epoch.
    pub(super) fn restore(&mut self, lost: u64) {
        let kept = (self.entries.len() as u64).saturating_sub(lost);
        self.entries.retain(|entry| entry.revision <= kept);
        // The copy is from before the compaction, too.
        for entry in &mut self.entries {
            entry.compacted = false;
        }
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

    pub(super) fn releases(&self, generation: u64) -> Vec<Release> {
        (self.entries.iter())
            .filter(|entry| entry.generation == generation)
            .map(|entry| Release {
                request: DeployRequestId(generation),
                generation: Generation(generation),
                log: LogId(uuid::Uuid::nil()),
                slot: crate::id::AccountNumber::from_value(entry.slot as u64),
                revision: Revision(entry.revision),
                pops: entry.pops.clone(),
                rolled_back_at: self.undone.get(&generation).copied().map(Revision),
            })
            .collect()
    }
}
