//! Ending an order: its effects, its status and its job's end in one transaction.

use std::sync::Arc;

use landfall_core::{
    model::{
        Failure, Fulfillment, FulfillmentStatus, Job, OrderWork, Organization, OrganizationKind,
    },
    rules::ordering::{Account, effects},
};
use landfall_store::{OrderEnd, Transaction, write};
use serde_json::{Value, json};

use super::{
    claim::provenance_of,
    effects::{Done, carried_out},
    facts::{around, offered},
    told::told,
};
use crate::{
    Clock, Control, ControlError, Provenance,
    admin::Draw,
    command::customers::{Stood, drawing_again, stand},
};

/// What a transaction that ends an order goes by.
pub(super) struct Hand<'h> {
    pub(super) provenance: &'h Provenance,
    pub(super) clock: &'h dyn Clock,
    pub(super) draw: &'h Draw,
}

impl Hand<'_> {
    pub(super) fn by(&self) -> (&Provenance, &dyn Clock) {
        (self.provenance, self.clock)
    }
}

impl Control {
    /// Does what an order does and ends it; or ends it as failed if that cannot be done any more. Nothing happens if somebody
    /// else has the job.
    pub(super) async fn settle_order(&self, job: &Job) -> Result<(), ControlError> {
        drawing_again(|| self.end_with(job, None)).await
    }

    /// Ends an order as failed, unless somebody else has the job.
    pub(super) async fn fail_order(&self, job: &Job, failure: Failure) -> Result<(), ControlError> {
        self.end_with(job, Some(failure)).await
    }

    async fn end_with(&self, job: &Job, failure: Option<Failure>) -> Result<(), ControlError> {
        let given = Arc::new((job.clone(), failure, provenance_of(job)));
        let (clock, draw) = (Arc::clone(&self.clock), self.draw.clone());
        write(self.store.as_ref(), move |transaction| {
            let (given, clock, draw) = (Arc::clone(&given), Arc::clone(&clock), draw.clone());
            Box::pin(async move {
                let (job, failure, provenance) = (&given.0, &given.1, &given.2);
                if !transaction.hold_job(job).await? {
                    return Ok(());
                }
                let id = job.fulfillment;
                let found = transaction.find_fulfillment(&job.tenant, id).await?;
                let order = found.ok_or_else(|| {
                    ControlError::Internal(format!("fulfillment {id} of a job is gone"))
                })?;
                let hand = Hand {
                    provenance,
                    clock: clock.as_ref(),
                    draw: &draw,
                };
                end(transaction, job, &order.fulfillment, failure.clone(), &hand).await
            })
        })
        .await
    }
}

async fn end(
    transaction: &mut dyn Transaction,
    job: &Job,
    order: &Fulfillment,
    failure: Option<Failure>,
    hand: &Hand<'_>,
) -> Result<(), ControlError> {
    let outcome = match failure {
        Some(failure) => Err(failure),
        None => attempt(transaction, job, order, hand).await?,
    };
    let (done, failure) = match outcome {
        Ok(done) => (Some(done), None),
        Err(failure) => (None, Some(failure)),
    };
    let ended = OrderEnd {
        tenant: order.tenant.clone(),
        id: order.id,
        made: done.as_ref().and_then(|done| done.made),
        failure,
        at: hand.clock.now(),
    };
    if !transaction.end_order(&ended).await? {
        let text = format!("fulfillment {} has a job and is {}", order.id, order.status);
        return Err(ControlError::Internal(text));
    }
    let (kind, detail) = event_of(&ended, done.as_ref());
    let event = told(kind, order, &detail, hand.by());
    transaction.append_event(&event).await?;
    if let Some(account) = order.account.filter(|_| done.is_some()) {
        let stood = stand(transaction, (&order.tenant, account), hand.by()).await?;
        // One whose status is the same has changed nevertheless.
        if let Some(Stood { status, .. }) = stood.filter(|stood| !stood.is_new) {
            transaction
                .set_organization_status(account, status, hand.clock.now())
                .await?;
        }
    }
    transaction.end_job(job.fulfillment, job.queue).await?;
    Ok(())
}

/// Does what an order does, unless the record says that it cannot be done.
async fn attempt(
    transaction: &mut dyn Transaction,
    job: &Job,
    order: &Fulfillment,
    hand: &Hand<'_>,
) -> Result<Result<Done, Failure>, ControlError> {
    let account = match order.account {
        Some(id) => transaction.hold_organization(&order.tenant, id).await?,
        None => None,
    };
    let account: Option<Organization> =
        account.filter(|account| account.kind == OrganizationKind::Customer);
    let (lines, in_use) = match &account {
        Some(account) => around(transaction, account).await?,
        None => (Vec::new(), false),
    };
    let offers = match &job.work {
        OrderWork::Create { lines, .. } | OrderWork::Add { lines } => {
            let skus: Vec<String> = lines.iter().map(|line| line.sku.clone()).collect();
            transaction.find_offers(&order.tenant, &skus).await?
        }
        OrderWork::End { .. } => Vec::new(),
    };
    let known = account.as_ref().map(|organization| Account {
        organization,
        lines: &lines,
        in_use,
    });
    let is_offered = |sku: &str| offered(&offers, sku) == Some(true);
    match effects(&job.work, known, is_offered) {
        Ok(effects) => Ok(Ok(carried_out(transaction, order, effects, hand).await?)),
        Err(failure) => Ok(Err(failure)),
    }
}

fn event_of(ended: &OrderEnd, done: Option<&Done>) -> (&'static str, Value) {
    let was = FulfillmentStatus::InProgress;
    match (done, &ended.failure) {
        (Some(done), _) => {
            let detail = json!({
                "status": FulfillmentStatus::Complete,
                "was": was,
                "account": done.account,
                "begun": done.begun,
                "ended": done.ended,
            });
            ("fulfillment.completed", detail)
        }
        (None, failure) => {
            let detail = json!({
                "status": FulfillmentStatus::Failed,
                "was": was,
                "failure": failure,
            });
            ("fulfillment.failed", detail)
        }
    }
}
