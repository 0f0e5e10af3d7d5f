//! What every command writes beside its change: counters, events, idempotency records; and the installation's keys.

use async_trait::async_trait;
use landfall_core::{
    id::Timestamp,
    model::{CallIds, IdempotencyKey, IdempotencyRecord, KnownIds, NewEvent, SealedKey},
};

use crate::StoreError;

/// What asking for a key has given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// It is this transaction's until it ends: the record of an earlier call, expired or not, if there is one.
    Ours(Option<IdempotencyRecord>),
    /// Another transaction has it and has not ended.
    Theirs,
}

/// What a step of sweeping events has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweptEvents {
    /// How many were removed.
    pub removed: u64,
    /// Events at or before this position are no longer kept.
    pub through: u64,
}

/// Writing counters, events, idempotency records and keys.
#[async_trait]
pub trait RecordWrites: Send {
    /// The next number of a counter, from 1. A number that was given is never given again, unless its transaction is undone.
    async fn next_number(&mut self, counter: &'static str) -> Result<u64, StoreError>;

    /// The next `count` numbers of a counter, in one step: gives the first of them, and the others follow it without a gap.
    /// With none wanted nothing is given out, and the number says nothing.
    async fn next_numbers(&mut self, counter: &'static str, count: u64) -> Result<u64, StoreError>;

    /// Sees to it that the counter's next number is above `value`.
    async fn raise_counter(&mut self, counter: &'static str, value: u64) -> Result<(), StoreError>;

    /// Adds an event; its position follows when the transaction commits.
    async fn append_event(&mut self, event: &NewEvent) -> Result<(), StoreError>;

    /// The record of an earlier call, expired or not, as this transaction sees it. Whoever asks for the same key meanwhile waits
    /// for the end of this transaction, also when there is no record yet, and finds what it has left.
    async fn find_idempotency(
        &mut self,
        key: &IdempotencyKey,
    ) -> Result<Option<IdempotencyRecord>, StoreError>;

    /// The same, but nobody waits: while another transaction has the key, that is all it says. Then give up, and ask again in a
    /// new transaction.
    async fn claim_idempotency(&mut self, key: &IdempotencyKey) -> Result<Claimed, StoreError>;

    /// Which ids of a call the records have that have not expired at `now`. Whoever asks for the same request id meanwhile
    /// waits for the end of this transaction. Ask for the key first, and only then for the ids.
    async fn find_call_ids(
        &mut self,
        ids: &CallIds,
        now: Timestamp,
    ) -> Result<KnownIds, StoreError>;

    /// Remembers the answer to a call, in place of an expired one of the same key.
    async fn put_idempotency(&mut self, record: &IdempotencyRecord) -> Result<(), StoreError>;

    /// Removes records that expired before `before`; how many.
    async fn sweep_idempotency(&mut self, before: Timestamp) -> Result<u64, StoreError>;

    /// Removes the oldest events, as long as they happened before this moment (microseconds since 1970), at most `limit`, and
    /// remembers how far. An event behind a younger one stays until that goes.
    async fn sweep_events(
        &mut self,
        before_micros: i64,
        limit: u32,
    ) -> Result<SweptEvents, StoreError>;

    /// Adds a key of the installation.
    async fn insert_key(&mut self, key: &SealedKey) -> Result<(), StoreError>;
}
