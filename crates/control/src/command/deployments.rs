//! Adding and changing deployments of a customer (vipmp contract, section 7.3).

use std::sync::Arc;

use landfall_core::{
    id::VipmpId,
    model::{Deployment, NewEvent, Organization, ResourceKind, Status},
    rules::writing::{DeploymentPatch, NewDeployment, Reason, Refused},
};
use landfall_store::Transaction;
use serde_json::{Value, json};

use super::{
    Partner, Show,
    customers::{drawing_again, stand},
    settings::settings_of,
};
use crate::{
    Clock, Control, ControlError,
    once::{Answer, Answered, Repeatable},
};

/// How many digits a deployment's number has.
const DIGITS: u32 = 10;

impl Control {
    /// Adds a deployment to a customer, once if the call has a name. Without a customer's id there is none.
    pub async fn add_deployment<S: Show<Deployment>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        customer: Option<&VipmpId>,
        body: Result<NewDeployment, Refused>,
        show: S,
    ) -> Result<Answered, ControlError> {
        let customer = self.customer_of(partner, customer).await?;
        let asked = Arc::new((body, customer));
        drawing_again(|| self.try_add_deployment(partner, call, &asked, &show)).await
    }

    async fn try_add_deployment<S: Show<Deployment>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        asked: &Arc<(Result<NewDeployment, Refused>, Option<Organization>)>,
        show: &S,
    ) -> Result<Answered, ControlError> {
        let (asked, partner) = (Arc::clone(asked), partner.clone());
        let (clock, show) = (Arc::clone(&self.clock), show.clone());
        let id = self.draw.vipmp_id(DIGITS);
        self.carry_out(call, move |transaction| {
            let (asked, partner) = (Arc::clone(&asked), partner.clone());
            let (clock, show, id) = (Arc::clone(&clock), show.clone(), id.clone());
            Box::pin(async move {
                let (body, customer) = (&asked.0, asked.1.as_ref());
                let decided = decide_new(transaction, body, customer).await?;
                let (customer, address) = match decided {
                    Ok(decided) => decided,
                    Err(refused) => return Ok(show.answer(Err(&refused))),
                };
                let deployment = Deployment {
                    vipmp_id: id,
                    customer: customer.id,
                    address,
                    status: Status::Active,
                    created_at: clock.now(),
                };
                transaction.insert_deployment(&deployment).await?;
                let detail = json!({
                    "customer": customer.vipmp_id,
                    "country": deployment.address.country,
                    "status": deployment.status,
                });
                let event = event(
                    (&partner, clock.as_ref()),
                    "deployment.created",
                    &customer,
                    &deployment,
                    &detail,
                );
                transaction.append_event(&event).await?;
                let place = (&customer.tenant, customer.id);
                stand(transaction, place, (&partner.provenance, clock.as_ref())).await?;
                Ok(show.answer(Ok(&deployment)))
            })
        })
        .await
    }

    /// Changes a deployment of a customer, once if the call has a name. Without an id there is none.
    pub async fn change_deployment<S: Show<Deployment>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        (customer, id): (Option<&VipmpId>, Option<&VipmpId>),
        body: Result<DeploymentPatch, Refused>,
        show: S,
    ) -> Result<Answered, ControlError> {
        let customer = self.customer_of(partner, customer).await?;
        let asked = Arc::new((body, customer, id.cloned()));
        let (clock, partner) = (Arc::clone(&self.clock), partner.clone());
        self.carry_out(call, move |transaction| {
            let (asked, partner) = (Arc::clone(&asked), partner.clone());
            let (clock, show) = (Arc::clone(&clock), show.clone());
            Box::pin(async move {
                let (body, customer, id) = (&asked.0, asked.1.as_ref(), asked.2.as_ref());
                let decided = decide_change(transaction, body, (customer, id), &show).await?;
                let (customer, before, after) = match decided {
                    Ok(decided) => decided,
                    Err(answer) => return Ok(answer),
                };
                if before != after {
                    transaction.update_deployment(&after).await?;
                    let detail = json!({
                        "customer": customer.vipmp_id,
                        "changed": changed(&before, &after),
                        "status": after.status,
                    });
                    let event = event(
                        (&partner, clock.as_ref()),
                        "deployment.updated",
                        &customer,
                        &after,
                        &detail,
                    );
                    transaction.append_event(&event).await?;
                    if before.status != after.status {
                        let place = (&customer.tenant, customer.id);
                        stand(transaction, place, (&partner.provenance, clock.as_ref())).await?;
                    }
                }
                Ok(show.answer(Ok(&after)))
            })
        })
        .await
    }

    /// The customer of that id in the partner's view.
    async fn customer_of(
        &self,
        partner: &Partner,
        id: Option<&VipmpId>,
    ) -> Result<Option<Organization>, ControlError> {
        let Some(id) = id else {
            return Ok(None);
        };
        let found = self.store.customer(&partner.view, id).await?;
        Ok(found.map(|customer| customer.organization))
    }
}

/// A customer that was found, as it is now; it stays so until the transaction ends.
async fn held(
    transaction: &mut dyn Transaction,
    customer: Option<&Organization>,
) -> Result<Option<Organization>, ControlError> {
    match customer {
        Some(it) => Ok(transaction.hold_organization(&it.tenant, it.id).await?),
        None => Ok(None),
    }
}

async fn decide_new(
    transaction: &mut dyn Transaction,
    body: &Result<NewDeployment, Refused>,
    customer: Option<&Organization>,
) -> Result<Result<(Organization, landfall_core::model::Address), Refused>, ControlError> {
    let body = match body {
        Ok(body) => body,
        Err(refused) => return Ok(Err(refused.clone())),
    };
    let Some(customer) = held(transaction, customer).await? else {
        return Ok(Err(Reason::NoCustomer.into()));
    };
    let settings = settings_of(transaction, &customer.tenant).await?;
    let address = body.decide(&customer, &settings);
    Ok(address.map(|address| (customer, address)))
}

async fn decide_change<S: Show<Deployment>>(
    transaction: &mut dyn Transaction,
    body: &Result<DeploymentPatch, Refused>,
    (customer, id): (Option<&Organization>, Option<&VipmpId>),
    show: &S,
) -> Result<Result<(Organization, Deployment, Deployment), Answer>, ControlError> {
    let refused = |refused: &Refused| Ok(Err(show.answer(Err(refused))));
    let body = match body {
        Ok(body) => body,
        Err(fault) => return refused(fault),
    };
    let Some(customer) = held(transaction, customer).await? else {
        return refused(&Reason::NoCustomer.into());
    };
    let before = match id {
        Some(id) => transaction.find_deployment(customer.id, id).await?,
        None => None,
    };
    let Some(before) = before else {
        return refused(&Reason::NoDeployment.into());
    };
    if let Some(objection) = show.objection(&before) {
        return Ok(Err(objection));
    }
    let settings = settings_of(transaction, &customer.tenant).await?;
    let after = body.decide(&before, &show.shown(&before), &customer, &settings);
    let after = after.map_err(|fault| show.answer(Err(&fault)));
    Ok(after.map(|after| (customer, before, after)))
}

/// The members that differ.
fn changed(before: &Deployment, after: &Deployment) -> Vec<&'static str> {
    let members = [
        ("address", before.address != after.address),
        ("status", before.status != after.status),
    ];
    let changed = members.into_iter().filter(|(_, differs)| *differs);
    changed.map(|(name, _)| name).collect()
}

fn event(
    (partner, clock): (&Partner, &dyn Clock),
    kind: &'static str,
    customer: &Organization,
    deployment: &Deployment,
    detail: &Value,
) -> NewEvent {
    partner.provenance.event(
        clock,
        kind,
        (Some(customer.tenant.clone()), Some(customer.id)),
        (ResourceKind::Deployment, deployment.vipmp_id.to_string()),
        detail,
    )
}
