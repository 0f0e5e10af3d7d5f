//! Taking an order in (metallic contract, section 5).

use std::sync::Arc;

use landfall_core::{
    id::{FulfillmentId, Timestamp},
    model::{Fulfillment, FulfillmentDetail, FulfillmentStatus, Job, JobQueue, OrderTrace},
    rules::ordering::{Accepted, Refused, Submission},
};
use landfall_store::{OrderNames, Transaction};
use serde_json::json;

use super::{
    OrderBody, Orderer,
    facts::{Places, judged},
    told::told,
};
use crate::{
    Clock, Control, ControlError,
    once::{Answer, Answered, Repeatable},
    record::time_ordered_uuid,
};

/// A submission on its way in.
struct Arrived {
    orderer: Orderer,
    body: OrderBody,
    /// What it asks for and of whom, as far as that can be said before the transaction.
    read: Result<(Submission, Places), Refused>,
    id: FulfillmentId,
    now: Timestamp,
    /// When its job may be taken.
    due_micros: i64,
}

impl Control {
    /// Takes an order in, once where the call has a name. Nothing of it is done yet when this returns: a worker carries it out.
    /// `show` puts what came of it into an answer.
    pub async fn submit_order<S>(
        &self,
        orderer: &Orderer,
        call: Option<&Repeatable>,
        body: OrderBody,
        show: S,
    ) -> Result<Answered, ControlError>
    where
        S: Fn(Result<&FulfillmentDetail, &Refused>) -> Answer + Send + Sync + 'static,
    {
        let now = self.clock.now();
        let hold = i64::from(self.settings.orders.hold_seconds);
        let read = match Submission::read(body.members(), now) {
            Ok(submission) => {
                let places = self.places(&orderer.partner.view, &submission).await?;
                places.map(|places| (submission, places))
            }
            Err(refused) => Err(refused),
        };
        let arrived = Arc::new(Arrived {
            orderer: orderer.clone(),
            body,
            read,
            id: FulfillmentId(time_ordered_uuid(self.clock.as_ref())),
            now,
            due_micros: self.clock.micros() + hold * 1_000_000,
        });
        let (clock, show) = (Arc::clone(&self.clock), Arc::new(show));
        let answered = self
            .carry_out(call, move |transaction| {
                let (arrived, clock) = (Arc::clone(&arrived), Arc::clone(&clock));
                let show = Arc::clone(&show);
                Box::pin(async move {
                    let taken = arrived.take_in(transaction, clock.as_ref()).await?;
                    Ok(show(taken.as_ref()))
                })
            })
            .await?;
        self.orders.notify_one();
        Ok(answered)
    }
}

impl Arrived {
    async fn take_in(
        &self,
        transaction: &mut dyn Transaction,
        clock: &dyn Clock,
    ) -> Result<Result<FulfillmentDetail, Refused>, ControlError> {
        let (submission, places) = match &self.read {
            Ok(read) => read,
            Err(refused) => return Ok(Err(refused.clone())),
        };
        let queue = JobQueue::new(self.id, submission.wanted.account());
        transaction.join_queue(queue).await?;
        let view = &self.orderer.partner.view;
        let accepted = match judged(transaction, view, submission, places).await? {
            Ok(accepted) => accepted,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(refused) = self.taken(transaction, places, &accepted).await? {
            return Ok(Err(refused));
        }
        let order = self.order(places, &accepted);
        let detail = FulfillmentDetail {
            fulfillment: order,
            request: self.body.text().to_owned(),
            failure: None,
        };
        transaction.insert_fulfillment(&detail).await?;
        let order = &detail.fulfillment;
        let provenance = &self.orderer.partner.provenance;
        let job = Job {
            fulfillment: order.id,
            tenant: order.tenant.clone(),
            queue,
            work: accepted.work,
            trace: OrderTrace {
                correlation_id: provenance.correlation_id.clone(),
                request_id: provenance.request_id.clone(),
            },
            due_micros: self.due_micros,
            tries: 0,
            fencing: 0,
        };
        transaction.insert_job(&job).await?;
        let told_of = json!({
            "type": order.kind.as_str(),
            "status": order.status,
            "account": order.account,
            "external_id": submission.external_id,
            "skus": submission.wanted.skus(),
        });
        let event = told(
            "fulfillment.submitted",
            order,
            &told_of,
            (provenance, clock),
        );
        transaction.append_event(&event).await?;
        Ok(Ok(detail))
    }

    /// Which name of the order is somebody else's, if any is.
    async fn taken(
        &self,
        transaction: &mut dyn Transaction,
        places: &Places,
        accepted: &Accepted,
    ) -> Result<Option<Refused>, ControlError> {
        let names = OrderNames {
            tenant: self.orderer.partner.view.tenant.clone(),
            root: places.seller.root,
            order: accepted.order_name.clone(),
            account: accepted.account_name.clone(),
        };
        let taken = transaction.find_taken(&names).await?;
        Ok(if taken.order {
            Some(Refused::Taken("externalId"))
        } else {
            taken
                .account
                .then_some(Refused::Taken("account.externalId"))
        })
    }

    fn order(&self, places: &Places, accepted: &Accepted) -> Fulfillment {
        Fulfillment {
            id: self.id,
            tenant: self.orderer.partner.view.tenant.clone(),
            seller: places.seller.id,
            kind: accepted.kind,
            status: FulfillmentStatus::Pending,
            account: accepted.account,
            external_account_id: accepted.external_account_id.clone(),
            user: self.orderer.user.clone(),
            created_at: self.now,
            updated_at: self.now,
        }
    }
}
