//! What can be set about the deciding.

use std::time::Duration;

use crate::Backoff;

/// Times and limits of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// No two reloads of the data plane begin in less than this.
    pub reload_every: Duration,
    /// Pauses before an account's change is tried again.
    pub slot: Backoff,
    /// Pauses while the whole server is stuck.
    pub server: Backoff,
    /// So many accounts refused one by one, and none taken: then the server is at fault, not they.
    pub blamed_at_most: usize,
    /// So many slots may wait before no more is received. Their payloads are on the disk meanwhile.
    pub waiting_at_most: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reload_every: Duration::from_secs(1),
            slot: Backoff::SLOT,
            server: Backoff::SERVER,
            blamed_at_most: 16,
            waiting_at_most: 100_000,
        }
    }
}
