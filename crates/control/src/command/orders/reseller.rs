//! A reseller that a partner introduces (metallic contract, section 8).

use std::sync::Arc;

use landfall_core::{
    model::{Organization, OrganizationKind, Status},
    rules::ordering::{AccountForm, Refused, root_partner},
};
use landfall_store::{ResellerNames, Transaction};

use super::{OrderBody, Orderer};
use crate::{
    Clock, Control, ControlError,
    admin::Draw,
    command::customers::{Birth, born, drawing_again},
    once::{Answer, Answered, Repeatable},
};

/// What was asked for, and where it would hang.
struct Asked {
    orderer: Orderer,
    read: Result<AccountForm, Refused>,
    /// The organization that asks, and those above it.
    lineage: Vec<(landfall_core::id::OrganizationId, OrganizationKind)>,
}

impl Control {
    /// Makes a reseller below the organization that asks, once where the call has a name. `show` puts what came of it into an
    /// answer.
    pub async fn introduce_reseller(
        &self,
        orderer: &Orderer,
        call: Option<&Repeatable>,
        body: &OrderBody,
        show: fn(Result<&Organization, &Refused>) -> Answer,
    ) -> Result<Answered, ControlError> {
        let view = &orderer.partner.view;
        let own = match view.root {
            Some(root) => root,
            None => self.root_of(view).await?,
        };
        let asked = Arc::new(Asked {
            orderer: orderer.clone(),
            read: AccountForm::reseller(body.members()),
            lineage: self.store.lineage(&view.tenant, own).await?,
        });
        drawing_again(|| {
            let asked = Arc::clone(&asked);
            let (clock, draw) = (Arc::clone(&self.clock), self.draw.clone());
            self.carry_out(call, move |transaction| {
                let asked = Arc::clone(&asked);
                let (clock, draw) = (Arc::clone(&clock), draw.clone());
                Box::pin(async move {
                    let made = asked.make(transaction, &draw, clock.as_ref()).await?;
                    Ok(show(made.as_ref()))
                })
            })
        })
        .await
    }
}

impl Asked {
    async fn make(
        &self,
        transaction: &mut dyn Transaction,
        draw: &Draw,
        clock: &dyn Clock,
    ) -> Result<Result<Organization, Refused>, ControlError> {
        let form = match &self.read {
            Ok(form) => form,
            Err(refused) => return Ok(Err(refused.clone())),
        };
        let tenant = &self.orderer.partner.view.tenant;
        let Some(&(own, kind)) = self.lineage.first() else {
            return Err(ControlError::Internal(
                "a caller's organization is gone".to_owned(),
            ));
        };
        let parent = match kind {
            OrganizationKind::Customer => {
                return Ok(Err(Refused::NotNow("A customer introduces no resellers")));
            }
            // As in the other dialects: the tenant's own distributor stands between.
            OrganizationKind::Tenant => {
                let distributor = OrganizationKind::Distributor;
                let found = transaction.first_of_kind(tenant, distributor).await?;
                found.map_or(own, |found| found.id)
            }
            _ => own,
        };
        let names = ResellerNames {
            tenant: tenant.clone(),
            root: root_partner(&self.lineage).unwrap_or(own),
            external_reference: form.external_reference.clone(),
            name: form.name.clone(),
            emails: form
                .profile
                .contacts
                .iter()
                .map(|contact| contact.email.to_ascii_lowercase())
                .collect(),
        };
        let taken = transaction.find_reseller_names(&names).await?;
        for (is_taken, member) in [
            (taken.external_reference, "externalId"),
            (taken.name, "name"),
            (taken.email, "contacts.email"),
        ] {
            if is_taken {
                return Ok(Err(Refused::Taken(member)));
            }
        }
        let birth = Birth {
            tenant: tenant.clone(),
            parent,
            kind: OrganizationKind::Reseller,
            name: form.name.clone(),
            external_reference: form.external_reference.clone(),
            status: Status::Active,
            profile: form.profile.clone(),
        };
        let by = (&self.orderer.partner.provenance, clock);
        Ok(Ok(born(transaction, draw, birth, by).await?))
    }
}
