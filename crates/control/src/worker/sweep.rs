//! What has expired leaves the store: tokens and sessions a day after their end, idempotency records at theirs.

use landfall_store::write;

use crate::{Control, ControlError};

/// How long an ended token or session is kept, in seconds, for whoever looks into what happened.
const KEPT: i64 = 86_400;

impl Control {
    /// Removes what has expired.
    pub(super) async fn sweep(&self) {
        let now = self.clock.now();
        let swept: Result<(u64, u64), ControlError> =
            write(self.store.as_ref(), move |transaction| {
                Box::pin(async move {
                    let access = transaction.sweep_access(now.plus(-KEPT)).await?;
                    let answers = transaction.sweep_idempotency(now).await?;
                    Ok((access, answers))
                })
            })
            .await;
        match swept {
            Ok((0, 0)) => {}
            Ok((access, answers)) => {
                tracing::info!(access, answers, "expired records were removed");
            }
            Err(error) => tracing::error!(%error, "expired records could not be removed"),
        }
    }
}
