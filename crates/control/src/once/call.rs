//! A call with the name that makes it the same as an earlier one, and what comes of it.

use landfall_core::{
    id::Timestamp,
    model::{CallIds, Dialect, IdempotencyKey, IdempotencyRecord},
    rules::once::OncePolicy,
};
use ring::digest::{Context, SHA256};

use crate::secret::{Hash, hash};

/// A write that may arrive more than once, under the promises of the face that it was made to.
#[derive(Debug, Clone)]
pub struct Repeatable {
    pub(super) policy: &'static OncePolicy,
    pub(super) key: IdempotencyKey,
    request_hash: Hash,
    ids: Option<(String, Option<String>)>,
}

/// An answer as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// What comes of a write that is carried out once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// It was carried out, and this came of it.
    Now(Answer),
    /// It was carried out before, and this came of it then.
    Before(Answer),
    /// The key is that of an earlier call that asked for something else.
    OtherBody,
    /// An equal call still runs, and could not be waited for or not for longer.
    StillRunning,
    /// The request id is that of an earlier call, and the correlation id of none.
    RequestIdUsed,
}

impl Repeatable {
    /// A call to a dialect by `scope`, named by these parts together, which asks for `request`.
    ///
    /// What is kept of the names is a hash, so that they may be of any length.
    pub fn new(
        policy: &'static OncePolicy,
        dialect: Dialect,
        scope: impl Into<String>,
        name: &[&[u8]],
        request: &[u8],
    ) -> Self {
        let mut digest = Context::new(&SHA256);
        for part in name {
            // With its length before it, no part can be taken for two.
            digest.update(&(part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let digest = digest.finish();
        let digits = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
        Self {
            policy,
            key: IdempotencyKey {
                dialect,
                scope: scope.into(),
                key: digits.collect(),
            },
            request_hash: hash(request),
            ids: None,
        }
    }

    /// The same with ids of which the second, where there is one, may be used again only while the first is known.
    #[must_use]
    pub fn with_ids(mut self, correlation_id: String, request_id: Option<String>) -> Self {
        self.ids = Some((correlation_id, request_id));
        self
    }

    /// The promises that it is under.
    pub fn policy(&self) -> &'static OncePolicy {
        self.policy
    }

    /// The ids to look for among those of earlier calls.
    pub(super) fn call_ids(&self) -> Option<CallIds> {
        let (correlation_id, request_id) = self.ids.as_ref()?;
        Some(CallIds {
            dialect: self.key.dialect,
            scope: self.key.scope.clone(),
            correlation_id: correlation_id.clone(),
            request_id: request_id.clone()?,
        })
    }

    /// Whether the call of that record asked for the same.
    pub(super) fn asks_for_the_same_as(&self, earlier: &IdempotencyRecord) -> bool {
        self.request_hash == earlier.request_hash
    }

    /// What is kept of the answer that was given at `now`.
    pub(super) fn record(&self, answer: &Answer, now: Timestamp) -> IdempotencyRecord {
        let (correlation_id, request_id) = self.ids.clone().unzip();
        IdempotencyRecord {
            key: self.key.clone(),
            correlation_id,
            request_id: request_id.flatten(),
            request_hash: self.request_hash,
            status: answer.status,
            body: answer.body.clone(),
            created_at: now,
            expires_at: now.plus(self.policy.kept_seconds),
        }
    }
}

impl From<IdempotencyRecord> for Answer {
    fn from(record: IdempotencyRecord) -> Self {
        Self {
            status: record.status,
            body: record.body,
        }
    }
}
