//! A machine of the model: a disk, what really runs, and what it says about it.

use std::collections::BTreeMap;

use crate::id::{Cursor, Epoch, PopId, Revision};

use super::history::{Entry, History};

/// The epoch of what was applied in another placement; no log is ever in it.
const ELSEWHERE: Epoch = Epoch(u32::MAX);

/// What runs in a slot: which entry, and in which epoch it was applied. Of a tombstone it is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Running {
    pub(super) serial: u64,
    revision: u64,
    epoch: Epoch,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    pub(super) cursor: Cursor,
    pub(super) running: BTreeMap<usize, Running>,
    previous: BTreeMap<usize, Running>,
    /// Slots in which something else runs than the cursor says.
    failed: Vec<usize>,
    /// It has to drop what the log does not have when it has caught up.
    unswept: bool,
    /// Of which log it knows, since its last hello, that it has to sweep: its epoch and floor.
    greeted: (u32, u64),
    /// The head at that hello.
    until: u64,
}

impl Disk {
    /// What the agent reports: all its exceptions. What it applied in another epoch is no revision of this one.
    pub(super) fn exceptions(&self) -> BTreeMap<usize, Revision> {
        (self.failed.iter())
            .map(|slot| {
                let running = self.running.get(slot);
                let known = running.filter(|running| running.epoch == self.cursor.epoch);
                (*slot, Revision(known.map_or(0, |running| running.revision)))
            })
            .collect()
    }

    fn apply(&mut self, entry: &Entry, epoch: Epoch, fails: bool) {
        if fails {
            self.fail(entry.slot);
            return;
        }
        self.failed.retain(|slot| *slot != entry.slot);
        let new = Running {
            serial: entry.serial,
            revision: entry.revision,
            epoch,
        };
        if let Some(old) = self.running.insert(entry.slot, new)
            && old.serial != new.serial
        {
            self.previous.insert(entry.slot, old);
        }
    }

    fn fail(&mut self, slot: usize) {
        if !self.failed.contains(&slot) {
            self.failed.push(slot);
        }
    }

    /// Reads the next entries from the log as it is now, compacted, and moves the cursor through the last one read.
    pub(super) fn read(&mut self, log: &History, pop: PopId, entries: usize, fails: bool) {
        let head = log.head();
        let from = self.cursor.within(head.epoch).0;
        let mut waiting = (log.entries.iter())
            .filter(|entry| entry.revision > from && !entry.compacted)
            .peekable();
        self.cursor.epoch = head.epoch;
        self.cursor.revision = Revision(from);
        for entry in waiting.by_ref().take(entries) {
            if entry.is_for(pop) {
                self.apply(entry, head.epoch, fails);
            }
            // What was deleted is owed to it until it has swept, so it does not say before that it has caught up.
            let most = if self.unswept {
                self.until.saturating_sub(1)
            } else {
                entry.revision
            };
            self.cursor.revision = Revision(entry.revision.min(most).max(from));
        }
        if waiting.peek().is_none() {
            self.cursor.revision = head.revision;
            if std::mem::take(&mut self.unswept) {
                let lives = |slot: &usize| log.lives(*slot, pop);
                self.running.retain(|slot, _| lives(slot));
                self.previous.retain(|slot, _| lives(slot));
                self.failed.retain(lives);
            }
        }
    }

    /// It connects, and is told whether it has to sweep.
    pub(super) fn greet(&mut self, log: &History) {
        self.unswept |= log.wants_sweep(self.cursor);
        self.greeted = (log.epoch, log.floor);
        self.until = log.head().revision.0;
    }

    /// Whether it has to begin anew before it reads on: what it would need to read is no longer there.
    pub(super) fn is_cut_off(&self, log: &History) -> bool {
        log.wants_sweep(self.cursor) && self.greeted != (log.epoch, log.floor)
    }

    /// It is put into another POP: a new placement, whose log it reads from the beginning. What it runs goes on meanwhile.
    /// What it applied elsewhere is no revision of this log.
    pub(super) fn place_anew(&mut self) {
        self.cursor = Cursor::default();
        self.greeted = (0, 0);
        for running in self.running.values_mut().chain(self.previous.values_mut()) {
            running.epoch = ELSEWHERE;
        }
    }

    /// Tries again what failed: the newest entry of the slot that the cursor is past.
    pub(super) fn retry(&mut self, log: &History, pop: PopId, slot: usize) {
        let at = self.cursor.within(log.head().epoch);
        let newest = (log.entries.iter().rev())
            .find(|e| e.slot == slot && e.is_for(pop) && e.revision <= at.0);
        if let Some(entry) = newest.filter(|_| self.failed.contains(&slot)) {
            self.apply(entry, log.head().epoch, false);
        }
    }

    /// After a restart of its data plane the machine runs what it ran before in the slot.
    pub(super) fn fall_back(&mut self, slot: usize) {
        if let Some(old) = self.previous.remove(&slot) {
            self.running.insert(slot, old);
            self.fail(slot);
        }
    }
}
