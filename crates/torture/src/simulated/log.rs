//! The record in memory: a change log, and where servers stand as it was last saved. It outlives the control plane.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Revision, ServerId},
    model::{Exception, LogHead, Server, ServerMembership, ServerProgress},
};
use landfall_feed::{
    serve::LogState,
    testing::{Entries, MemoryLog},
};
use landfall_protocol::sign;

use super::places::{key, server, signing_key};

/// The record. What it says was answered is durable.
pub(super) struct Record {
    pub(super) log: Arc<MemoryLog>,
    inner: Mutex<Inner>,
}

#[derive(Clone)]
struct Inner {
    /// Which step each revision carries, those that were compacted away too.
    steps: Vec<(Revision, u64, u64)>,
    servers: BTreeMap<ServerId, Server>,
    exceptions: BTreeMap<ServerId, Vec<(AccountNumber, Revision)>>,
}

/// A copy of the record.
pub(super) struct Backup(Entries, Inner);

impl Record {
    /// An empty log for so many servers.
    pub(super) fn new(servers: u64) -> Self {
        let all = (1..=servers).map(|id| (ServerId(id), server(id)));
        let signing = signing_key();
        let log = MemoryLog::new(key(), move |change| sign(change, &signing));
        Self {
            log: Arc::new(log),
            inner: Mutex::new(Inner {
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
        let payload = zstd::bulk::compress(document.as_bytes(), 3).unwrap();
        let mut inner = self.lock();
        let revision = self.log.append(slot, None, Some(payload));
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
        self.log.compact(0);
    }

    /// A copy of everything.
    pub(super) fn back_up(&self) -> Backup {
        let inner = self.lock();
        Backup(self.log.back_up(), inner.clone())
    }

    /// Puts a copy in place: a new epoch, in which every server is behind until it was heard.
    pub(super) fn restore(&self, backup: Backup) {
        let Backup(entries, saved) = backup;
        let mut inner = self.lock();
        *inner = saved;
        self.log.restore(entries);
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
        if self.log.state().epoch == known {
            self.log.raise_epoch();
        }
    }

    pub(super) fn state(&self) -> LogState {
        self.log.state()
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
