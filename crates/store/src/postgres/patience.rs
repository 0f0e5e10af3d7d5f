//! How long something is waited for, and how often it is tried meanwhile.

use std::time::Duration;

use tokio::time::Instant;

use crate::StoreError;

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Tries with growing pauses between them, until a moment.
pub(super) struct Patience {
    until: Instant,
    pause: Duration,
}

impl Patience {
    /// From now on, for that long.
    pub(super) fn lasting(time: Duration) -> Self {
        Self {
            until: Instant::now() + time,
            pause: FIRST_PAUSE,
        }
    }

    /// How much is left.
    pub(super) fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Pauses before the next try; gives the error back when there is no time for one.
    pub(super) async fn pause(&mut self, error: StoreError) -> Result<(), StoreError> {
        // A part of each pause is left to chance, so that those who met do not meet again.
        let pause = self.pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        if pause >= self.left() {
            return Err(error);
        }
        tokio::time::sleep(pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}
