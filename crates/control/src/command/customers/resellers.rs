//! Resellers that are created and changed (vipmp contract, section 7.2).

use std::sync::Arc;

use landfall_core::{
    id::VipmpId,
    model::{Organization, OrganizationKind, Reseller, Status},
    rules::writing::{NewReseller, Reason, Refused, ResellerPatch},
};
use landfall_store::Transaction;
use serde_json::json;

use super::{
    Birth, born,
    change::{changed, updated},
    drawing_again,
};
use crate::{
    Clock, Control, ControlError,
    command::{Partner, Show},
    once::{Answer, Answered, Repeatable},
};

/// What was asked for: the body, and the distributor that it names, if that is in view.
type Asked = (Result<NewReseller, Refused>, Option<Organization>);

impl Control {
    /// Creates a reseller, once if the call has a name. It is pending until it is validated, which is looked after at once.
    pub async fn create_reseller<S: Show<Reseller>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        body: Result<NewReseller, Refused>,
        show: S,
    ) -> Result<Answered, ControlError> {
        let named = body.as_ref().ok().and_then(NewReseller::distributor);
        let distributor = match named {
            Some(id) => self.store.distributor(&partner.view, id).await?,
            None => None,
        };
        let asked = Arc::new((body, distributor));
        let created =
            drawing_again(|| self.try_create_reseller(partner, call, &asked, &show)).await?;
        self.look_at(&created);
        Ok(created)
    }

    async fn try_create_reseller<S: Show<Reseller>>(
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
                let distributor = asked.1.as_ref();
                let decided = asked.0.as_ref().map_err(Clone::clone);
                let decided = decided.and_then(|body| body.decide(distributor));
                let to_be = match decided {
                    Ok(to_be) => to_be,
                    Err(refused) => return Ok(show.answer(Err(&refused))),
                };
                let Some((number, distributor)) =
                    distributor.and_then(|it| Some((it.vipmp_id.clone()?, it)))
                else {
                    return Ok(show.answer(Err(&Reason::NoDistributor.into())));
                };
                let birth = Birth {
                    tenant: distributor.tenant.clone(),
                    parent: distributor.id,
                    kind: OrganizationKind::Reseller,
                    name: to_be.name,
                    external_reference: to_be.external_reference,
                    status: Status::Pending,
                    profile: to_be.profile,
                };
                let origin = (&partner.provenance, clock.as_ref());
                let reseller = Reseller {
                    organization: born(transaction, &draw, birth, origin).await?,
                    distributor: number,
                };
                Ok(show.answer(Ok(&reseller)))
            })
        })
        .await
    }

    /// Changes a reseller, once if the call has a name. Without an id there is none.
    pub async fn change_reseller<S: Show<Reseller>>(
        &self,
        partner: &Partner,
        call: Option<&Repeatable>,
        id: Option<&VipmpId>,
        body: Result<ResellerPatch, Refused>,
        show: S,
    ) -> Result<Answered, ControlError> {
        let reseller = match id {
            Some(id) => self.store.reseller(&partner.view, id).await?,
            None => None,
        };
        let asked = Arc::new((body, reseller));
        let (clock, partner) = (Arc::clone(&self.clock), partner.clone());
        let changed = self.carry_out(call, move |transaction| {
            let (asked, partner) = (Arc::clone(&asked), partner.clone());
            let (clock, show) = (Arc::clone(&clock), show.clone());
            Box::pin(async move {
                let (body, found) = (&asked.0, asked.1.as_ref());
                let decided = decide(transaction, (body, found), &show, clock.as_ref()).await?;
                let (mut reseller, after) = match decided {
                    Ok(decided) => decided,
                    Err(answer) => return Ok(answer),
                };
                let before = std::mem::replace(&mut reseller.organization, after);
                let after = &reseller.organization;
                let names = changed(&before, after);
                if !names.is_empty() {
                    transaction.update_organization(after).await?;
                    let detail = json!({ "status": after.status, "changed": names });
                    let origin = (&partner.provenance, clock.as_ref());
                    let event = updated(after, &detail, origin);
                    transaction.append_event(&event).await?;
                }
                Ok(show.answer(Ok(&reseller)))
            })
        });
        let changed = changed.await?;
        self.look_at(&changed);
        Ok(changed)
    }
}

async fn decide<S: Show<Reseller>>(
    transaction: &mut dyn Transaction,
    (body, found): (&Result<ResellerPatch, Refused>, Option<&Reseller>),
    show: &S,
    clock: &dyn Clock,
) -> Result<Result<(Reseller, Organization), Answer>, ControlError> {
    let refused = |refused: &Refused| Ok(Err(show.answer(Err(refused))));
    let body = match body {
        Ok(body) => body,
        Err(fault) => return refused(fault),
    };
    let Some(found) = found else {
        return refused(&Reason::NoReseller.into());
    };
    let it = &found.organization;
    let Some(organization) = transaction.hold_organization(&it.tenant, it.id).await? else {
        return refused(&Reason::NoReseller.into());
    };
    let reseller = Reseller {
        organization,
        distributor: found.distributor.clone(),
    };
    if let Some(objection) = show.objection(&reseller) {
        return Ok(Err(objection));
    }
    let after = body.decide(&reseller, &show.shown(&reseller), clock.now());
    let after = after.map_err(|fault| show.answer(Err(&fault)));
    Ok(after.map(|after| (reseller, after)))
}
