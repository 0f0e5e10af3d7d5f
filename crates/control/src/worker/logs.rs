//! Compaction of change logs, where the fleet is counted: superseded entries go after a while, tombstones after a long one. In
//! small steps, so that whoever hands over meanwhile waits for one of them at most.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use landfall_core::id::{LogId, Revision};
use landfall_store::{LogAge, LogStep, StoreError, write};
use tokio::sync::Notify;

use crate::{Control, ControlError, ownership::Owned};

/// How often it is looked for what has become old.
const EVERY: Duration = Duration::from_mins(1);
/// After how many new entries it is looked for at once.
const GROWN: u64 = 1_000;
/// How many entries are looked at in one transaction.
const STEP: u32 = 1_000;

/// How much the logs have grown since they were looked after.
#[derive(Debug, Default)]
pub(crate) struct Growth {
    entries: AtomicU64,
    enough: Notify,
}

impl Growth {
    /// There is an entry more; some that are not told of do no harm.
    pub(crate) fn one(&self) {
        if (self.entries.fetch_add(1, Relaxed) + 1).is_multiple_of(GROWN) {
            self.enough.notify_one();
        }
    }
}

/// What was removed from the logs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tended {
    /// Entries that newer ones superseded.
    pub superseded: u64,
    /// Tombstones that every server is past, or sweeps for.
    pub tombstones: u64,
}

/// A step of one of the two kinds.
#[derive(Debug, Clone, Copy)]
enum Care {
    Compact(Revision),
    Sweep { floor: Revision, after: Revision },
}

impl Control {
    /// Looks after the logs now and then, and when they have grown by much. Never ends by itself.
    pub(super) async fn keep_logs(&self) {
        let mut timer = tokio::time::interval(EVERY);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = timer.tick() => {}
                () = self.growth.enough.notified() => {}
            }
            match self.tend_logs().await {
                Ok(Tended {
                    superseded: 0,
                    tombstones: 0,
                }) => {}
                Ok(Tended {
                    superseded,
                    tombstones,
                }) => tracing::info!(superseded, tombstones, "change logs were compacted"),
                Err(error) => {
                    tracing::warn!(%error, "change logs could not be compacted; it will be tried again");
                }
            }
        }
    }

    /// Removes from the change logs what is older than it has to be kept. Nothing where another process counts the fleet.
    pub async fn tend_logs(&self) -> Result<Tended, ControlError> {
        let mut tended = Tended::default();
        let Some(owned) = self.ownership.owned(self.clock.elapsed()) else {
            return Ok(tended);
        };
        let (now, kept) = (self.clock.now(), &self.settings.changes);
        let entries = now.plus(-i64::from(kept.compact_after_seconds));
        let tombstones = now.plus(-i64::from(kept.tombstone_days) * 86_400);
        for age in self.store.log_ages(entries, tombstones).await? {
            if let Some(through) = age.compactable {
                tended.superseded += self.compact(&owned, &age, through).await?;
            }
            if let Some(floor) = age.sweepable {
                tended.tombstones += self.sweep_log(&age, floor).await?;
            }
        }
        Ok(tended)
    }

    async fn compact(
        &self,
        owned: &Owned,
        age: &LogAge,
        through: Revision,
    ) -> Result<u64, ControlError> {
        let log = &age.log;
        // Before anything goes: from here on nobody who is not past it is counted for what it may never get. The head is
        // told with it, since that is how far they have to come.
        owned.fleet.head_moved(log);
        owned
            .fleet
            .compacted(&log.tenant, log.platform, log.environment, through);
        let mut removed = 0;
        loop {
            let step = self.care(log.id, Care::Compact(through)).await?;
            removed += step.removed;
            if step.through >= through {
                return Ok(removed);
            }
        }
    }

    async fn sweep_log(&self, age: &LogAge, floor: Revision) -> Result<u64, ControlError> {
        let (mut after, mut removed) = (Revision(0), 0);
        loop {
            let step = self.care(age.log.id, Care::Sweep { floor, after }).await?;
            removed += step.removed;
            if step.through >= floor {
                return Ok(removed);
            }
            after = step.through;
        }
    }

    /// One step, as long as the fleet is counted here.
    async fn care(&self, log: LogId, care: Care) -> Result<LogStep, ControlError> {
        self.number_for_life().await;
        let owner = self.ownership.fence(self.clock.elapsed());
        let owner = owner.ok_or_else(|| {
            ControlError::Unavailable("the fleet is not this process's at the moment".to_owned())
        })?;
        let step: Result<Option<LogStep>, StoreError> =
            write(self.store.as_ref(), move |transaction| {
                Box::pin(async move {
                    match care {
                        Care::Compact(through) => {
                            transaction.compact(owner, log, through, STEP).await
                        }
                        Care::Sweep { floor, after } => {
                            transaction.sweep(owner, log, floor, after, STEP).await
                        }
                    }
                })
            })
            .await;
        if let Err(StoreError::Fenced { .. }) = step {
            self.lose("its fencing number is no longer the newest");
        }
        step?.ok_or_else(|| ControlError::NotFound(format!("log {log} has gone")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn logs_that_have_grown_by_much_are_looked_after_at_once() {
        let growth = Growth::default();
        for _ in 1..GROWN {
            growth.one();
        }
        let now = std::future::ready(());
        tokio::select! {
            biased;
            () = growth.enough.notified() => panic!("one is missing"),
            () = now => {}
        }
        growth.one();
        growth.enough.notified().await;
    }
}
