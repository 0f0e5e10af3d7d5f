//! Taking jobs to carry them out.

use std::sync::Arc;

use landfall_core::model::{FulfillmentStatus, Job};
use landfall_store::{JobClaim, JobsDue, Transaction, write};
use serde_json::json;

use super::told::told;
use crate::{Clock, Control, ControlError, Provenance};

/// Microseconds for which a job is its taker's. A process that has died holds its jobs up for as long; one that is only slow
/// loses them, and what it does then comes to nothing.
pub(super) const LEASE: i64 = 10_000_000;

impl Control {
    fn jobs_due(&self) -> JobsDue {
        JobsDue {
            holder: self.process,
            now_micros: self.clock.micros(),
            alone: !self.store.is_shared(),
        }
    }

    /// Takes up to `limit` jobs that are due. Those that were pending are in progress then.
    pub(crate) async fn claim_orders(&self, limit: u32) -> Result<Vec<Job>, ControlError> {
        let due = self.jobs_due();
        // Most of the time there is nothing to do, and no need to write to find out.
        if limit == 0 || !self.store.is_job_due(&due).await? {
            return Ok(Vec::new());
        }
        let claim = JobClaim {
            due,
            until_micros: due.now_micros + LEASE,
            limit,
        };
        let clock = Arc::clone(&self.clock);
        write(self.store.as_ref(), move |transaction| {
            let clock = Arc::clone(&clock);
            Box::pin(async move {
                let taken = transaction.claim_jobs(&claim).await?;
                let mut started = Vec::with_capacity(taken.len());
                for job in taken {
                    if job.fencing > 1 || start(transaction, &job, clock.as_ref()).await? {
                        started.push(job);
                    }
                }
                Ok(started)
            })
        })
        .await
    }

    /// Gives back what this process has taken and not carried out.
    pub(crate) async fn release_orders(&self) -> Result<u64, ControlError> {
        let holder = self.process;
        write(self.store.as_ref(), move |transaction| {
            Box::pin(async move { Ok(transaction.release_jobs(holder).await?) })
        })
        .await
    }
}

/// Brings an order into progress. False for a job of an order that is not pending, which is removed: it can only be left over.
async fn start(
    transaction: &mut dyn Transaction,
    job: &Job,
    clock: &dyn Clock,
) -> Result<bool, ControlError> {
    let (from, to) = (FulfillmentStatus::Pending, FulfillmentStatus::InProgress);
    let (tenant, id) = (&job.tenant, job.fulfillment);
    let moved = transaction
        .set_fulfillment_status(tenant, id, from, to, clock.now())
        .await?;
    if !moved {
        tracing::error!(fulfillment = %id, "a job was left of an order that is not pending; it is removed");
        transaction.end_job(id, job.queue).await?;
        return Ok(false);
    }
    let found = transaction.find_fulfillment(tenant, id).await?;
    if let Some(found) = found {
        let provenance = provenance_of(job);
        let event = told(
            "fulfillment.started",
            &found.fulfillment,
            &json!({ "status": to, "was": from }),
            (&provenance, clock),
        );
        transaction.append_event(&event).await?;
    }
    Ok(true)
}

/// Landfall itself, for the call that the order came with.
pub(super) fn provenance_of(job: &Job) -> Provenance {
    Provenance {
        correlation_id: job.trace.correlation_id.clone(),
        request_id: job.trace.request_id.clone(),
        ..Provenance::system()
    }
}
