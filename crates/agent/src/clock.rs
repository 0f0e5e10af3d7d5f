//! The only place of the agent that asks what time it is. How long something lasts is measured by a clock that nobody sets;
//! the time of day is for people.

use std::time::Duration;

use landfall_core::id::Timestamp;
use tokio::time::Instant;

/// A moment by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Time since the agent's start, by a clock that nobody sets.
    pub steady: Duration,
    /// The time of day.
    pub wall: Timestamp,
}

/// Tells the time of day.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everyone else is given"
    )]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seconds = since.map_or(0, |since| since.as_secs());
        Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
    }
}

/// Both clocks, the steady one counted from when this was made.
pub(crate) struct Clocks {
    wall: std::sync::Arc<dyn Clock>,
    start: Instant,
}

impl Clocks {
    pub(crate) fn starting_now(wall: std::sync::Arc<dyn Clock>) -> Self {
        Self {
            wall,
            start: Instant::now(),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        Moment {
            steady: self.start.elapsed(),
            wall: self.wall.now(),
        }
    }

    /// The moment `steady` as one that a timer understands.
    pub(crate) fn instant(&self, steady: Duration) -> Instant {
        self.start + steady
    }
}
