//! The servers' progress, from memory to the store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use landfall_core::{id::ServerId, model::ServerProgress};
use landfall_store::{StoreError, write};
use tokio::sync::watch;

use crate::Control;

/// How many servers share a transaction, so that other writers get their turn between.
const BATCH: usize = 500;

/// Who waits for which run of saving. There is one run at a time, so that nothing older overtakes what is newer, and it carries
/// what all who asked before it began have changed.
#[derive(Debug, Default)]
pub(crate) struct Saving {
    asked: Mutex<Asked>,
    /// The last run that has ended.
    ended: watch::Sender<Run>,
}

#[derive(Debug, Default)]
struct Asked {
    /// How often saving was asked for.
    times: u64,
    running: bool,
}

#[derive(Debug, Clone)]
struct Run {
    /// It has served everybody who asked up to this time.
    through: u64,
    outcome: Result<(), Arc<str>>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            through: 0,
            outcome: Ok(()),
        }
    }
}

impl Control {
    /// Saves what has changed since the last time, where the fleet is counted, and waits for it. What cannot be saved is tried
    /// again the next time; what another owner has made void is dropped with the fleet.
    pub(super) async fn save_progress(self: &Arc<Self>) {
        // Told in the log already, and tried again.
        let _ = self.saved().await;
    }

    /// Saves a server's progress, as it is now, before anything else is said to it. Many who ask at a time share transactions.
    pub(crate) async fn save_at_once(self: &Arc<Self>, server: ServerId) -> Result<(), StoreError> {
        if let Some(owned) = self.ownership.owned(self.clock.elapsed()) {
            owned.fleet.mark_dirty([server]);
        }
        self.saved().await
    }

    /// Waits for a run of saving that begins from now on, and begins it if none is on its way.
    async fn saved(self: &Arc<Self>) -> Result<(), StoreError> {
        let mut ended = self.saving.ended.subscribe();
        let mine = {
            let mut asked = locked(&self.saving.asked);
            asked.times += 1;
            if !asked.running {
                asked.running = true;
                tokio::spawn(save(Arc::clone(self)));
            }
            asked.times
        };
        let run = ended.wait_for(|run| run.through >= mine).await;
        let run = run.map_err(|_| StoreError::Unavailable("the process stops".to_owned()))?;
        let outcome = run.outcome.clone();
        outcome.map_err(|error| StoreError::Unavailable(error.as_ref().to_owned()))
    }

    /// One run: everything that waits to be saved.
    async fn save_waiting(&self) -> Result<(), Arc<str>> {
        let Some(owned) = self.ownership.owned(self.clock.elapsed()) else {
            return Err("the fleet is not this process's at the moment".into());
        };
        let waiting = owned.fleet.drain_dirty();
        if owned.fencing.is_none() && !waiting.is_empty() {
            self.number_for_life().await;
        }
        let mut outcome = Ok(());
        for batch in waiting.chunks(BATCH) {
            match self.save_batch(batch).await {
                Ok(()) => {}
                Err(StoreError::Fenced { .. }) => {
                    let why = "its fencing number is no longer the newest";
                    self.lose(why);
                    return Err(why.into());
                }
                Err(error) => {
                    tracing::error!(%error, servers = batch.len(), "the servers' progress could not be saved; it will be tried again");
                    outcome = Err(error.to_string().into());
                    let servers = batch.iter().map(|progress| progress.server);
                    owned.fleet.mark_dirty(servers);
                }
            }
        }
        outcome
    }

    async fn save_batch(&self, batch: &[ServerProgress]) -> Result<(), StoreError> {
        let Some(owner) = self.ownership.fence(self.clock.elapsed()) else {
            return Err(StoreError::Unavailable(
                "the fleet is not this process's at the moment".to_owned(),
            ));
        };
        let batch: Arc<[ServerProgress]> = batch.into();
        write(self.store.as_ref(), move |transaction| {
            let batch = Arc::clone(&batch);
            Box::pin(async move { transaction.save_progress(owner, &batch).await })
        })
        .await
    }
}

/// Runs until nobody has asked meanwhile.
async fn save(control: Arc<Control>) {
    let saving = &control.saving;
    let mut running = Running {
        saving,
        broken_off: true,
    };
    loop {
        let through = locked(&saving.asked).times;
        let outcome = control.save_waiting().await;
        saving.ended.send_replace(Run { through, outcome });
        let mut asked = locked(&saving.asked);
        if asked.times == through {
            asked.running = false;
            running.broken_off = false;
            return;
        }
    }
}

/// Says so when saving breaks off, with a panic or with the runtime that it ran on, so that nobody waits for it and the next one
/// begins.
struct Running<'a> {
    saving: &'a Saving,
    broken_off: bool,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if self.broken_off {
            let mut asked = locked(&self.saving.asked);
            asked.running = false;
            let through = asked.times;
            let outcome = Err("saving broke off".into());
            self.saving.ended.send_replace(Run { through, outcome });
        }
    }
}

fn locked(asked: &Mutex<Asked>) -> MutexGuard<'_, Asked> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}
