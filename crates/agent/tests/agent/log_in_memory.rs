//! A change log in memory, at the seam where the record stands otherwise; and the host, who has the real fleet.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Epoch, Generation, LogId, PopId, Revision, Timestamp},
    model::ServerProgress,
};
use landfall_feed::{
    Fleet, LogKey,
    serve::{Batch, ChangeSource, Host, LogState, Slots, SourceError},
};
use landfall_protocol::{Change, digest, sign};

use crate::control_plane::{key, now, signing_key};

pub(crate) struct LogInMemory {
    inner: Mutex<(LogState, Vec<Change>)>,
}

impl LogInMemory {
    pub(crate) fn new() -> Self {
        let state = LogState {
            id: LogId(uuid::Uuid::from_u128(1)),
            epoch: Epoch(3),
            head: Revision(0),
            floor: Revision(0),
        };
        Self {
            inner: Mutex::new((state, Vec::new())),
        }
    }

    /// An account's document, or the end of it; `spoil` may do anything to the entry after it was signed.
    pub(crate) fn append(
        &self,
        slot: u64,
        document: Option<&str>,
        spoil: impl FnOnce(&mut Change),
    ) -> Revision {
        let (state, entries) = &mut *self.inner.lock().unwrap();
        state.head = state.head.next();
        let key = key();
        let payload = document.map(|text| zstd::bulk::compress(text.as_bytes(), 3).unwrap());
        let mut change = Change {
            tenant: key.tenant,
            platform: key.platform,
            environment: key.environment,
            log: state.id,
            epoch: state.epoch,
            revision: state.head,
            slot: AccountNumber::from_value(slot),
            generation: Generation(state.head.0),
            pops: None,
            digest: payload.as_ref().map(|payload| digest(payload)),
            key: 1,
            signature: [0; 64],
            payload: payload.unwrap_or_default().into(),
        };
        change.signature = sign(&change, &signing_key(7));
        spoil(&mut change);
        entries.push(change);
        state.head
    }

    /// Entries come and go here as a restored backup has them: the newest are lost, and a new epoch begins.
    pub(crate) fn restore_without(&self, lost: usize) {
        let (state, entries) = &mut *self.inner.lock().unwrap();
        entries.truncate(entries.len() - lost);
        state.head.0 -= lost as u64;
        state.epoch.0 += 1;
    }

    /// What was appended last is replaced by what should have been.
    pub(crate) fn mend_last(&self, mend: impl FnOnce(&mut Change)) {
        let (_, entries) = &mut *self.inner.lock().unwrap();
        mend(entries.last_mut().unwrap());
    }

    pub(crate) fn state(&self) -> LogState {
        self.inner.lock().unwrap().0
    }
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
        let (state, entries) = &*self.inner.lock().unwrap();
        let (mut bytes, mut through) = (0, state.head.max(after));
        let mut changes: Vec<Change> = Vec::new();
        for change in entries.iter().filter(|one| one.revision > after) {
            if bytes >= most_bytes {
                through = changes.last().map_or(after, |last| last.revision);
                break;
            }
            bytes += change.payload.len();
            changes.push(change.clone());
        }
        Ok(Batch {
            state: *state,
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
        _: usize,
    ) -> Result<Batch, SourceError> {
        let mut all = self.changes(key, log, after, usize::MAX).await?;
        (all.changes).retain(|one| one.revision <= until && one.is_for(pop));
        let entries = all.changes.clone();
        all.changes.retain(|one| {
            let newest = entries.iter().rev().find(|other| other.slot == one.slot);
            newest.is_some_and(|newest| newest.revision == one.revision)
        });
        all.through = until.min(all.state.head);
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
        let (_, entries) = &*self.inner.lock().unwrap();
        let mut slots = std::collections::BTreeMap::new();
        for change in (entries.iter()).filter(|one| one.is_for(pop) && one.revision <= at) {
            slots.insert(change.slot.clone(), change.digest.is_some());
        }
        let behind =
            |slot: &AccountNumber| after.is_none_or(|after| slot.as_str() > after.as_str());
        let living = slots
            .into_iter()
            .filter(|(slot, lives)| *lives && behind(slot));
        let mut slots: Vec<_> = living.map(|(slot, _)| slot).collect();
        let more = slots.len() > limit;
        slots.truncate(limit);
        Ok(Slots { slots, more })
    }
}

pub(crate) struct TestHost {
    pub(crate) log: Arc<LogInMemory>,
    pub(crate) fleet: Arc<Fleet>,
}

#[async_trait]
impl Host for TestHost {
    fn fleet(&self) -> Option<Arc<Fleet>> {
        Some(self.fleet.clone())
    }

    fn now(&self) -> Timestamp {
        now()
    }

    async fn save(&self, _: ServerProgress) -> Result<(), SourceError> {
        Ok(())
    }

    async fn raise_epoch(&self, _: &LogKey, _: LogId, known: Epoch) -> Result<(), SourceError> {
        if self.log.state().epoch == known {
            self.log.restore_without(0);
        }
        Ok(())
    }
}
