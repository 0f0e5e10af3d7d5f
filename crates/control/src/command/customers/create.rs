//! A customer that is created (vipmp contract, section 7.1).

use std::sync::Arc;

use landfall_core::{
    model::{Customer, Organization, OrganizationKind, Status},
    rules::writing::{NewCustomer, Reason, Refused},
};

use super::{Birth, born, drawing_again};
use crate::{
    Control, ControlError,
    command::{Partner, Show, settings::settings_of},
    once::{Answered, Repeatable},
};

/// What was asked for: the body, and the reseller that it names, if that is in view.
type Asked = (Result<NewCustomer, Refused>, Option<Organization>);

impl Control {
    /// Creates a customer, once if the call has a name. It is pending until it is validated, which is looked after at once.
    pub async fn create_customer<S: Show<Customer>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        body: Result<NewCustomer, Refused>,
        show: S,
    ) -> Result<Answered, ControlError> {
        let named = body.as_ref().ok().and_then(NewCustomer::reseller);
        let reseller = match named {
            Some(id) => self.store.reseller(&partner.view, id).await?,
            None => None,
        };
        let asked = Arc::new((body, reseller.map(|reseller| reseller.organization)));
        let created =
            drawing_again(|| self.try_create_customer(partner, call, &asked, &show)).await?;
        self.look_at(&created);
        Ok(created)
    }

    async fn try_create_customer<S: Show<Customer>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        asked: &Arc<Asked>,
        show: &S,
    ) -> Result<Answered, ControlError> {
        let (asked, partner) = (Arc::clone(asked), partner.clone());
        let (clock, draw, show) = (Arc::clone(&self.clock), self.draw.clone(), show.clone());
        self.carry_out(call, move |transaction| {
            let (asked, partner) = (Arc::clone(&asked), partner.clone());
            let (clock, draw, show) = (Arc::clone(&clock), draw.clone(), show.clone());
            Box::pin(async move {
                let today = clock.now().date();
                let settings = settings_of(transaction, &partner.view.tenant).await?;
                let reseller = match &asked.1 {
                    Some(it) => transaction.find_organization(&it.tenant, it.id).await?,
                    None => None,
                };
                let decided = (asked.0.as_ref()).map_err(Clone::clone).and_then(|body| {
                    let to_be = body.decide(reseller.as_ref(), &settings, today)?;
                    Ok((body, to_be))
                });
                let (body, to_be) = match decided {
                    Ok(decided) => decided,
                    Err(refused) => return Ok(show.answer(Err(&refused))),
                };
                let Some((seller, reseller)) =
                    reseller.and_then(|reseller| Some((reseller.vipmp_id.clone()?, reseller)))
                else {
                    return Ok(show.answer(Err(&Reason::NoReseller.into())));
                };
                let addresses = body.addresses();
                let known = transaction.find_contacts(&seller, &addresses).await?;
                let birth = Birth {
                    tenant: reseller.tenant,
                    parent: reseller.id,
                    kind: OrganizationKind::Customer,
                    name: to_be.name.clone(),
                    external_reference: to_be.external_reference.clone(),
                    status: Status::Pending,
                    profile: to_be.kept(&known),
                };
                let origin = (&partner.provenance, clock.as_ref());
                let mut organization = born(transaction, &draw, birth, origin).await?;
                if show.as_sent() {
                    // Contacts are shown as they are known from then on.
                    organization.profile = to_be.profile;
                }
                let customer = Customer {
                    organization,
                    reseller: seller,
                    membership: None,
                };
                Ok(show.answer(Ok(&customer)))
            })
        })
        .await
    }

    /// Has accounts validated after a write that may have made some wait for it.
    pub(super) fn look_at(&self, answered: &Answered) {
        if matches!(answered, Answered::Now(_)) {
            self.pending.notify_one();
        }
    }
}
