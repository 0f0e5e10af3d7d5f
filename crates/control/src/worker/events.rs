//! Events leave the store when they are older than they are kept, the oldest first and a few at a time.

use std::time::Duration;

use landfall_store::{SweptEvents, write};
use tokio::time::sleep;

use super::SWEEP;
use crate::{Control, ControlError};

/// How many go in one transaction.
const STEP: u32 = 1_000;
/// The time between two steps, so that others come to write.
const BETWEEN: Duration = Duration::from_millis(50);
const DAY_MICROS: i64 = 86_400 * 1_000_000;

impl Control {
    /// Removes old events, for ever.
    pub(super) async fn keep_events(&self) {
        loop {
            match self.sweep_events().await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(removed, "old events were removed"),
                Err(error) => tracing::error!(%error, "old events could not be removed"),
            }
            sleep(SWEEP).await;
        }
    }

    /// Removes the events that are older than they are kept; how many.
    pub async fn sweep_events(&self) -> Result<u64, ControlError> {
        let days = self.settings.events.retention_days;
        if days == 0 {
            return Ok(0);
        }
        let before = self
            .clock
            .micros()
            .saturating_sub(i64::from(days) * DAY_MICROS);
        let mut removed = 0;
        loop {
            let swept: Result<SweptEvents, ControlError> =
                write(self.store.as_ref(), move |transaction| {
                    Box::pin(async move { Ok(transaction.sweep_events(before, STEP).await?) })
                })
                .await;
            let swept = swept?.removed;
            removed += swept;
            if swept < u64::from(STEP) {
                return Ok(removed);
            }
            sleep(BETWEEN).await;
        }
    }
}
