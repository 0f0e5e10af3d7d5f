//! What may be set about the engine.

use std::time::Duration;

/// What may be set about the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long a list may be read, and how long it may wait for its turn before that.
    pub statement: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            statement: Duration::from_secs(20),
        }
    }
}
