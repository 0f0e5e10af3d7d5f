//! For tests: a change log in memory, at the seam where the record stands otherwise.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "only built for tests, where a panic is the report"
)]

use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use async_trait::async_trait;
use landfall_core::id::{AccountNumber, Epoch, Generation, LogId, PopId, Revision};
use landfall_protocol::{Change, digest};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    LogKey,
    serve::{Batch, ChangeSource, LogState, Slots, SourceError},
};

/// So many slots are in a page of those that live, so that a list has several.
const PAGE: usize = 3;

/// What signs an entry.
type Signing = dyn Fn(&Change) -> [u8; 64] + Send + Sync;

/// A change log in memory, in its third epoch at first. It never forgets by itself; [`MemoryLog::compact`] does.
pub struct MemoryLog {
    key: LogKey,
    signing: Box<Signing>,
    entries: Mutex<Entries>,
    /// How often entries were read.
    pub reads: AtomicUsize,
    /// Reading waits for a permit; there are plenty unless a test takes them.
    pub gate: Semaphore,
}

/// All that a log has, as a copy of it has it too.
#[derive(Debug, Clone)]
pub struct Entries {
    state: LogState,
    changes: Vec<Change>,
}

impl MemoryLog {
    /// An empty log of a fleet, whose entries are signed so.
    pub fn new(key: LogKey, signing: impl Fn(&Change) -> [u8; 64] + Send + Sync + 'static) -> Self {
        let state = LogState {
            id: LogId(Uuid::from_u128(1)),
            epoch: Epoch(3),
            head: Revision(0),
            floor: Revision(0),
        };
        Self {
            key,
            signing: Box::new(signing),
            entries: Mutex::new(Entries {
                state,
                changes: Vec::new(),
            }),
            reads: AtomicUsize::new(0),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap()
    }

    /// Appends an entry for all POPs, or for some, with a payload as it travels, or without one: a tombstone.
    pub fn append(&self, slot: u64, pops: Option<&[u64]>, payload: Option<Vec<u8>>) -> Revision {
        self.append_then(slot, pops, payload, |_| {})
    }

    /// The same; `spoil` may do anything to the entry when it is signed.
    pub fn append_then(
        &self,
        slot: u64,
        pops: Option<&[u64]>,
        payload: Option<Vec<u8>>,
        spoil: impl FnOnce(&mut Change),
    ) -> Revision {
        let mut entries = self.lock();
        let revision = entries.state.head.next();
        entries.state.head = revision;
        let mut change = Change {
            tenant: self.key.tenant.clone(),
            platform: self.key.platform,
            environment: self.key.environment,
            log: entries.state.id,
            epoch: entries.state.epoch,
            revision,
            slot: AccountNumber::from_value(slot),
            generation: Generation(revision.0),
            pops: pops.map(|pops| pops.iter().copied().map(PopId).collect()),
            digest: payload.as_deref().map(digest),
            key: 1,
            signature: [0; 64],
            payload: payload.unwrap_or_default().into(),
        };
        change.signature = (self.signing)(&change);
        spoil(&mut change);
        entries.changes.push(change);
        revision
    }

    /// Some bytes for an account, for all POPs.
    pub fn hand_over(&self, slot: u64, bytes: usize) -> Revision {
        self.append(slot, None, Some(vec![0x5a; bytes]))
    }

    /// The end of an account's rules, for all POPs.
    pub fn tombstone(&self, slot: u64) -> Revision {
        self.append(slot, None, None)
    }

    /// What was appended last is replaced by what should have been.
    pub fn mend_last(&self, mend: impl FnOnce(&mut Change)) {
        mend(self.lock().changes.last_mut().unwrap());
    }

    /// Keeps the newest entry of each slot, and no tombstone up to `floor`.
    pub fn compact(&self, floor: u64) {
        let mut entries = self.lock();
        entries.state.floor = Revision(floor);
        let newest = newest(&entries.changes);
        entries.changes.retain(|one| {
            newest.contains(&one.revision) && (one.digest.is_some() || one.revision.0 > floor)
        });
    }

    /// Begins a new epoch.
    pub fn raise_epoch(&self) {
        self.lock().state.epoch.0 += 1;
    }

    /// Loses its newest entries, as a restored backup has, and begins a new epoch.
    pub fn lose(&self, newest: usize) {
        let mut entries = self.lock();
        let left = entries.changes.len() - newest;
        entries.changes.truncate(left);
        entries.state.head.0 -= newest as u64;
        entries.state.epoch.0 += 1;
    }

    /// It was lost and begun anew, empty.
    pub fn begin_anew(&self) {
        let mut entries = self.lock();
        entries.state = LogState {
            id: LogId(Uuid::from_u128(2)),
            epoch: Epoch(entries.state.epoch.0 + 1),
            head: Revision(0),
            floor: Revision(0),
        };
        entries.changes.clear();
    }

    /// A copy of all that it has.
    pub fn back_up(&self) -> Entries {
        self.lock().clone()
    }

    /// Puts a copy in its place, in a new epoch.
    pub fn restore(&self, copy: Entries) {
        let mut entries = self.lock();
        let epoch = entries.state.epoch;
        *entries = copy;
        entries.state.epoch = Epoch(epoch.0 + 1);
    }

    /// Where it ends.
    pub fn state(&self) -> LogState {
        self.lock().state
    }
}

/// The newest revision of each slot.
fn newest(changes: &[Change]) -> Vec<Revision> {
    let mut slots = std::collections::BTreeMap::new();
    for change in changes {
        slots.insert(change.slot.clone(), change.revision);
    }
    slots.into_values().collect()
}

/// As many as there is room for, and one at least; the revision behind which there are more.
fn fit(changes: &mut Vec<Change>, most_bytes: usize) -> Option<Revision> {
    let mut bytes = 0;
    let fits = changes.iter().take_while(|one| {
        let has_room = bytes < most_bytes;
        bytes += one.payload.len();
        has_room
    });
    let fits = fits.count().max(1);
    if fits >= changes.len() {
        return None;
    }
    changes.truncate(fits);
    Some(changes[fits - 1].revision)
}

#[async_trait]
impl ChangeSource for MemoryLog {
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
        let entries = self.lock();
        let behind = entries.changes.iter().filter(|one| one.revision > after);
        let mut changes: Vec<Change> = behind.cloned().collect();
        let more = fit(&mut changes, most_bytes);
        Ok(Batch {
            state: entries.state,
            changes,
            through: more.unwrap_or(entries.state.head.max(after)),
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
        (all.changes).retain(|one| one.revision <= until && one.is_for(pop));
        let newest = newest(&all.changes);
        all.changes.retain(|one| newest.contains(&one.revision));
        let more = fit(&mut all.changes, most_bytes);
        all.through = more.unwrap_or(until.min(all.state.head));
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
        let entries = self.lock();
        assert!(at <= entries.state.head);
        let mut slots: Vec<AccountNumber> = Vec::new();
        for change in entries.changes.iter().filter(|one| one.is_for(pop)) {
            slots.retain(|slot| *slot != change.slot);
            if change.digest.is_some() {
                slots.push(change.slot.clone());
            }
        }
        slots.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        if let Some(after) = after {
            slots.retain(|slot| slot.as_str() > after.as_str());
        }
        let limit = limit.min(PAGE);
        let more = slots.len() > limit;
        slots.truncate(limit);
        Ok(Slots { slots, more })
    }
}
