//! Organizations below a tenant, as operators add them.

use std::sync::Arc;

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{
        Address, Contact, Discount, MarketSegment, Organization, OrganizationKind, Profile,
        ResourceKind, Status,
    },
    rules::shown::{Findings, Unfit, check_organization},
};
use serde_json::json;

use super::{
    AdminReply, NewOrganization, OrganizationView,
    execute::{Done, Intent},
    vipmp::{TRIES, was_taken},
};
use crate::{Control, ControlError, command::names, record::time_ordered_uuid};

impl Control {
    pub(super) async fn create_organization(
        &self,
        new: NewOrganization,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&new.tenant).await?;
        if new.kind == OrganizationKind::Tenant {
            return Err(ControlError::Invalid(
                "kind: a tenant is made with `landfall tenant create`".to_owned(),
            ));
        }
        let organization = self.draft(new)?;
        let mut tried = 1;
        loop {
            match self.try_insert(organization.clone(), intent).await {
                Err(error) if was_taken(&error) && tried < TRIES => tried += 1,
                Err(error) => return Err(error),
                Ok(done) => return Ok(done.reply),
            }
        }
    }

    /// The organization as asked for, checked, still without its numbers and perhaps without its parent.
    fn draft(&self, new: NewOrganization) -> Result<Organization, ControlError> {
        let now = self.clock.now();
        let customer = new.kind == OrganizationKind::Customer;
        let address = Address {
            country: new.country,
            region: if new.region.is_empty() {
                "00".to_owned()
            } else {
                new.region
            },
            city: new.city,
            line1: new.address_line,
            postal_code: new.postal_code,
            ..Address::default()
        };
        let contact = Contact {
            first_name: given_or(new.first_name, "Primary"),
            last_name: given_or(new.last_name, "Contact"),
            email: new.email,
            ..Contact::default()
        };
        let profile = Profile {
            preferred_language: "en-US".to_owned(),
            market_segments: vec![MarketSegment::Commercial],
            address: (!address.country.is_empty()).then_some(address),
            contacts: if contact.email.is_empty() {
                Vec::new()
            } else {
                vec![contact]
            },
            discounts: if customer {
                vec![Discount {
                    offer_type: "LICENSE".to_owned(),
                    level: "01".to_owned(),
                }]
            } else {
                Vec::new()
            },
            ..Profile::default()
        };
        let organization = Organization {
            id: OrganizationId(time_ordered_uuid(self.clock.as_ref())),
            tenant: new.tenant,
            parent: new.parent,
            kind: new.kind,
            name: new.name,
            description: String::new(),
            status: Status::Active,
            external_reference: new.external_reference,
            vipmp_id: None,
            account_number: None,
            created_at: now,
            updated_at: now,
            profile,
        };
        let mut findings = Findings::default();
        check_organization(&organization, &mut findings);
        if findings.is_empty() {
            return Ok(organization);
        }
        let faults: Vec<String> = findings.into_vec().iter().map(told).collect();
        Err(ControlError::Invalid(faults.join("; ")))
    }

    async fn try_insert(&self, draft: Organization, intent: &Intent) -> Result<Done, ControlError> {
        let (clock, provenance) = (Arc::clone(&self.clock), intent.provenance.clone());
        let draw = self.draw.clone();
        self.commit(intent, move |transaction| {
            let (mut new, provenance, clock) =
                (draft.clone(), provenance.clone(), Arc::clone(&clock));
            let draw = draw.clone();
            Box::pin(async move {
                let above = match new.kind {
                    OrganizationKind::Customer => OrganizationKind::Reseller,
                    OrganizationKind::Distributor => OrganizationKind::Tenant,
                    _ => OrganizationKind::Distributor,
                };
                let parent = match new.parent {
                    Some(id) => transaction.find_organization(&new.tenant, id).await?,
                    None => transaction.first_of_kind(&new.tenant, above).await?,
                };
                let parent = parent.ok_or_else(|| {
                    ControlError::NotFound(format!(
                        "parent: tenant {} has no such organization; `landfall organization list` shows those there are",
                        new.tenant
                    ))
                })?;
                if parent.kind == OrganizationKind::Customer {
                    return Err(ControlError::Invalid(
                        "parent: nothing can hang below a customer".to_owned(),
                    ));
                }
                new.parent = Some(parent.id);
                (new.vipmp_id, new.account_number) = names(transaction, &draw, new.kind).await?;
                transaction.insert_organization(&new).await?;
                let event = provenance.event(
                    clock.as_ref(),
                    "organization.created",
                    (Some(new.tenant.clone()), Some(new.id)),
                    (ResourceKind::Organization, new.id.to_string()),
                    &json!({ "kind": new.kind, "name": new.name, "parent": parent.id }),
                );
                let view = OrganizationView::from(&new);
                Ok((AdminReply::Organization(Box::new(view)), event))
            })
        })
        .await
    }

    pub(super) async fn list_organizations(
        &self,
        tenant: TenantId,
        kind: Option<OrganizationKind>,
        offset: u64,
        limit: u32,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let limit = limit.clamp(1, 1000);
        let found = self
            .store
            .organizations(&tenant, kind, offset, limit)
            .await?;
        Ok(AdminReply::Organizations(
            found.iter().map(OrganizationView::from).collect(),
        ))
    }

    pub(super) async fn revoke_organization(
        &self,
        tenant: TenantId,
        id: OrganizationId,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let at = self.clock.now();
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "organization.deactivated",
            (Some(tenant.clone()), Some(id)),
            (ResourceKind::Organization, id.to_string()),
            &json!({ "status": Status::Inactive }),
        );
        self.commit(intent, move |transaction| {
            let (event, tenant) = (event.clone(), tenant.clone());
            Box::pin(async move {
                let found = transaction.find_organization(&tenant, id).await?;
                let Some(found) = found else {
                    return Err(ControlError::NotFound(format!(
                        "tenant {tenant} has no organization {id}; `landfall organization list` shows those there are"
                    )));
                };
                if !matches!(
                    found.kind,
                    OrganizationKind::Customer | OrganizationKind::Reseller
                ) {
                    return Err(ControlError::Invalid(format!(
                        "only resellers and customers can be made inactive; {id} is of kind {}",
                        found.kind
                    )));
                }
                transaction
                    .set_organization_status(id, Status::Inactive, at)
                    .await?;
                let reply = AdminReply::Revoked {
                    what: format!("organization {id} is inactive (1004)"),
                };
                Ok((reply, event))
            })
        })
        .await
        .map(|done| done.reply)
    }
}

/// A text that was given, else another.
fn given_or(text: String, otherwise: &str) -> String {
    if text.is_empty() {
        otherwise.to_owned()
    } else {
        text
    }
}

/// A fault by the name that the command has for the member: the last part of its path.
fn told(unfit: &Unfit) -> String {
    let member = unfit.member.rsplit('.').next().unwrap_or_default();
    format!("{}: {}", member.replace('_', " "), unfit.rule)
}
