//! Idempotency records: the answer that was given to a write, kept with it, so that a repeated call gets it again.

use super::Dialect;
use crate::id::Timestamp;

/// What makes two calls the same call. Each dialect composes `scope` and `key` by its own rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// The face the call was made to.
    pub dialect: Dialect,
    /// Who called: keys of different callers never meet.
    pub scope: String,
    /// What the caller sent to name the call.
    pub key: String,
}

/// The answer to a call, in the same transaction as its effects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// What makes a call the same.
    pub key: IdempotencyKey,
    /// What the caller names what it is doing by, where its dialect has several calls share that.
    pub correlation_id: Option<String>,
    /// The caller's own id of the one call, where its dialect takes an id once.
    pub request_id: Option<String>,
    /// SHA-256 of what was asked, to tell a retry from a reuse of the key.
    pub request_hash: [u8; 32],
    /// The HTTP status that was answered.
    pub status: u16,
    /// The body that was answered.
    pub body: Vec<u8>,
    /// When it was answered.
    pub created_at: Timestamp,
    /// When the key is free again.
    pub expires_at: Timestamp,
}

/// The two ids of a call of one caller, to be looked for among the records of earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallIds {
    /// The face the call is made to.
    pub dialect: Dialect,
    /// Who calls.
    pub scope: String,
    /// See [`IdempotencyRecord::correlation_id`].
    pub correlation_id: String,
    /// See [`IdempotencyRecord::request_id`].
    pub request_id: String,
}

/// Which ids of a call an earlier one has that is still remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownIds {
    /// The correlation id.
    pub correlation: bool,
    /// The request id.
    pub request: bool,
}
