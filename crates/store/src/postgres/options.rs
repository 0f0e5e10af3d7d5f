//! What may be set about the engine.

use std::time::Duration;

/// What may be set about the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Connections at most, 2 or more; two more keep leases and say whether the database answers. Half of them write at a time at most.
    pub connections: usize,
    /// How long making a connection may take.
    pub connect: Duration,
    /// How long a statement may run, and how long a transaction may do nothing.
    pub statement: Duration,
    /// How long a read or a write waits for a database that is away.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: 20,
            connect: Duration::from_secs(5),
            statement: Duration::from_secs(20),
            patience: Duration::from_secs(10),
        }
    }
}

impl Options {
    /// How many write at a time: never all, so that reads go on whatever writers wait for.
    pub(super) fn writers(&self) -> usize {
        (self.connections / 2).max(1)
    }
}
