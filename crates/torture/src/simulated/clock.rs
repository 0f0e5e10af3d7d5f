//! Clocks that show the simulation's time, and that somebody may set.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::SeqCst},
};

use landfall_core::id::Timestamp;
use tokio::time::Instant;

/// When simulations begin, in Unix seconds.
const BEGIN: i64 = 1_700_000_000;

/// A machine's clock.
#[derive(Debug, Clone, Default)]
pub(super) struct SimulatedClock {
    set: Arc<AtomicI64>,
}

impl SimulatedClock {
    /// Sets it forward or back.
    pub(super) fn jump(&self, seconds: i64) {
        self.set.fetch_add(seconds, SeqCst);
    }

    /// The clock of a machine that has been started at `start` of its own time.
    pub(super) fn running(&self, since: Instant, at: u64) -> Running {
        Running {
            clock: self.clone(),
            since,
            at: i64::try_from(at).unwrap(),
        }
    }
}

/// A clock of a machine that runs.
#[derive(Debug, Clone)]
pub(super) struct Running {
    clock: SimulatedClock,
    since: Instant,
    /// Seconds of the simulation when it was started.
    at: i64,
}

impl landfall_agent::Clock for Running {
    fn now(&self) -> Timestamp {
        let lasted = i64::try_from(self.since.elapsed().as_secs()).unwrap();
        Timestamp::from_seconds(BEGIN + self.at + lasted + self.clock.set.load(SeqCst))
    }
}
