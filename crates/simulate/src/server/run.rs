//! A server's life: dialling again and again, after a pause that grows or within the window that was announced.

use std::{
    sync::{
        Arc,
        atomic::Ordering::{Acquire, Relaxed},
    },
    time::Duration,
};

use landfall_agent::{Identity, NotOpened, Pipe, Stop, open_feed, within_window};
use landfall_core::id::AccountNumber;
use landfall_protocol::{InstanceId, frame};
use tokio::time::{Instant, sleep, timeout};
use tracing::{debug, warn};

use super::session::{Ended, greet};
use crate::{State, keep::state_line, simulation::Shared, sources::connect};

/// A stream that has lasted so long was a good one: the next pause begins small again.
const GOOD: Duration = Duration::from_secs(30);

/// A simulated server.
pub(crate) struct Server {
    /// Its place among those of this process.
    pub(crate) index: usize,
    pub(crate) shared: Arc<Shared>,
    pub(crate) identity: Identity,
    /// What it has applied; kept when as many states are stored as were submitted.
    pub(crate) state: State,
    pub(crate) instance: InstanceId,
    pub(crate) chance: fastrand::Rng,
    pub(crate) submitted: u64,
    /// When what has failed is tried again, and how often it was.
    pub(crate) retry_at: Option<Instant>,
    pub(crate) retries: u32,
}

impl Server {
    /// Lives until it is asked to stop.
    pub(crate) async fn run(mut self, mut stop: Stop) {
        self.show();
        // At every start.
        self.retry_at = self.state.has_to_retry().then(Instant::now);
        let mut failures = 0;
        loop {
            let begun = Instant::now();
            let ended = Box::pin(self.connection(&mut stop)).await;
            self.cell().connected.store(false, Relaxed);
            if begun.elapsed() >= GOOD {
                failures = 0;
            }
            let backoff = self.shared.settings.connect;
            let (reason, pause) = match ended {
                Ended::Stopped => return,
                Ended::Broken(reason) => {
                    failures += 1;
                    (reason, Some(backoff.pause(failures, &mut self.chance)))
                }
                Ended::Lost(window, reason) => {
                    let back_in = within_window(window, &mut self.chance);
                    let more = match failures {
                        0 => Duration::ZERO,
                        failures => backoff.pause(failures, &mut self.chance),
                    };
                    failures += 1;
                    (reason, Some(back_in + more))
                }
                Ended::Final(reason) => (reason, None),
            };
            let server = self.identity.server;
            self.shared
                .set_problem(format!("server {server}: {reason}"));
            let Some(pause) = pause else {
                warn!(%server, %reason, "not connected, and not dialled again");
                self.cell().given_up.store(true, Relaxed);
                return;
            };
            debug!(%server, %reason, seconds = pause.as_secs_f64(), "not connected; dialled again");
            tokio::select! {
                () = sleep(pause) => {}
                () = stop.asked() => return,
            }
        }
    }

    async fn connection(&mut self, stop: &mut Stop) -> Ended {
        let opening = Box::pin(async {
            // What is not on the disk may not be said, not even in a hello.
            while !self.is_kept() {
                self.cell().notify.notified().await;
            }
            self.dial().await
        });
        let opened = tokio::select! {
            opened = opening => opened,
            () = stop.asked() => return Ended::Stopped,
        };
        let mut pipe = match opened {
            Ok(pipe) => pipe,
            // Whoever was taken out of the fleet does not come back into it.
            Err(NotOpened::Refused(reason)) => return Ended::Final(reason),
            Err(NotOpened::Failed(reason)) => return Ended::Broken(reason),
        };
        let ended = tokio::select! {
            ended = self.stream(&mut pipe) => ended,
            () = stop.asked() => Ended::Stopped,
        };
        let code = match &ended {
            Ended::Broken(_) => frame::PROTOCOL_ERROR,
            _ => frame::NORMAL,
        };
        let _ = timeout(Duration::from_secs(1), pipe.close(code, "")).await;
        ended
    }

    async fn stream(&mut self, pipe: &mut Pipe) -> Ended {
        match Box::pin(greet(self, pipe)).await {
            Ok(session) => {
                session.welcomed();
                session.run().await
            }
            Err(ended) => ended,
        }
    }

    async fn dial(&mut self) -> Result<Pipe, NotOpened> {
        let shared = Arc::clone(&self.shared);
        let _place = shared.dialling.acquire().await;
        let dialled = open_feed(
            &shared.settings.address,
            &shared.secured,
            connect(&shared.targets, self.index),
            &self.identity.credential,
            &mut self.chance,
        );
        Ok(Pipe::new(dialled.await?, self.chance.fork()))
    }

    pub(super) fn cell(&self) -> &crate::counts::Cell {
        &self.shared.cells[self.index]
    }

    /// Until when applying something takes; none for no time at all.
    pub(super) fn takes_until(&mut self) -> Option<Instant> {
        let (least, most) = self.shared.settings.takes;
        let turn = self.shared.turn();
        if most.is_zero() {
            return turn;
        }
        let drawn = least + most.saturating_sub(least).mul_f64(self.chance.f64());
        Some(turn.unwrap_or_else(Instant::now) + drawn)
    }

    /// Has the state kept.
    pub(super) fn keep(&mut self) {
        self.submitted += 1;
        let id = self.identity.server;
        (self.shared.journal).keep(self.index, id, state_line(id, &self.state));
    }

    /// Whether everything that was submitted is on the disk.
    pub(super) fn is_kept(&self) -> bool {
        self.cell().stored.load(Acquire) >= self.submitted
    }

    /// Tries again what has failed; says whether something has changed.
    pub(super) fn retry(&mut self) -> bool {
        let (shared, id) = (&self.shared, self.identity.server);
        let fails = |slot: &AccountNumber| shared.fault(id, slot);
        let changed = self.state.retry(&fails);
        self.retry_at = None;
        self.plan_retry();
        changed
    }

    /// Says when it is tried again, if something has failed.
    pub(super) fn plan_retry(&mut self) {
        if !self.state.has_to_retry() {
            (self.retry_at, self.retries) = (None, 0);
        } else if self.retry_at.is_none() {
            self.retries += 1;
            let pause = self
                .shared
                .settings
                .retry
                .pause(self.retries, &mut self.chance);
            self.retry_at = Some(Instant::now() + pause);
        }
    }

    /// Lets others see where it stands.
    pub(super) fn show(&self) {
        let cell = self.cell();
        cell.revision.store(self.state.cursor.revision.0, Relaxed);
        let exceptions = u32::try_from(self.state.failed.len()).unwrap_or(u32::MAX);
        cell.exceptions.store(exceptions, Relaxed);
    }
}
