//! The only place that asks what time it is.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use landfall_core::id::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Microseconds since the start of 1970, UTC.
    fn micros(&self) -> i64;

    /// Time since a fixed moment of this process, by a clock that nobody sets: for how long something may last.
    fn elapsed(&self) -> Duration;

    /// The same as [`Clock::micros`], in whole seconds.
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.micros().div_euclid(1_000_000))
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everyone else is given"
    )]
    fn micros(&self) -> i64 {
        match std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_micros()).unwrap_or(i64::MAX),
        }
    }

    fn elapsed(&self) -> Duration {
        static FIRST: OnceLock<Instant> = OnceLock::new();
        FIRST.get_or_init(Instant::now).elapsed()
    }
}

/// A clock that stands still until it is moved: for tests of what happens when time has passed.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `time`.
    pub fn at(time: Timestamp) -> Self {
        Self(AtomicI64::new(time.seconds() * 1_000_000))
    }

    /// Moves it on by `seconds`.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn micros(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.micros()).unwrap_or(0))
    }
}
