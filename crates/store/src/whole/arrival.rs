//! What changes about a store that begins a life of its own at a new place: a restored backup, or a copy beside which the
//! original lives on.
//!
//! Its logs may have lost entries, or may grow different ones from now on, so each gets an epoch that no life before it had:
//! the second of its arrival, or one more than it had if that is later. Events go on at a position that no earlier life can
//! have reached. People sign in again, and tokens that are asked for anew by themselves end.

use landfall_core::{id::Timestamp, model::NewEvent};

use crate::StoreError;

/// What becomes of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokens {
    /// Those that have an end end now; those without one stay as they were.
    EndShortLived,
    /// All end now.
    EndAll,
}

/// An arrival.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// When.
    pub now: Timestamp,
    /// What becomes of tokens. Sessions end.
    pub tokens: Tokens,
    /// What is recorded.
    pub event: NewEvent,
}

/// What an arrival has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Arrived {
    /// Change logs that were given another epoch.
    pub logs: u64,
    /// Sessions that were ended.
    pub sessions_ended: u64,
    /// Tokens that were ended.
    pub tokens_ended: u64,
    /// Tokens that go on.
    pub tokens_kept: u64,
}

/// Events of a second at most, for positions.
const EVENTS_PER_SECOND: i64 = 1 << 20;

impl Arrival {
    /// The lowest epoch that logs have from now on.
    pub(crate) fn epoch(&self) -> Result<i64, StoreError> {
        let epoch = u32::try_from(self.now.seconds());
        epoch.map(i64::from).map_err(|_| {
            StoreError::Engine(format!("the clock shows {}, which cannot be", self.now))
        })
    }

    /// The position behind which events go on.
    pub(crate) fn position(&self) -> Result<i64, StoreError> {
        Ok(self.epoch()? * EVENTS_PER_SECOND)
    }

    /// The event's actor as its column has it.
    pub(crate) fn actor(&self) -> Result<String, StoreError> {
        serde_json::to_string(&self.event.actor)
            .map_err(|error| StoreError::Engine(error.to_string()))
    }
}

/// Statements that both engines understand; the parameters are numbered.
pub(crate) mod statements {
    /// Takes the lowest epoch.
    pub(crate) const RAISE_EPOCHS: &str =
        "UPDATE change_log SET copy = '', epoch = CASE WHEN epoch < $1 THEN $1 ELSE epoch + 1 END";
    /// Takes the moment.
    pub(crate) const END_SESSIONS: &str =
        "UPDATE session SET revoked_at = $1 WHERE revoked_at IS NULL";
    /// Takes the moment.
    pub(crate) const END_SHORT_LIVED_TOKENS: &str =
        "UPDATE token SET revoked_at = $1 WHERE revoked_at IS NULL AND expires_at IS NOT NULL";
    /// Takes the moment.
    pub(crate) const END_ALL_TOKENS: &str =
        "UPDATE token SET revoked_at = $1 WHERE revoked_at IS NULL";
    /// Tokens that go on.
    pub(crate) const COUNT_TOKENS: &str = "SELECT count(*) FROM token WHERE revoked_at IS NULL";
    /// Takes what the event has, in this order.
    pub(crate) const RECORD: &str =
        "INSERT INTO event (id, actor, kind, resource, resource_id, detail, at_micros)
       VALUES ($1, $2, $3, $4, $5, $6, $7)";
}
