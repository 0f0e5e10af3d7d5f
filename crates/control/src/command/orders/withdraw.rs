//! Withdrawing an order that nobody has taken yet (metallic contract, section 6).

use std::sync::Arc;

use landfall_core::{
    id::FulfillmentId,
    model::{FulfillmentDetail, FulfillmentStatus, JobQueue},
};
use landfall_store::{Transaction, write};
use serde_json::json;

use super::told::told;
use crate::{Control, ControlError, command::Partner};

/// What came of withdrawing an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Withdrawn {
    /// It is cancelled: nothing of it was done or will be.
    Cancelled(Box<FulfillmentDetail>),
    /// It was cancelled before, and stays as it is.
    Already(Box<FulfillmentDetail>),
    /// It is too late: it stands elsewhere.
    TooLate(FulfillmentStatus),
    /// There is no such order in view.
    Unknown,
}

impl Control {
    /// Withdraws an order, if no worker has taken it. Of this and a worker exactly one wins.
    pub async fn withdraw_order(
        &self,
        partner: &Partner,
        id: FulfillmentId,
    ) -> Result<Withdrawn, ControlError> {
        loop {
            let Some(found) = self.store.fulfillment(&partner.view, id).await? else {
                return Ok(Withdrawn::Unknown);
            };
            match found.fulfillment.status {
                FulfillmentStatus::Cancelled => return Ok(Withdrawn::Already(Box::new(found))),
                FulfillmentStatus::Pending => {}
                other => return Ok(Withdrawn::TooLate(other)),
            }
            if let Some(cancelled) = self.try_withdraw(partner, &found).await? {
                // The next one of the account may be taken now.
                self.orders.notify_one();
                return Ok(Withdrawn::Cancelled(Box::new(cancelled)));
            }
            // Somebody else has moved it: it is not pending any more, and never will be again.
        }
    }

    /// The order as it is then, if it was pending until now.
    async fn try_withdraw(
        &self,
        partner: &Partner,
        found: &FulfillmentDetail,
    ) -> Result<Option<FulfillmentDetail>, ControlError> {
        let (order, partner) = (found.fulfillment.clone(), partner.clone());
        let clock = Arc::clone(&self.clock);
        let cancelled = write::<_, Lost, _>(self.store.as_ref(), move |transaction| {
            let (order, partner, clock) = (order.clone(), partner.clone(), Arc::clone(&clock));
            Box::pin(async move {
                let queue = JobQueue::of(&order);
                transaction.end_job(order.id, queue).await?;
                let (from, to) = (FulfillmentStatus::Pending, FulfillmentStatus::Cancelled);
                let moved = transaction
                    .set_fulfillment_status(&order.tenant, order.id, from, to, clock.now())
                    .await?;
                if !moved {
                    return Err(Lost::Race);
                }
                let detail = json!({ "status": to, "was": from });
                let told_to = (&partner.provenance, clock.as_ref());
                let event = told("fulfillment.cancelled", &order, &detail, told_to);
                transaction.append_event(&event).await?;
                read(transaction, &order).await
            })
        });
        match cancelled.await {
            Ok(cancelled) => Ok(Some(cancelled)),
            Err(Lost::Race) => Ok(None),
            Err(Lost::Failed(error)) => Err(error),
        }
    }
}

async fn read(
    transaction: &mut dyn Transaction,
    order: &landfall_core::model::Fulfillment,
) -> Result<FulfillmentDetail, Lost> {
    let found = transaction
        .find_fulfillment(&order.tenant, order.id)
        .await?;
    found.ok_or_else(|| {
        let text = format!("fulfillment {} is gone", order.id);
        Lost::Failed(ControlError::Internal(text))
    })
}

/// Why an order was not withdrawn.
enum Lost {
    /// Somebody else moved it first.
    Race,
    Failed(ControlError),
}

impl From<landfall_store::StoreError> for Lost {
    fn from(error: landfall_store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}
