//! What the feed needs of the record, from the store: entries as they travel, the slots that live, and what has to be durable.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Epoch, LogId, PopId, Revision, Timestamp},
    model::{Change, LogHead, ServerProgress},
};
use landfall_feed::{
    Fleet, LogKey,
    serve::{Batch, ChangeSource, Host, LogState, Slots, SourceError},
};
use landfall_protocol as protocol;
use landfall_store::{ChangeBatch, LogReader, ReadLimits, StoreError, write};

use crate::{Control, record::random_uuid};

/// Entries that are read at a time at most, however small they are.
const ENTRIES: u32 = 1_000;
/// POPs whose living slots are kept for servers that sweep at the same time.
const KEPT_LISTS: usize = 64;

/// The slots that live for the servers of a POP, as of some revision.
struct Living {
    head: Revision,
    slots: Arc<[AccountNumber]>,
}

/// The record, as the feed sees it. It does not keep the use cases alive.
pub(super) struct Record {
    control: Weak<Control>,
    living: Mutex<HashMap<(LogId, PopId), Living>>,
}

impl Record {
    pub(super) fn new(control: Weak<Control>) -> Self {
        Self {
            control,
            living: Mutex::default(),
        }
    }

    fn control(&self) -> Result<Arc<Control>, SourceError> {
        let control = self.control.upgrade();
        control.ok_or_else(|| SourceError("the control plane is stopping".to_owned()))
    }

    /// All slots that live for a POP at that revision or a later one; read once for all who ask at about the same time.
    async fn living_slots(
        &self,
        log: LogId,
        pop: PopId,
        at: Revision,
    ) -> Result<Arc<[AccountNumber]>, SourceError> {
        let kept = || self.living.lock().unwrap_or_else(PoisonError::into_inner);
        let known = (kept().get(&(log, pop)))
            .filter(|known| known.head >= at)
            .map(|known| Arc::clone(&known.slots));
        if let Some(known) = known {
            return Ok(known);
        }
        let read = self.control()?.store.live_slots(log, pop).await;
        let read = read.map_err(failed)?.ok_or_else(|| gone(log))?;
        let slots: Arc<[AccountNumber]> = read.slots.into();
        let mut kept = kept();
        if kept.len() >= KEPT_LISTS {
            kept.clear();
        }
        let living = Living {
            head: read.log.head,
            slots: Arc::clone(&slots),
        };
        kept.insert((log, pop), living);
        Ok(slots)
    }
}

impl Record {
    /// What was read of a log, as it travels.
    async fn batch(
        &self,
        key: &LogKey,
        read: Result<Option<ChangeBatch>, StoreError>,
    ) -> Result<Batch, SourceError> {
        let Some(read) = read.map_err(failed)? else {
            // It was begun anew under another id.
            let state = self.log(key).await?;
            return Ok(Batch {
                state,
                changes: Vec::new(),
                through: Revision(0),
            });
        };
        let entries = read.entries.into_iter();
        Ok(Batch {
            state: LogState::from(&read.log),
            changes: entries.map(|entry| travelling(&read.log, entry)).collect(),
            through: read.through,
        })
    }
}

fn limits(most_bytes: usize) -> ReadLimits {
    ReadLimits {
        entries: ENTRIES,
        bytes: most_bytes as u64,
    }
}

fn failed(error: impl std::fmt::Display) -> SourceError {
    SourceError(error.to_string())
}

fn gone(log: LogId) -> SourceError {
    SourceError(format!("there is no change log {log} any more"))
}

/// An entry as it travels: the log's own members beside it, since it has to stand for itself.
fn travelling(log: &LogHead, change: Change) -> protocol::Change {
    protocol::Change {
        tenant: log.tenant.clone(),
        platform: log.platform,
        environment: log.environment,
        log: change.log,
        epoch: change.epoch,
        revision: change.revision,
        slot: change.slot,
        generation: change.generation,
        pops: change.pops,
        digest: change.digest,
        key: change.key,
        signature: change.signature,
        payload: change.payload.into(),
    }
}

impl Control {
    /// The log of a fleet, if there is one.
    async fn find_log(&self, key: &LogKey) -> Result<Option<LogHead>, StoreError> {
        let logs = self.store.fleet_news().await?.logs;
        Ok(logs.into_iter().find(|log| {
            log.tenant == key.tenant
                && log.platform == key.platform
                && log.environment == key.environment
        }))
    }

    /// The log of a fleet, made when nothing was ever handed over to it.
    async fn log_of(&self, key: &LogKey) -> Result<LogHead, StoreError> {
        if let Some(log) = self.find_log(key).await? {
            return Ok(log);
        }
        let log = LogHead {
            id: LogId(random_uuid()),
            tenant: key.tenant.clone(),
            platform: key.platform,
            environment: key.environment,
            epoch: Epoch(1),
            head: Revision(0),
            floor: Revision(0),
        };
        let new = log.clone();
        let made = write(self.store.as_ref(), move |transaction| {
            let new = new.clone();
            Box::pin(async move { transaction.insert_log(&new).await })
        });
        match made.await {
            Ok(()) => Ok(log),
            // Somebody else has made it meanwhile.
            Err(conflict @ StoreError::Conflict { .. }) => {
                self.find_log(key).await?.ok_or(conflict)
            }
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl ChangeSource for Record {
    async fn log(&self, key: &LogKey) -> Result<LogState, SourceError> {
        let log = self.control()?.log_of(key).await;
        log.map(|log| LogState::from(&log)).map_err(failed)
    }

    async fn changes(
        &self,
        key: &LogKey,
        log: LogId,
        after: Revision,
        most_bytes: usize,
    ) -> Result<Batch, SourceError> {
        let control = self.control()?;
        let read = control.store.changes_after(log, after, limits(most_bytes));
        self.batch(key, read.await).await
    }

    async fn changes_for(
        &self,
        key: &LogKey,
        log: LogId,
        pop: PopId,
        (after, until): (Revision, Revision),
        most_bytes: usize,
    ) -> Result<Batch, SourceError> {
        let reader = LogReader {
            log,
            pop,
            after,
            until,
        };
        let control = self.control()?;
        let read = control.store.changes_for(reader, limits(most_bytes));
        self.batch(key, read.await).await
    }

    async fn living(
        &self,
        _: &LogKey,
        log: LogId,
        pop: PopId,
        at: Revision,
        after: Option<&AccountNumber>,
        limit: usize,
    ) -> Result<Slots, SourceError> {
        let all = self.living_slots(log, pop, at).await?;
        let from = after.map_or(0, |after| {
            all.partition_point(|slot| slot.as_str() <= after.as_str())
        });
        let rest = &all[from..];
        Ok(Slots {
            slots: rest[..rest.len().min(limit)].to_vec(),
            more: rest.len() > limit,
        })
    }
}

#[async_trait]
impl Host for Record {
    fn fleet(&self) -> Option<Arc<Fleet>> {
        let control = self.control.upgrade()?;
        let owned = control.ownership.owned(control.clock.elapsed())?;
        Some(owned.fleet)
    }

    fn now(&self) -> Timestamp {
        let control = self.control.upgrade();
        control.map_or_else(Timestamp::default, |control| control.clock.now())
    }

    async fn save(&self, progress: ServerProgress) -> Result<(), SourceError> {
        let control = self.control()?;
        control.save_at_once(progress.server).await.map_err(failed)
    }

    async fn raise_epoch(&self, _: &LogKey, log: LogId, known: Epoch) -> Result<(), SourceError> {
        let control = self.control()?;
        control.begin_epoch(log, known).await.map_err(failed)?;
        Ok(())
    }
}
