//! The driver of the machine: it takes the steps that the machine asks for, one at a time, and lets everybody see where the
//! server stands. It goes on with or without a connection.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};
use tracing::{info, warn};

use crate::{
    adapter::Adapter,
    clock::Clocks,
    decide::{Machine, Next, Outcome, Received, Step},
    metrics::Metrics,
    payloads::Payloads,
    state::{Digest, State, StateFile},
    stop::Stop,
};

/// How many payloads may come before those that nobody needs any more are looked for.
const KEPT_BEFORE_SWEEP: usize = 64;
/// How long to wait until payloads that could not be kept are tried again.
const KEEP_AGAIN: Duration = Duration::from_secs(1);

/// Where the state is kept.
pub trait Keep: Send + Sync {
    /// Stores the state. When this returns, it outlives a loss of power; when it fails, the old one is there, or this one. May
    /// block.
    fn store(&self, state: &Arc<State>) -> Result<(), String>;

    /// Whether storing blocks. What does not is done in place.
    fn blocks(&self) -> bool {
        true
    }
}

impl Keep for StateFile {
    fn store(&self, state: &Arc<State>) -> Result<(), String> {
        StateFile::store(self, state).map_err(|error| error.to_string())
    }
}

/// What the worker is told: something that has come and was found good, with the payloads that it names.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) received: Received,
    pub(crate) payloads: Vec<(Digest, Bytes)>,
}

/// Where the server stands, for those who report it.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// As it is on the disk.
    pub state: Arc<State>,
    /// Whether what the state says is being served since the agent's start.
    pub started: bool,
    /// Why the whole server is stuck, if it is.
    pub trouble: Option<String>,
}

pub(crate) struct Worker {
    pub(crate) machine: Machine,
    pub(crate) adapter: Arc<dyn Adapter>,
    pub(crate) payloads: Arc<dyn Payloads>,
    pub(crate) keep: Arc<dyn Keep>,
    pub(crate) clocks: Clocks,
    pub(crate) told: mpsc::Receiver<Told>,
    pub(crate) standing: watch::Sender<Standing>,
    pub(crate) metrics: Arc<Metrics>,
}

impl Worker {
    /// Works until it is stopped. A step under way is given up then: each may be taken again.
    pub(crate) async fn run(mut self, mut stop: Stop) {
        // Payloads that were kept since those that nobody needs were looked for; at the start that is not known.
        let mut kept = KEPT_BEFORE_SWEEP;
        let mut unkept: Option<(Told, Instant)> = None;
        loop {
            let now = Instant::now();
            if unkept.is_none() && self.machine.has_room() {
                unkept = self.told.try_recv().ok().map(|told| (told, now));
            }
            if let Some((told, _)) = unkept.take_if(|(_, at)| *at <= now) {
                kept += told.payloads.len();
                unkept = self.hear(told).await.map(|told| (told, now + KEEP_AGAIN));
                continue;
            }
            self.show();
            match self.machine.next(self.clocks.now()) {
                Next::Do(next) => {
                    let outcome = tokio::select! {
                        biased;
                        () = stop.asked() => return,
                        outcome = self.take(&next) => outcome,
                    };
                    Self::note(&next, &outcome);
                    self.machine.done(outcome, self.clocks.now());
                }
                Next::Wait(until) => {
                    if kept >= KEPT_BEFORE_SWEEP && unkept.is_none() && self.machine.is_idle() {
                        self.sweep_payloads().await;
                        kept = 0;
                    }
                    self.show();
                    let may_come = unkept.is_none() && self.machine.has_room();
                    let until = until.map(|until| self.clocks.instant(until));
                    let again = unkept.as_ref().map(|(_, at)| *at);
                    let wake = until.into_iter().chain(again).min();
                    tokio::select! {
                        biased;
                        () = stop.asked() => return,
                        told = self.told.recv(), if may_come => match told {
                            Some(told) => unkept = Some((told, now)),
                            None => return,
                        },
                        () = sleep_until(wake) => {}
                    }
                }
            }
        }
    }

    /// Keeps the payloads, then lets the machine have the rest. Gives back what could not be kept: nothing that comes behind
    /// it may be heard before it.
    async fn hear(&mut self, told: Told) -> Option<Told> {
        if !told.payloads.is_empty() {
            let (payloads, new) = (self.payloads.clone(), told.payloads.clone());
            let kept = aside(payloads.blocks(), move || {
                let mut new = new.iter();
                let kept = new.try_for_each(|(name, payload)| payloads.keep(*name, payload));
                kept.map_err(|error| error.to_string())
            });
            if let Err(reason) = kept.await {
                warn!(%reason, "payloads cannot be kept");
                let reason = format!("payloads cannot be kept: {reason}");
                self.machine.stuck(&reason, self.clocks.now());
                return Some(told);
            }
        }
        self.machine.receive(told.received);
        None
    }

    async fn take(&self, step: &Step) -> Outcome {
        let started = Instant::now();
        let outcome = match step {
            Step::Put { slots, all } => {
                (self.adapter)
                    .put(slots.clone(), *all, self.payloads.clone())
                    .await
            }
            Step::Check => self.adapter.check().await,
            Step::Reload => self.adapter.reload().await,
            Step::Probe => self.adapter.probe().await,
            Step::Store(state) => self.store(state.clone()).await,
        };
        self.metrics.step(step, &outcome, started.elapsed());
        outcome
    }

    /// First the payloads that the state names, then the state.
    async fn store(&self, state: Arc<State>) -> Outcome {
        let (keep, payloads) = (self.keep.clone(), self.payloads.clone());
        let stored = aside(payloads.blocks() || keep.blocks(), move || {
            (payloads.sync()).map_err(|error| format!("payloads cannot be kept: {error}"))?;
            keep.store(&state)
        });
        match stored.await {
            Ok(()) => Outcome::Done,
            Err(reason) => Outcome::Server(reason),
        }
    }

    fn note(step: &Step, outcome: &Outcome) {
        match (step, outcome) {
            (Step::Store(state), Outcome::Done) => {
                let (cursor, exceptions) = (state.cursor, state.exceptions().count());
                info!(
                    epoch = cursor.epoch.0,
                    revision = cursor.revision.0,
                    exceptions,
                    "applied"
                );
            }
            (_, Outcome::Done) => {}
            (_, Outcome::Refused(reason)) => warn!(%reason, "the data plane refuses"),
            (_, Outcome::Server(reason)) => warn!(%reason, "the server is stuck"),
            (_, Outcome::Accounts(named)) => {
                for (slot, reason) in named {
                    warn!(account = %slot, %reason, "an account's rules are refused");
                }
            }
        }
    }

    fn show(&self) {
        let (state, started) = (self.machine.state(), self.machine.is_started());
        let trouble = self.machine.trouble();
        self.standing.send_if_modified(|shown| {
            let same = Arc::ptr_eq(&shown.state, state)
                && shown.started == started
                && shown.trouble.as_deref() == trouble;
            if !same {
                *shown = Standing {
                    state: state.clone(),
                    started,
                    trouble: trouble.map(str::to_owned),
                };
            }
            !same
        });
    }

    /// Nothing is on its way, so only what the state names is needed, and what waits to be received.
    async fn sweep_payloads(&self) {
        let mut wanted: BTreeSet<Digest> = self.machine.state().payloads();
        wanted.extend(self.machine.waiting_payloads());
        let payloads = self.payloads.clone();
        let swept = aside(payloads.blocks(), move || {
            let swept = payloads.keep_only(&wanted);
            swept.map_err(|error| error.to_string())
        });
        if let Err(error) = swept.await {
            warn!(%error, "payloads that nobody needs any more cannot be removed");
        }
    }
}

/// Does what may block where nobody waits for it.
async fn aside(
    blocks: bool,
    work: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Result<(), String> {
    if !blocks {
        return work();
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(format!("it broke off: {error}")))
}

/// At that moment, or never.
async fn sleep_until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
