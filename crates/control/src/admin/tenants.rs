//! Tenants: each is born with a distributor and a house reseller, so that customers of every dialect have a place.

use std::{collections::HashSet, sync::Arc};

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{
        MarketSegment, NewEvent, Organization, OrganizationKind, Profile, ResourceKind, Status,
        Tenant, TenantSettings,
    },
    rules::{
        policy::Finding,
        review::{ReviewAsked, ReviewPatch},
        tenant_settings::{SettingsPatch, changed_settings},
        wish::Wish,
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
        let known = (change.tenant.clone(), known.organization);
        let (provenance, clock) = (intent.provenance.clone(), Arc::clone(&self.clock));
        let asked = Arc::new(asked(change));
        self.commit(intent, move |transaction| {
            let (provenance, clock) = (provenance.clone(), Arc::clone(&clock));
            let ((id, organization), asked) = (known.clone(), Arc::clone(&asked));
            Box::pin(async move {
                let found = transaction.find_tenant(&id).await?;
                let mut tenant = found
                    .ok_or_else(|| ControlError::NotFound(format!("there is no tenant {id}")))?;
                let settings = asked.over(&tenant.settings).map_err(unfit)?;
                let changed = changed_settings(&tenant.settings, &settings);
                transaction.set_tenant_settings(&id, &settings).await?;
                let event = provenance.event(
                    clock.as_ref(),
                    "tenant.settings_changed",
                    (Some(id.clone()), Some(organization)),
                    (ResourceKind::Tenant, id.to_string()),
                    &json!({ "changed": changed, "settings": settings }),
                );
                tenant.settings = settings;
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

/// What is asked for, as everybody asks for it.
fn asked(change: TenantChange) -> SettingsPatch {
    fn wish<T>(asked: Option<T>) -> Wish<T> {
        asked.map_or(Wish::Unsaid, Wish::Is)
    }
    // All of it is said: an environment without a time is reviewed no more.
    let times = |within: Option<u32>| match within {
        None => Wish::Default,
        Some(within) => Wish::Is(ReviewAsked {
            within: Some(within.into()),
        }),
    };
    SettingsPatch {
        global_sales: wish(change.global_sales),
        large_government_agencies: wish(change.large_government_agencies),
        read_csrf: wish(change.read_csrf),
        write_csrf: wish(change.write_csrf),
        environments: wish(change.environments),
        review: wish(change.review.map(|review| ReviewPatch {
            production: times(review.production),
            staging: times(review.staging),
        })),
    }
}

/// What is wrong with settings, as operators read it.
fn unfit(findings: Vec<Finding>) -> ControlError {
    let findings = findings.into_iter().map(|finding| {
        let place = finding.pointer.trim_start_matches('/').replace('/', ".");
        format!("{place} {}", finding.description)
    });
    ControlError::Invalid(findings.collect::<Vec<_>>().join("; "))
}
