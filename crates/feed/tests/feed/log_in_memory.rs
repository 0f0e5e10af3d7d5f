//! A change log in memory, at the seam where the record stands otherwise; and the host, who has the real fleet.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use async_trait::async_trait;
use bytes::Bytes;
use landfall_core::{
    id::{AccountNumber, Epoch, Generation, LogId, PopId, Revision, Timestamp},
    model::ServerProgress,
};
use landfall_feed::{
    Fleet, LogKey,
    serve::{Batch, ChangeSource, Host, LogState, Slots, SourceError},
};
use landfall_protocol::{Change, digest, sign};
use tokio::sync::Semaphore;

use crate::place::{key, now, signing_key};

/// A change log in memory. It never forgets by itself; `compact` does.
pub(crate) struct LogInMemory {
    inner: Mutex<Inner>,
    /// How often entries were read.
    pub(crate) reads: AtomicUsize,
    /// Reading waits for a permit; there are plenty unless a test takes them.
    pub(crate) gate: Semaphore,
}

struct Inner {
    state: LogState,
    entries: Vec<Change>,
}

/// What an entry is to say.
pub(crate) struct New<'a> {
    pub(crate) slot: u64,
    pub(crate) pops: Option<&'a [u64]>,
    /// None for a tombstone.
    pub(crate) payload: Option<Vec<u8>>,
}

impl LogInMemory {
    pub(crate) fn new() -> Self {
        Self {
            inner: Mutex::new(Inner {
                state: LogState {
                    id: id(1),
                    epoch: Epoch(3),
                    head: Revision(0),
                    floor: Revision(0),
                },
                entries: Vec::new(),
            }),
            reads: AtomicUsize::new(0),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }
    }

    pub(crate) fn append(&self, new: &New<'_>) -> Revision {
        let mut inner = self.inner.lock().unwrap();
        let revision = inner.state.head.next();
        inner.state.head = revision;
        let key = key();
        let payload = Bytes::from(new.payload.clone().unwrap_or_default());
        let mut change = Change {
            tenant: key.tenant,
            platform: key.platform,
            environment: key.environment,
            log: inner.state.id,
            epoch: inner.state.epoch,
            revision,
            slot: AccountNumber::from_value(new.slot),
            generation: Generation(revision.0),
            pops: new
                .pops
                .map(|pops| pops.iter().map(|&pop| PopId(pop)).collect()),
            digest: new.payload.is_some().then(|| digest(&payload)),
            key: 1,
            signature: [0; 64],
            payload,
        };
        change.signature = sign(&change, &signing_key());
        inner.entries.push(change);
        revision
    }

    /// A policy of the account for all POPs.
    pub(crate) fn hand_over(&self, slot: u64, bytes: usize) -> Revision {
        self.append(&New {
            slot,
            pops: None,
            payload: Some(vec![0x5a; bytes]),
        })
    }

    pub(crate) fn tombstone(&self, slot: u64) -> Revision {
        self.append(&New {
            slot,
            pops: None,
            payload: None,
        })
    }

    /// Keeps the newest entry of each slot, and no tombstone up to `floor`.
    pub(crate) fn compact(&self, floor: u64) {
        let mut inner = self.inner.lock().unwrap();
        inner.state.floor = Revision(floor);
        let all = inner.entries.clone();
        inner.entries.retain(|one| {
            let newest = all.iter().rev().find(|other| other.slot == one.slot);
            let is_newest = newest.is_some_and(|newest| newest.revision == one.revision);
            is_newest && (one.digest.is_some() || one.revision.0 > floor)
        });
    }

    pub(crate) fn raise_epoch(&self) {
        self.inner.lock().unwrap().state.epoch.0 += 1;
    }

    /// The log was lost and begun anew, empty.
    pub(crate) fn begin_anew(&self) {
        let mut inner = self.inner.lock().unwrap();
        inner.state.id = id(2);
        inner.state.epoch.0 += 1;
        inner.state.head = Revision(0);
        inner.state.floor = Revision(0);
        inner.entries.clear();
    }

    pub(crate) fn state(&self) -> LogState {
        self.inner.lock().unwrap().state
    }
}

pub(crate) fn id(number: u128) -> LogId {
    LogId(uuid::Uuid::from_u128(number))
}

#[async_trait]
impl ChangeSource for LogInMemory {
    async fn log(&self, _: &LogKey) -> Result<LogState, SourceError> {
        Ok(self.state())
    }

    async fn changes(
        &self,
        _: &LogKey,
        _: LogId,
        after: Revision,
        most_bytes: usize,
    ) -> Result<Batch, SourceError> {
        let permit = self.gate.acquire().await;
        drop(permit.map_err(|error| SourceError(error.to_string()))?);
        self.reads.fetch_add(1, SeqCst);
        let inner = self.inner.lock().unwrap();
        let (mut bytes, mut through) = (0, inner.state.head.max(after));
        let mut changes = Vec::new();
        for change in inner.entries.iter().filter(|one| one.revision > after) {
            if bytes >= most_bytes {
                through = changes.last().map_or(after, |last: &Change| last.revision);
                break;
            }
            bytes += change.payload.len();
            changes.push(change.clone());
        }
        Ok(Batch {
            state: inner.state,
            changes,
            through,
        })
    }

    async fn changes_for(
        &self,
        key: &LogKey,
        log: LogId,
        pop: PopId,
        (after, until): (Revision, Revision),
        most_bytes: usize,
    ) -> Result<Batch, SourceError> {
        let mut all = self.changes(key, log, after, usize::MAX).await?;
        all.changes
            .retain(|one| one.revision <= until && one.is_for(pop));
        let entries = all.changes.clone();
        all.changes.retain(|one| {
            let newest = entries.iter().rev().find(|other| other.slot == one.slot);
            newest.is_some_and(|newest| newest.revision == one.revision)
        });
        let mut bytes = 0;
        let fits = all.changes.iter().take_while(|one| {
            let before = bytes;
            bytes += one.payload.len();
            before < most_bytes
        });
        let fits = fits.count();
        all.through = until.min(all.state.head);
        if fits < all.changes.len() {
            all.changes.truncate(fits);
            all.through = all.changes[fits - 1].revision;
        }
        Ok(all)
    }

    async fn living(
        &self,
        _: &LogKey,
        _: LogId,
        pop: PopId,
        at: Revision,
        after: Option<&AccountNumber>,
        limit: usize,
    ) -> Result<Slots, SourceError> {
        let inner = self.inner.lock().unwrap();
        assert!(at <= inner.state.head);
        let mut slots: Vec<AccountNumber> = Vec::new();
        for change in inner.entries.iter().filter(|one| one.is_for(pop)) {
            slots.retain(|slot| *slot != change.slot);
            if change.digest.is_some() {
                slots.push(change.slot.clone());
            }
        }
        slots.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        if let Some(after) = after {
            slots.retain(|slot| slot.as_str() > after.as_str());
        }
        // Small pages, so that a list has several.
        let limit = limit.min(3);
        let more = slots.len() > limit;
        slots.truncate(limit);
        Ok(Slots { slots, more })
    }
}

/// Has the real fleet, and keeps what it is told to make durable.
pub(crate) struct TestHost {
    pub(crate) log: Arc<LogInMemory>,
    /// None while another process counts.
    pub(crate) fleet: Mutex<Option<Arc<Fleet>>>,
    pub(crate) saved: Mutex<Vec<ServerProgress>>,
    /// Saving waits for a permit; there are plenty unless a test takes them.
    pub(crate) gate: Semaphore,
    /// Counts those who wait for it.
    pub(crate) saving: tokio::sync::watch::Sender<usize>,
}

#[async_trait]
impl Host for TestHost {
    fn fleet(&self) -> Option<Arc<Fleet>> {
        self.fleet.lock().unwrap().clone()
    }

    fn now(&self) -> Timestamp {
        now()
    }

    async fn save(&self, progress: ServerProgress) -> Result<(), SourceError> {
        self.saving.send_modify(|waiting| *waiting += 1);
        let permit = self.gate.acquire().await;
        drop(permit.map_err(|error| SourceError(error.to_string()))?);
        self.saved.lock().unwrap().push(progress);
        Ok(())
    }

    async fn raise_epoch(&self, _: &LogKey, _: LogId, known: Epoch) -> Result<(), SourceError> {
        if self.log.state().epoch == known {
            self.log.raise_epoch();
        }
        Ok(())
    }
}
