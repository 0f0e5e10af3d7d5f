//! What a check of the counters found, and how far it is.

use std::sync::Arc;

/// Hears how far a check or a rebuild is: rows and entries it has looked at, and how many there are about.
pub type CounterProgress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// How many faults are told one by one.
const TOLD: usize = 20;

/// What a check of the counters found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CounterReport {
    /// Rows that are listed.
    pub rows: u64,
    /// Their entries: one for each organization that sees the row.
    pub entries: u64,
    /// Blocks that count them.
    pub blocks: u64,
    /// How many faults there are.
    pub faults: u64,
    /// The first of them, in words.
    pub told: Vec<String>,
}

impl CounterReport {
    /// Notes `faults`, which `words` describe.
    pub(super) fn fault(&mut self, faults: u64, words: impl FnOnce() -> String) {
        self.faults += faults;
        if self.told.len() < TOLD {
            self.told.push(words());
        }
    }
}
