//! Dialling, again and again: after a pause that grows, or within the window that the control plane has announced.

use std::{sync::Arc, time::Duration};

use landfall_core::id::Cursor;
use landfall_protocol::InstanceId;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep},
};
use tracing::{error, info, warn};

use super::{
    dial::dial,
    pipe::Pipe,
    session::{Ended, Session},
};
use crate::{
    agent::Identity,
    backoff::{Backoff, within_window},
    link::{Address, Network},
    metrics::Metrics,
    stop::Stop,
    words::tidy,
    worker::{Standing, Told},
};

/// A stream that has lasted so long was a good one: the next pause begins small again.
const GOOD: Duration = Duration::from_secs(30);

/// What is known of the connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct LinkState {
    /// Whether the feed is connected.
    pub(crate) connected: bool,
    /// Why it is not, or was not the last time.
    pub(crate) problem: Option<String>,
    /// Whether it is dialled no more until the agent is started anew.
    pub(crate) given_up: bool,
    /// Where the log ended when it was last heard of.
    pub(crate) head: Option<Cursor>,
    /// Where it ended when it was first heard of.
    pub(crate) first_head: Option<Cursor>,
}

impl LinkState {
    /// The log ends there, or behind it.
    pub(crate) fn see_head(&mut self, head: Cursor) {
        let newer = self
            .head
            .is_none_or(|seen| seen.epoch != head.epoch || seen.revision < head.revision);
        if newer {
            self.head = Some(head);
        }
        // In another epoch there is another end to be reached.
        if self
            .first_head
            .is_none_or(|first| first.epoch != head.epoch)
        {
            self.first_head = Some(head);
        }
    }
}

/// The agent's end of the feed.
pub(crate) struct Link {
    pub(crate) network: Arc<dyn Network>,
    pub(crate) address: Address,
    pub(crate) identity: Identity,
    pub(crate) instance: InstanceId,
    pub(crate) adapter: (String, Vec<String>),
    pub(crate) standing: watch::Receiver<Standing>,
    pub(crate) told: mpsc::Sender<Told>,
    pub(crate) state: Arc<watch::Sender<LinkState>>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) backoff: Backoff,
    /// Whether the worker was told of a list to come that has not come.
    pub(crate) list_is_owed: bool,
    pub(crate) chance: fastrand::Rng,
}

impl Link {
    /// Keeps a connection until it is stopped.
    pub(crate) async fn run(mut self, mut stop: Stop) {
        let mut failures = 0;
        loop {
            let begun = Instant::now();
            let ended = self.connection(&mut stop).await;
            if begun.elapsed() >= GOOD {
                failures = 0;
            }
            let (reason, pause) = match ended {
                Ended::Stopped => {
                    self.state.send_modify(|link| link.connected = false);
                    return;
                }
                Ended::Broken(reason) => {
                    failures += 1;
                    (reason, Some(self.backoff.pause(failures, &mut self.chance)))
                }
                Ended::Lost(window, reason) => {
                    let back_in = within_window(window, &mut self.chance);
                    // One that is lost again and again is not dialled again and again in the same window.
                    let more = match failures {
                        0 => Duration::ZERO,
                        failures => self.backoff.pause(failures, &mut self.chance),
                    };
                    failures += 1;
                    (reason, Some(back_in + more))
                }
                Ended::Final(reason) => (reason, None),
            };
            self.state.send_modify(|link| {
                link.connected = false;
                link.problem = Some(tidy(&reason));
                link.given_up = pause.is_none();
            });
            if let Some(pause) = pause {
                let seconds = pause.as_secs_f64();
                warn!(%reason, seconds, "not connected; dialled again");
            } else {
                error!(%reason, "not connected, and not dialled again");
            }
            let again = async {
                match pause {
                    Some(pause) => sleep(pause).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = stop.asked() => return,
                () = again => {}
            }
        }
    }

    async fn connection(&mut self, stop: &mut Stop) -> Ended {
        let (network, credential) = (&*self.network, &self.identity.credential);
        let dialled = tokio::select! {
            biased;
            () = stop.asked() => return Ended::Stopped,
            dialled = dial(network, &self.address, credential, &mut self.chance) => dialled,
        };
        let dialled = match dialled {
            Ok(dialled) => dialled,
            Err(reason) => return Ended::Broken(reason),
        };
        info!(address = %self.address, "connected");
        let session = Session {
            pipe: Pipe::new(dialled, self.chance.fork()),
            identity: &self.identity,
            instance: self.instance,
            adapter: self.adapter.clone(),
            standing: self.standing.clone(),
            told: self.told.clone(),
            link: &self.state,
            metrics: self.metrics.clone(),
            list_is_owed: &mut self.list_is_owed,
        };
        session.run(stop).await
    }
}
