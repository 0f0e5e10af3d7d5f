//! A customer that joins a group of large government agencies (vipmp contract, section 7.4).

use std::sync::Arc;

use landfall_core::{
    id::VipmpId,
    model::{Customer, MembershipGroup, MembershipRole},
    rules::writing::{Joining, NoBody, Reason, Refused, join},
};
use landfall_store::Transaction;
use serde_json::json;

use super::change::{held, updated};
use crate::{
    Control, ControlError,
    command::{Partner, Show},
    once::{Answered, Repeatable},
};

/// What was asked for: the body, the customer, if it is in view, and the group.
type Asked = (Result<NoBody, Refused>, Option<Customer>, Option<VipmpId>);

impl Control {
    /// Makes a customer a member of a group, once. Without an id there is no such thing.
    pub async fn enroll_customer<S: Show<Joining>>(
        &self,
        partner: &Partner,
        call: &Repeatable,
        (customer, group): (Option<&VipmpId>, Option<&VipmpId>),
        body: &[u8],
        show: S,
    ) -> Result<Answered, ControlError> {
        let customer = match customer {
            Some(id) => self.store.customer(&partner.view, id).await?,
            None => None,
        };
        let asked: Arc<Asked> = Arc::new((NoBody::read(body), customer, group.cloned()));
        let (clock, partner) = (Arc::clone(&self.clock), partner.clone());
        self.once(call, move |transaction| {
            let (asked, partner) = (Arc::clone(&asked), partner.clone());
            let (clock, show) = (Arc::clone(&clock), show.clone());
            Box::pin(async move {
                let (customer, group, joining) = match decide(transaction, &asked).await? {
                    Ok(decided) => decided,
                    Err(refused) => return Ok(show.answer(Err(&refused))),
                };
                if joining == Joining::Joins {
                    let (id, role) = (customer.organization.id, MembershipRole::Member);
                    transaction
                        .insert_membership(id, &group.vipmp_id, role)
                        .await?;
                    let detail = json!({
                        "changed": ["linked_membership"],
                        "group": group.vipmp_id,
                        "status": customer.organization.status,
                    });
                    let origin = (&partner.provenance, clock.as_ref());
                    let event = updated(&customer.organization, &detail, origin);
                    transaction.append_event(&event).await?;
                }
                Ok(show.answer(Ok(&joining)))
            })
        })
        .await
    }
}

async fn decide(
    transaction: &mut dyn Transaction,
    (body, customer, group): &Asked,
) -> Result<Result<(Customer, MembershipGroup, Joining), Refused>, ControlError> {
    let body = match body {
        Ok(body) => body,
        Err(refused) => return Ok(Err(refused.clone())),
    };
    let customer = match customer {
        Some(customer) => held(transaction, customer).await?,
        None => None,
    };
    let Some(customer) = customer else {
        return Ok(Err(Reason::NoCustomer.into()));
    };
    let tenant = &customer.organization.tenant;
    let found = match group {
        Some(id) => transaction.find_group(tenant, id).await?,
        None => None,
    };
    let Some((group, owner)) = found else {
        return Ok(Err(Reason::NoGroup.into()));
    };
    let own = transaction
        .find_distributor(tenant, customer.organization.id)
        .await?;
    let owner = match owner {
        Some(owner) => Some(transaction.find_distributor(tenant, owner).await?),
        None => None,
    };
    let joining = body
        .check()
        .and_then(|()| join(&customer, &group, (&own, owner.as_ref())));
    Ok(joining.map(|joining| (customer, group, joining)))
}
