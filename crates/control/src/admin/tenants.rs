//! Tenants: each is born with a distributor and a house reseller, so that customers of every dialect have a place.

use std::collections::HashSet;

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{
        MarketSegment, NewEvent, Organization, OrganizationKind, Profile, ResourceKind, Status,
        Tenant, TenantSettings,
    },
};
use landfall_store::Transaction;
use serde_json::json;

use super::{
    AdminReply, NewTenant, TenantChange, TenantView,
    execute::{Done, Intent},
    vipmp::{Draw, TRIES, was_taken},
};
use crate::{Clock, Control, ControlError, record::time_ordered_uuid};

/// A tenant and the three organizations it is born with.
#[derive(Debug, Clone)]
pub(super) struct Birth {
    pub(super) tenant: Tenant,
    pub(super) organizations: [Organization; 3],
}

impl Birth {
    pub(super) fn new(new: &NewTenant, clock: &dyn Clock) -> Result<Self, ControlError> {
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(ControlError::Invalid(
                "name: a tenant needs a name of 1 to 80 characters".to_owned(),
            ));
        }
        let now = clock.now();
        let root = OrganizationId(time_ordered_uuid(clock));
        let distributor = OrganizationId(time_ordered_uuid(clock));
        let tenant = Tenant {
            id: new.tenant.clone(),
            organization: root,
            settings: TenantSettings {
                global_sales: new.global_sales,
                ..TenantSettings::default()
            },
            created_at: now,
        };
        let make = |id, parent, kind, name: String, profile| Organization {
            id,
            tenant: new.tenant.clone(),
            parent,
            kind,
            name,
            description: String::new(),
            status: Status::Active,
            external_reference: String::new(),
            vipmp_id: None,
            account_number: None,
            created_at: now,
            updated_at: now,
            profile,
        };
        let organizations = [
            make(
                root,
                None,
                OrganizationKind::Tenant,
                name.to_owned(),
                Profile::default(),
            ),
            make(
                distributor,
                Some(root),
                OrganizationKind::Distributor,
                format!("{name} distribution"),
                Profile::default(),
            ),
            make(
                OrganizationId(time_ordered_uuid(clock)),
                Some(distributor),
                OrganizationKind::Reseller,
                format!("{name} house reseller"),
                Profile {
                    preferred_language: "en-US".to_owned(),
                    market_segments: vec![MarketSegment::Commercial],
                    ..Profile::default()
                },
            ),
        ];
        Ok(Self {
            tenant,
            organizations,
        })
    }

    /// Adds all of it, and gives the two that sell their numbers.
    pub(super) async fn insert(
        &mut self,
        transaction: &mut dyn Transaction,
        draw: &Draw,
    ) -> Result<(), ControlError> {
        let drawn = draw.vipmp_ids(transaction, 2, &HashSet::new()).await?;
        for (organization, id) in self.organizations.iter_mut().skip(1).zip(drawn) {
            organization.vipmp_id = Some(id);
        }
        transaction.insert_tenant(&self.tenant).await?;
        for organization in &self.organizations {
            transaction.insert_organization(organization).await?;
        }
        Ok(())
    }

    pub(super) fn view(&self) -> TenantView {
        let number =
            |organization: &Organization| organization.vipmp_id.as_ref().map(ToString::to_string);
        TenantView {
            distributor: number(&self.organizations[1]),
            house_reseller: number(&self.organizations[2]),
            ..TenantView::from(&self.tenant)
        }
    }
}

impl Control {
    pub(super) async fn create_tenant(
        &self,
        new: NewTenant,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let birth = Birth::new(&new, self.clock.as_ref())?;
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "tenant.created",
            (Some(new.tenant.clone()), Some(birth.tenant.organization)),
            (ResourceKind::Tenant, new.tenant.to_string()),
            &json!({ "name": new.name }),
        );
        let mut tried = 1;
        loop {
            match self.try_bear(birth.clone(), event.clone(), intent).await {
                Err(error) if was_taken(&error) && tried < TRIES => tried += 1,
                Err(error) => return Err(error),
                Ok(done) => return Ok(done.reply),
            }
        }
    }

    async fn try_bear(
        &self,
        birth: Birth,
        event: NewEvent,
        intent: &Intent,
    ) -> Result<Done, ControlError> {
        let draw = self.draw.clone();
        self.commit(intent, move |transaction| {
            let (mut birth, event, draw) = (birth.clone(), event.clone(), draw.clone());
            Box::pin(async move {
                if transaction.find_tenant(&birth.tenant.id).await?.is_some() {
                    return Err(ControlError::Conflict(format!(
                        "there is a tenant {} already",
                        birth.tenant.id
                    )));
                }
                birth.insert(transaction, &draw).await?;
                Ok((AdminReply::Tenant(birth.view()), event))
            })
        })
        .await
    }

    pub(super) async fn set_tenant(
        &self,
        change: TenantChange,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let known = self.known_tenant(&change.tenant).await?;
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "tenant.settings_changed",
            (Some(change.tenant.clone()), Some(known.organization)),
            (ResourceKind::Tenant, change.tenant.to_string()),
            &json!(change),
        );
        self.commit(intent, move |transaction| {
            let (change, event) = (change.clone(), event.clone());
            Box::pin(async move {
                let found = transaction.find_tenant(&change.tenant).await?;
                let mut tenant = found.ok_or_else(|| {
                    ControlError::NotFound(format!("there is no tenant {}", change.tenant))
                })?;
                let settings = &mut tenant.settings;
                for (setting, wanted) in [
                    (&mut settings.global_sales, change.global_sales),
                    (
                        &mut settings.large_government_agencies,
                        change.large_government_agencies,
                    ),
                    (&mut settings.read_csrf, change.read_csrf),
                    (&mut settings.write_csrf, change.write_csrf),
                ] {
                    *setting = wanted.unwrap_or(*setting);
                }
                transaction
                    .set_tenant_settings(&tenant.id, &tenant.settings)
                    .await?;
                Ok((AdminReply::Tenant(TenantView::from(&tenant)), event))
            })
        })
        .await
        .map(|done| done.reply)
    }

    pub(super) async fn list_tenants(&self) -> Result<AdminReply, ControlError> {
        let tenants = self.store.tenants().await?;
        Ok(AdminReply::Tenants(
            tenants.iter().map(TenantView::from).collect(),
        ))
    }

    pub(super) async fn revoke_tenant(
        &self,
        tenant: TenantId,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let known = self.known_tenant(&tenant).await?;
        let at = self.clock.now();
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "tenant.access_revoked",
            (Some(tenant.clone()), Some(known.organization)),
            (ResourceKind::Tenant, tenant.to_string()),
            &json!({}),
        );
        let reply = AdminReply::Revoked {
            what: format!("all access to tenant {tenant}"),
        };
        let clients = self.store.clients(&tenant).await?;
        let users = self.store.users(&tenant).await?;
        self.commit(intent, move |transaction| {
            let (event, tenant, reply) = (event.clone(), tenant.clone(), reply.clone());
            let (clients, users) = (clients.clone(), users.clone());
            Box::pin(async move {
                for client in &clients {
                    transaction
                        .revoke_client(&tenant, &client.client_id, at)
                        .await?;
                }
                for (user, _) in &users {
                    transaction.revoke_user(user.id, at).await?;
                }
                Ok((reply, event))
            })
        })
        .await
        .map(|done| done.reply)
    }

    /// The tenant, or an error that says how to find out which there are.
    pub(super) async fn known_tenant(&self, tenant: &TenantId) -> Result<Tenant, ControlError> {
        self.store.tenant(tenant).await?.ok_or_else(|| {
            ControlError::NotFound(format!(
                "there is no tenant {tenant}; `landfall tenant list` shows those there are"
            ))
        })
    }
}
