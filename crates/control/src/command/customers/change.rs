//! Changes to a customer (vipmp contract, section 7.1).

use std::sync::Arc;

use landfall_core::{
    id::VipmpId,
    model::{
        Customer, LargeAgencyGroup, MembershipGroup, MembershipRole, NewEvent, Organization,
        Reseller, ResourceKind, View,
    },
    rules::{
        shown::LARGE_AGENCY,
        writing::{ChangedCustomer, CustomerAround, CustomerPatch, NewGroup, Reason, Refused},
    },
};
use landfall_store::Transaction;
use serde_json::{Value, json};

use super::drawing_again;
use crate::{
    Clock, Control, ControlError, Provenance,
    command::{Partner, Show, settings::settings_of},
    once::{Answer, Answered, Repeatable},
};

/// How many digits a group's number has.
const GROUP_DIGITS: u32 = 8;

/// What was asked for: the body, and the customer and its reseller, if the customer is in view.
type Asked = (Result<CustomerPatch, Refused>, Option<(Customer, Reseller)>);

impl Control {
    /// Changes a customer, once if the call has a name. Without an id there is none.
    pub async fn change_customer<S: Show<Customer>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        id: Option<&VipmpId>,
        body: Result<CustomerPatch, Refused>,
        show: S,
    ) -> Result<Answered, ControlError> {
        let customer = self.with_reseller(partner, id).await?;
        let asked = Arc::new((body, customer));
        let changed =
            drawing_again(|| self.try_change_customer(partner, call, &asked, &show)).await?;
        self.look_at(&changed);
        Ok(changed)
    }

    async fn with_reseller(
        &self,
        partner: &Partner,
        id: Option<&VipmpId>,
    ) -> Result<Option<(Customer, Reseller)>, ControlError> {
        let Some(id) = id else {
            return Ok(None);
        };
        let Some(customer) = self.store.customer(&partner.view, id).await? else {
            return Ok(None);
        };
        // Whoever sees a customer need not see who sells to it.
        let whole = View::whole(partner.view.tenant.clone());
        let reseller = self.store.reseller(&whole, &customer.reseller).await?;
        let reseller = reseller.ok_or_else(|| {
            ControlError::Internal(format!(
                "reseller {} of a customer is gone",
                customer.reseller
            ))
        })?;
        Ok(Some((customer, reseller)))
    }

    async fn try_change_customer<S: Show<Customer>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        asked: &Arc<Asked>,
        show: &S,
    ) -> Result<Answered, ControlError> {
        let (asked, partner) = (Arc::clone(asked), partner.clone());
        let (clock, show) = (Arc::clone(&self.clock), show.clone());
        let group = self.draw.vipmp_id(GROUP_DIGITS);
        self.carry_out(call, move |transaction| {
            let (asked, partner) = (Arc::clone(&asked), partner.clone());
            let (clock, show, group) = (Arc::clone(&clock), show.clone(), group.clone());
            Box::pin(async move {
                let decided = decide(transaction, &asked, &show, clock.as_ref()).await?;
                let (mut customer, changed) = match decided {
                    Ok(decided) => decided,
                    Err(answer) => return Ok(answer),
                };
                let before = std::mem::replace(&mut customer.organization, changed.organization);
                let after = &customer.organization;
                let mut names = self::changed(&before, after);
                if !names.is_empty() {
                    transaction.update_organization(after).await?;
                }
                let mut detail = json!({ "status": after.status });
                if let Some(new) = changed.group {
                    let group = made(new, group, after, clock.as_ref());
                    let role = MembershipRole::Owner;
                    transaction.insert_group(&group).await?;
                    transaction
                        .insert_membership(after.id, &group.vipmp_id, role)
                        .await?;
                    names.push("linked_membership");
                    detail["group"] = json!(group.vipmp_id);
                    customer.membership = Some((group, role));
                }
                if !names.is_empty() {
                    detail["changed"] = json!(names);
                    let origin = (&partner.provenance, clock.as_ref());
                    let event = updated(&customer.organization, &detail, origin);
                    transaction.append_event(&event).await?;
                }
                Ok(show.answer(Ok(&customer)))
            })
        })
        .await
    }
}

async fn decide<S: Show<Customer>>(
    transaction: &mut dyn Transaction,
    asked: &Asked,
    show: &S,
    clock: &dyn Clock,
) -> Result<Result<(Customer, ChangedCustomer), Answer>, ControlError> {
    let refused = |refused: &Refused| Ok(Err(show.answer(Err(refused))));
    let body = match &asked.0 {
        Ok(body) => body,
        Err(fault) => return refused(fault),
    };
    let Some((found, reseller)) = &asked.1 else {
        return refused(&Reason::NoCustomer.into());
    };
    let Some(customer) = held(transaction, found).await? else {
        return refused(&Reason::NoCustomer.into());
    };
    if let Some(objection) = show.objection(&customer) {
        return Ok(Err(objection));
    }
    let organization = &customer.organization;
    let settings = settings_of(transaction, &organization.tenant).await?;
    let addresses = body.addresses();
    let known = if addresses.is_empty() {
        Vec::new()
    } else {
        transaction
            .find_contacts(&customer.reseller, &addresses)
            .await?
    };
    let is_deployed = organization.profile.global_sales
        && transaction.find_use(organization.id).await?.deployments;
    let around = CustomerAround {
        reseller: &reseller.organization,
        tenant: &settings,
        is_deployed,
        known: &known,
        now: clock.now(),
    };
    let decided = body.decide(&customer, &show.shown(&customer), &around);
    let decided = decided.map_err(|fault| show.answer(Err(&fault)));
    Ok(decided.map(|changed| (customer, changed)))
}

/// A customer that was found, as it is now; nobody else changes it until the transaction ends.
pub(super) async fn held(
    transaction: &mut dyn Transaction,
    found: &Customer,
) -> Result<Option<Customer>, ControlError> {
    let it = &found.organization;
    let Some(organization) = transaction.hold_organization(&it.tenant, it.id).await? else {
        return Ok(None);
    };
    Ok(Some(Customer {
        membership: transaction.find_membership(it.id).await?,
        reseller: found.reseller.clone(),
        organization,
    }))
}

/// The group that a customer makes. That of an agency is one of agencies, in its country.
fn made(
    new: NewGroup,
    vipmp_id: VipmpId,
    owner: &Organization,
    clock: &dyn Clock,
) -> MembershipGroup {
    let address = owner.profile.address.as_ref();
    let agency = address.filter(|_| owner.profile.is_large_agency());
    MembershipGroup {
        tenant: owner.tenant.clone(),
        vipmp_id,
        name: new.name,
        kind: new.kind,
        created_at: clock.now(),
        large_agency: agency.map(|address| LargeAgencyGroup {
            country: address.country.clone(),
            benefit_types: vec![LARGE_AGENCY.to_owned()],
            discounts: owner.profile.discounts.clone(),
        }),
    }
}

/// The event of a change.
pub(super) fn updated(
    account: &Organization,
    detail: &Value,
    (provenance, clock): (&Provenance, &dyn Clock),
) -> NewEvent {
    provenance.event(
        clock,
        "organization.updated",
        (Some(account.tenant.clone()), Some(account.id)),
        (ResourceKind::Organization, account.id.to_string()),
        detail,
    )
}

/// The members of an account that differ.
pub(super) fn changed(before: &Organization, after: &Organization) -> Vec<&'static str> {
    let (was, is) = (&before.profile, &after.profile);
    let members = [
        (
            "external_reference",
            before.external_reference != after.external_reference,
        ),
        ("status", before.status != after.status),
        (
            "preferred_language",
            was.preferred_language != is.preferred_language,
        ),
        ("market_segments", was.market_segments != is.market_segments),
        (
            "market_sub_segments",
            was.market_sub_segments != is.market_sub_segments,
        ),
        ("address", was.address != is.address),
        ("contacts", was.contacts != is.contacts),
        ("global_sales", was.global_sales != is.global_sales),
        ("discounts", was.discounts != is.discounts),
        ("benefits", was.benefits != is.benefits),
    ];
    let changed = members.into_iter().filter(|(_, differs)| *differs);
    changed.map(|(name, _)| name).collect()
}
