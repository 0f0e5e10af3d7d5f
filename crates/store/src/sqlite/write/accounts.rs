//! Tenants, organizations, groups and deployments.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        AccountType, Deployment, MembershipGroup, MembershipRole, Organization, OrganizationKind,
        Status, Tenant, TenantSettings,
    },
    rules::search::folded,
};
use rusqlite::{OptionalExtension, params};

use super::SqliteTransaction;
use crate::{
    AccountWrites, StoreError,
    sqlite::{
        codec::{json, json_option, parsed},
        read::{
            access::tenant,
            accounts::{ORGANIZATION, organization},
            deployments::deployment_of,
        },
    },
    vipmp_space::vipmp_space,
};

impl SqliteTransaction {
    /// The number and the kind of the nearest MSP or reseller at or above `parent`.
    fn nearest_seller(
        &self,
        parent: OrganizationId,
    ) -> Result<(String, OrganizationKind), StoreError> {
        let found: Option<(Option<String>, OrganizationKind)> = self
            .connection()
            .prepare_cached(
                "SELECT o.vipmp_id, o.kind FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                 WHERE c.descendant = ? AND o.kind IN ('reseller', 'msp') ORDER BY c.depth LIMIT 1",
            )?
            .query_row([parent.0.as_bytes()], |row| Ok((row.get(0)?, parsed(row, 1)?)))
            .optional()?;
        match found {
            Some((Some(number), kind)) => Ok((number, kind)),
            _ => Err(self.fail(StoreError::Dangling(
                "a customer needs a reseller or an MSP above it".to_owned(),
            ))),
        }
    }

    /// The number of the nearest distributor at or above `parent`, else of the tenant's oldest.
    pub(super) fn distributor(
        &self,
        tenant: &TenantId,
        parent: OrganizationId,
    ) -> Result<String, StoreError> {
        let above: Option<String> = self
            .connection()
            .prepare_cached(
                "SELECT o.vipmp_id FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                 WHERE c.descendant = ? AND o.kind = 'distributor' AND o.vipmp_id IS NOT NULL ORDER BY c.depth LIMIT 1",
            )?
            .query_row([parent.0.as_bytes()], |row| row.get(0))
            .optional()?;
        let found = match above {
            Some(above) => Some(above),
            // That it is no customer lets the planner use the index of partners.
            None => self
                .connection()
                .prepare_cached(
                    "SELECT o.vipmp_id FROM organization o
                     WHERE o.tenant = ? AND o.kind = 'distributor' AND o.kind <> 'customer' AND o.vipmp_id IS NOT NULL
                     ORDER BY o.created_at, o.rowid LIMIT 1",
                )?
                .query_row([tenant.as_str()], |row| row.get(0))
                .optional()?,
        };
        found.ok_or_else(|| {
            self.fail(StoreError::Dangling(
                "a reseller or an MSP needs a distributor in its tenant".to_owned(),
            ))
        })
    }
}

#[async_trait]
impl AccountWrites for SqliteTransaction {
    async fn insert_tenant(&mut self, tenant: &Tenant) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO tenant (id, organization, settings, created_at) VALUES (?, ?, ?, ?)",
            params![
                tenant.id.as_str(),
                tenant.organization.0.as_bytes(),
                json(&tenant.settings)?,
                tenant.created_at.seconds(),
            ],
        )?;
        Ok(())
    }

    async fn find_tenant(&mut self, id: &TenantId) -> Result<Option<Tenant>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(
                "SELECT id, organization, settings, created_at FROM tenant WHERE id = ?",
            )?
            .query_row([id.as_str()], tenant)
            .optional()?;
        Ok(found)
    }

    async fn set_tenant_settings(
        &mut self,
        tenant: &TenantId,
        settings: &TenantSettings,
    ) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE tenant SET settings = ? WHERE id = ?",
            params![json(settings)?, tenant.as_str()],
        )?;
        Ok(rows == 1)
    }

    async fn insert_organization(&mut self, new: &Organization) -> Result<(), StoreError> {
        let parent = new.parent.map(|parent| *parent.0.as_bytes());
        let (reseller, account_type) = match (new.kind, new.parent) {
            (OrganizationKind::Customer, Some(parent)) => {
                let (reseller, kind) = self.nearest_seller(parent)?;
                let produces =
                    || (kind == OrganizationKind::Msp).then_some(AccountType::Production);
                let account_type = new.profile.account_type.or_else(produces);
                (Some(reseller), account_type)
            }
            _ => (None, None),
        };
        let distributor = match (new.kind, new.parent) {
            (OrganizationKind::Reseller | OrganizationKind::Msp, Some(parent)) => {
                Some(self.distributor(&new.tenant, parent)?)
            }
            _ => None,
        };
        let contact = new.profile.contacts.first();
        let number = new.account_number.as_ref();
        self.run(
            "INSERT INTO organization (id, tenant, parent, kind, name, description, status, external_reference,
               vipmp_space, vipmp_id, reseller_vipmp_id, distributor_vipmp_id, account_number, account_value, profile,
               name_key, email_key, website, account_type, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                new.id.0.as_bytes(),
                new.tenant.as_str(),
                parent,
                new.kind.as_str(),
                new.name,
                new.description,
                new.status.as_str(),
                new.external_reference,
                new.vipmp_id.as_ref().map(|_| vipmp_space(new.kind)),
                new.vipmp_id.as_ref().map(VipmpId::as_str),
                reseller,
                distributor,
                number.map(|number| number.as_str().to_owned()),
                number.map(AccountNumber::value),
                json(&new.profile)?,
                folded(&new.name),
                contact.map_or_else(String::new, |contact| folded(&contact.email)),
                new.profile.website,
                account_type.map(AccountType::as_str),
                new.created_at.seconds(),
                new.updated_at.seconds(),
            ],
        )?;
        let at_or_above = self.run(
            "INSERT INTO organization_closure (descendant, ancestor, depth, descendant_created_at)
             SELECT ?1, c.ancestor, c.depth + 1, ?4 FROM organization_closure c
             JOIN organization o ON o.id = c.descendant AND o.tenant = ?3 WHERE c.descendant = ?2
             UNION ALL SELECT ?1, ?1, 0, ?4",
            params![
                new.id.0.as_bytes(),
                parent,
                new.tenant.as_str(),
                new.created_at.seconds()
            ],
        )?;
        if parent.is_some() && at_or_above < 2 {
            return Err(self.fail(StoreError::Dangling(format!(
                "the organization above {} is not in its tenant",
                new.id
            ))));
        }
        if new.kind == OrganizationKind::Customer {
            self.note_contacts(new)?;
        }
        Ok(())
    }

    async fn find_vipmp_ids(&mut self, ids: &[VipmpId]) -> Result<Vec<VipmpId>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM organization WHERE vipmp_id = ?)")?;
        let mut found = Vec::new();
        for id in ids {
            if statement.query_row([id.as_str()], |row| row.get(0))? {
                found.push(id.clone());
            }
        }
        Ok(found)
    }

    async fn find_organization(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!(
                "SELECT {ORGANIZATION} FROM organization o WHERE o.id = ? AND o.tenant = ?"
            ))?
            .query_row(params![id.0.as_bytes(), tenant.as_str()], organization)
            .optional()?;
        Ok(found)
    }

    /// There is one writer, so nobody else changes it.
    async fn hold_organization(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        self.find_organization(tenant, id).await
    }

    async fn update_organization(&mut self, it: &Organization) -> Result<bool, StoreError> {
        let contact = it.profile.contacts.first();
        // What nobody chose is what the seller gives it, as at birth.
        let rows = self.run(
            "UPDATE organization AS o SET name = ?2, description = ?3, status = ?4, external_reference = ?5, profile = ?6,
               name_key = ?7, email_key = ?8, website = ?9, updated_at = ?11,
               account_type = CASE WHEN o.kind <> 'customer' THEN NULL WHEN ?10 IS NOT NULL THEN ?10
                 WHEN (SELECT s.kind FROM organization s WHERE s.vipmp_id = o.reseller_vipmp_id AND s.vipmp_space = 'reseller') = 'msp'
                   THEN 'Production' END
             WHERE id = ?1",
            params![
                it.id.0.as_bytes(),
                it.name,
                it.description,
                it.status.as_str(),
                it.external_reference,
                json(&it.profile)?,
                folded(&it.name),
                contact.map_or_else(String::new, |contact| folded(&contact.email)),
                it.profile.website,
                it.profile.account_type.map(AccountType::as_str),
                it.updated_at.seconds(),
            ],
        )?;
        self.renew_contacts(it)?;
        Ok(rows == 1)
    }

    async fn set_organization_status(
        &mut self,
        id: OrganizationId,
        status: Status,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE organization SET status = ?, updated_at = ? WHERE id = ?",
            params![status.as_str(), at.seconds(), id.0.as_bytes()],
        )?;
        Ok(rows == 1)
    }

    async fn first_of_kind(
        &mut self,
        tenant: &TenantId,
        kind: OrganizationKind,
    ) -> Result<Option<Organization>, StoreError> {
        // Said literally, this lets the planner use the index of partners; customers have none of this kind.
        let partner = match kind {
            OrganizationKind::Customer => "",
            _ => " AND o.kind <> 'customer'",
        };
        let found = self
            .connection()
            .prepare_cached(&format!(
                "SELECT {ORGANIZATION} FROM organization o WHERE o.tenant = ? AND o.kind = ?{partner}
                 ORDER BY o.created_at, o.rowid LIMIT 1"
            ))?
            .query_row(params![tenant.as_str(), kind.as_str()], organization)
            .optional()?;
        Ok(found)
    }

    async fn insert_group(&mut self, group: &MembershipGroup) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO membership_group (vipmp_id, tenant, name, kind, large_agency, country, name_key, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                group.vipmp_id.as_str(),
                group.tenant.as_str(),
                group.name,
                group.kind.as_str(),
                json_option(group.large_agency.as_ref())?,
                group.large_agency.as_ref().map(|agency| &agency.country),
                folded(&group.name),
                group.created_at.seconds(),
            ],
        )?;
        Ok(())
    }

    async fn insert_membership(
        &mut self,
        customer: OrganizationId,
        group: &VipmpId,
        role: MembershipRole,
    ) -> Result<(), StoreError> {
        let rows = self.run(
            "INSERT INTO membership (customer, grp, role)
             SELECT o.id, g.vipmp_id, ? FROM organization o JOIN membership_group g ON g.tenant = o.tenant
             WHERE o.id = ? AND o.kind = 'customer' AND g.vipmp_id = ?",
            params![role.as_str(), customer.0.as_bytes(), group.as_str()],
        )?;
        if rows == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "customer {customer} and group {group} are not both in one tenant"
            ))));
        }
        Ok(())
    }

    async fn insert_deployment(&mut self, deployment: &Deployment) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO deployment (vipmp_id, customer, status, address, created_at) VALUES (?, ?, ?, ?, ?)",
            params![
                deployment.vipmp_id.as_str(),
                deployment.customer.0.as_bytes(),
                deployment.status.as_str(),
                json(&deployment.address)?,
                deployment.created_at.seconds(),
            ],
        )?;
        Ok(())
    }

    async fn find_deployment(
        &mut self,
        customer: OrganizationId,
        id: &VipmpId,
    ) -> Result<Option<Deployment>, StoreError> {
        deployment_of(self.connection(), customer, id)
    }

    async fn update_deployment(&mut self, deployment: &Deployment) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE deployment SET status = ?, address = ? WHERE vipmp_id = ? AND customer = ?",
            params![
                deployment.status.as_str(),
                json(&deployment.address)?,
                deployment.vipmp_id.as_str(),
                deployment.customer.0.as_bytes(),
            ],
        )?;
        Ok(rows == 1)
    }
}
