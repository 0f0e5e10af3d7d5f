//! The control plane in the simulated network: the real feed over the real fleet, with what it needs around them.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use landfall_agent::Clock as _;
use landfall_core::{
    id::{Epoch, LogId, ServerId, Timestamp},
    model::ServerProgress,
};
use landfall_feed::{
    Fleet, LogKey,
    serve::{Admitted, Feed, FeedSettings, Host, SourceError},
};
use tokio::time::{Instant, interval, sleep};

use super::{
    clock::{Running, SimulatedClock},
    log::Record,
    places::{PORT, key, placement, pops, tenant},
    server::upgraded,
};

/// How often progress is saved, as in the product.
const PROGRESS: Duration = Duration::from_millis(500);

/// What is there while the control plane runs.
#[derive(Clone)]
pub(super) struct Up {
    pub(super) feed: Feed,
    pub(super) fleet: Arc<Fleet>,
}

/// What others see of the control plane; nothing while it is dead.
pub(super) type Seen = Arc<Mutex<Option<Up>>>;

struct OverRecord {
    record: Arc<Record>,
    fleet: Arc<Fleet>,
    clock: Running,
    /// Drawn at the start, so that saving takes different times.
    slow: Duration,
}

#[async_trait]
impl Host for OverRecord {
    fn fleet(&self) -> Option<Arc<Fleet>> {
        Some(self.fleet.clone())
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn save(&self, progress: ServerProgress) -> Result<(), SourceError> {
        sleep(self.slow).await;
        self.record.save(progress);
        Ok(())
    }

    async fn raise_epoch(&self, _: &LogKey, _: LogId, known: Epoch) -> Result<(), SourceError> {
        self.record.raise_epoch(known);
        self.fleet.head_moved(&self.record.head());
        Ok(())
    }
}

/// Runs until its host dies.
pub(super) async fn run(
    record: Arc<Record>,
    seen: Seen,
    clock: SimulatedClock,
    mut chance: fastrand::Rng,
) -> turmoil::Result {
    let fleet = Fleet::new(
        vec![record.head()],
        pops(),
        record.servers(),
        record.exceptions(),
    );
    let fleet = Arc::new(fleet?);
    let at = turmoil::sim_elapsed().unwrap_or_default().as_secs();
    let host = OverRecord {
        record: record.clone(),
        fleet: fleet.clone(),
        clock: clock.running(Instant::now(), at),
        slow: Duration::from_millis(chance.u64(1..20)),
    };
    let feed = Feed::new(record.log.clone(), Arc::new(host), FeedSettings::default());
    *seen.lock().unwrap() = Some(Up {
        feed: feed.clone(),
        fleet: fleet.clone(),
    });
    tokio::spawn(async move {
        let mut every = interval(PROGRESS);
        loop {
            every.tick().await;
            for progress in fleet.drain_dirty() {
                record.save(progress);
            }
        }
    });
    let listener = turmoil::net::TcpListener::bind(("0.0.0.0", PORT)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let feed = feed.clone();
        tokio::spawn(async move {
            if let Some((stream, first, server)) = upgraded(stream).await {
                let admitted = Admitted {
                    server: ServerId(server),
                    tenant: tenant(),
                    placement: placement(server),
                };
                feed.serve(stream, &first, admitted).await;
            }
        });
    }
}

/// The log has grown.
pub(super) fn publish(seen: &Seen) {
    if let Some(up) = &*seen.lock().unwrap() {
        up.feed.head_moved(&key());
    }
}
