//! The record in memory: a change log, and where servers stand as it was last saved. It outlives the control plane.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use bytes::Bytes;
use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Generation, LogId, PopId, Revision, ServerId},
    model::{Exception, LogHead, Server, ServerMembership, ServerProgress},
};
use landfall_feed::{
    LogKey,
    serve::{Batch, ChangeSource, LogState, Slots, SourceError},
};
use landfall_protocol::{Change, digest, sign};

use super::places::{key, server, signing_key};

/// The record. What it says was answered is durable.
pub(super) struct Record {
    inner: Mutex<Inner>,
}

#[derive(Clone)]
struct Inner {
    state: LogState,
    entries: Vec<Change>,
    /// Which step each revision carries, those that were compacted away too.
    steps: Vec<(Revision, u64, u64)>,
    servers: BTreeMap<ServerId, Server>,
    exceptions: BTreeMap<ServerId, Vec<(AccountNumber, Revision)>>,
}

/// A copy of the record.
pub(super) struct Backup(Inner);

impl Record {
    /// An empty log for so many servers.
    pub(super) fn new(servers: u64) -> Self {
        let all = (1..=servers).map(|id| (ServerId(id), server(id)));
        Self {
            inner: Mutex::new(Inner {
                state: LogState {
                    id: LogId(uuid::Uuid::from_u128(1)),
                    epoch: Epoch(1),
                    head: Revision(0),
                    floor: Revision(0),
                },
                entries: Vec::new(),
                steps: Vec::new(),
                servers: all.collect(),
                exceptions: BTreeMap::new(),
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// Hands over a step of an account.
    pub(super) fn hand_over(&self, slot: u64, step: u64, document: &str) -> Revision {
        let mut inner = self.lock();
        let revision = inner.state.head.next();
        inner.state.head = revision;
        let key = key();
        let payload = zstd::bulk::compress(document.as_bytes(), 3).unwrap();
        let mut change = Change {
            tenant: key.tenant,
            platform: key.platform,
            environment: key.environment,
            log: inner.state.id,
            epoch: inner.state.epoch,
            revision,
            slot: AccountNumber::from_value(slot),
            generation: Generation(revision.0),
            pops: None,
            digest: Some(digest(&payload)),
            key: 1,
            signature: [0; 64],
            payload: Bytes::from(payload),
        };
        change.signature = sign(&change, &signing_key());
        inner.entries.push(change);
        inner.steps.push((revision, slot, step));
        revision
    }

    /// The step of each slot that was handed over last, with its revision.
    pub(super) fn newest(&self) -> BTreeMap<u64, (Revision, u64)> {
        let inner = self.lock();
        let steps = inner.steps.iter();
        steps
            .map(|(revision, slot, step)| (*slot, (*revision, *step)))
            .collect()
    }

    /// The last steps of all slots.
    pub(super) fn latest(&self, most: usize) -> Vec<(Revision, u64, u64)> {
        self.lock().steps.iter().rev().take(most).copied().collect()
    }

    /// Removes what newer entries have superseded.
    pub(super) fn compact(&self) {
        let mut inner = self.lock();
        let newest: BTreeMap<AccountNumber, Revision> = (inner.entries.iter())
            .map(|entry| (entry.slot.clone(), entry.revision))
            .collect();
        inner
            .entries
            .retain(|entry| newest[&entry.slot] == entry.revision);
    }

    /// A copy of everything.
    pub(super) fn back_up(&self) -> Backup {
        Backup(self.lock().clone())
    }

    /// Puts a copy in place: a new epoch, in which every server is behind until it was heard.
    pub(super) fn restore(&self, backup: Backup) {
        let mut inner = self.lock();
        let epoch = inner.state.epoch;
        *inner = backup.0;
        inner.state.epoch = Epoch(epoch.0 + 1);
        inner.exceptions.clear();
        for server in inner.servers.values_mut() {
            server.cursor = Cursor::default();
            server.counted = Cursor::default();
        }
    }

    pub(super) fn save(&self, progress: ServerProgress) {
        let mut inner = self.lock();
        let Some(server) = inner.servers.get_mut(&progress.server) else {
            return;
        };
        if server.membership == ServerMembership::Joining {
            server.membership = progress.membership;
        }
        server.cursor = progress.cursor;
        server.counted = progress.counted;
        server.last_seen_at = progress.last_seen_at;
        inner
            .exceptions
            .insert(progress.server, progress.exceptions);
    }

    pub(super) fn raise_epoch(&self, known: Epoch) {
        let mut inner = self.lock();
        if inner.state.epoch == known {
            inner.state.epoch.0 += 1;
        }
    }

    pub(super) fn state(&self) -> LogState {
        self.lock().state
    }

    pub(super) fn head(&self) -> LogHead {
        let (key, state) = (key(), self.state());
        LogHead {
            id: state.id,
            tenant: key.tenant,
            platform: key.platform,
            environment: key.environment,
            epoch: state.epoch,
            head: state.head,
            floor: state.floor,
        }
    }

    pub(super) fn servers(&self) -> Vec<Server> {
        self.lock().servers.values().cloned().collect()
    }

    pub(super) fn exceptions(&self) -> Vec<Exception> {
        let inner = self.lock();
        let all = inner.exceptions.iter();
        all.flat_map(|(server, exceptions)| {
            exceptions.iter().map(|(slot, running)| Exception {
                server: *server,
                slot: slot.clone(),
                running: *running,
            })
        })
        .collect()
    }
}

#[async_trait]
impl ChangeSource for Record {
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
        let inner = self.lock();
        let (mut bytes, mut through) = (0, inner.state.head.max(after));
        let mut changes: Vec<Change> = Vec::new();
        for change in inner.entries.iter().filter(|one| one.revision > after) {
            if bytes >= most_bytes {
                through = changes.last().map_or(after, |last| last.revision);
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
        let mut batch = self.changes(key, log, after, usize::MAX).await?;
        (batch.changes).retain(|one| one.revision <= until && one.is_for(pop));
        let newest: BTreeMap<_, _> = (batch.changes.iter())
            .map(|one| (one.slot.clone(), one.revision))
            .collect();
        (batch.changes).retain(|one| newest.get(&one.slot) == Some(&one.revision));
        batch.through = until.min(batch.state.head);
        let mut bytes = 0;
        let fits = batch.changes.iter().take_while(|one| {
            let has_room = bytes < most_bytes;
            bytes += one.payload.len();
            has_room
        });
        let fits = fits.count().max(1);
        if fits < batch.changes.len() {
            batch.changes.truncate(fits);
            batch.through = batch.changes[fits - 1].revision;
        }
        Ok(batch)
    }

    async fn living(
        &self,
        _: &LogKey,
        _: LogId,
        pop: PopId,
        _: Revision,
        after: Option<&AccountNumber>,
        limit: usize,
    ) -> Result<Slots, SourceError> {
        let inner = self.lock();
        let living = inner.entries.iter().filter(|one| one.is_for(pop));
        let slots: std::collections::BTreeSet<_> = living
            .filter(|one| after.is_none_or(|after| one.slot.as_str() > after.as_str()))
            .map(|one| one.slot.as_str().to_owned())
            .collect();
        let more = slots.len() > limit;
        let slots = slots.into_iter().take(limit);
        Ok(Slots {
            slots: slots.map(|slot| slot.parse().unwrap()).collect(),
            more,
        })
    }
}
