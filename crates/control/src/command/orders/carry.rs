//! Carrying a job out: the target is asked, and what follows is done.

use std::time::Duration;

use landfall_core::{
    model::Job,
    rules::ordering::{Came, Next, after},
};
use landfall_store::write;

use super::claim::LEASE;
use crate::{Control, ControlError, secret::random_bytes};

/// How long a target may take over its answer.
const ANSWER: Duration = Duration::from_secs(5);
// Well below the time for which a job is taken: what comes of it would be another taker's otherwise, and count for nothing.
const _: () = assert!(2 * ANSWER.as_micros() <= LEASE.unsigned_abs() as u128);

impl Control {
    /// Takes a job as far as it goes now: to its end, or to the next time that it is tried.
    pub(crate) async fn carry_order_out(&self, job: Job) {
        let asked = tokio::time::timeout(ANSWER, self.target.provide(&job)).await;
        let came = asked.unwrap_or_else(|_| Came::NotNow("no answer in time".to_owned()));
        let Err(error) = self.follow_order(&job, came).await else {
            return;
        };
        let id = job.fulfillment;
        if matches!(error, ControlError::Unavailable(_)) {
            // That is nobody's fault but the store's. Whoever takes the job next goes on from here.
            tracing::warn!(%error, fulfillment = %id, "an order could not be written down; it is taken up again");
            return;
        }
        tracing::error!(%error, fulfillment = %id, "an order could not be carried out; this is tried again");
        let came = Came::NotNow("an internal error".to_owned());
        if let Err(error) = self.follow_order(&job, came).await {
            tracing::warn!(%error, fulfillment = %id, "an order could not be put off; it is taken up again");
        }
    }

    async fn follow_order(&self, job: &Job, came: Came) -> Result<(), ControlError> {
        let random = u64::from_be_bytes(random_bytes());
        match after(came, job.tries, &self.settings.orders.retry, random) {
            Next::Settle => self.settle_order(job).await,
            Next::Fail(failure) => self.fail_order(job, failure).await,
            Next::Again { wait_micros, tries } => {
                let due_micros = self.clock.micros() + wait_micros;
                let job = job.clone();
                write(self.store.as_ref(), move |transaction| {
                    let job = job.clone();
                    Box::pin(async move {
                        transaction.postpone_job(&job, tries, due_micros).await?;
                        Ok(())
                    })
                })
                .await
            }
        }
    }
}
