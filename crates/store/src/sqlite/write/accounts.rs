//! Tenants, organizations, groups and deployments.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        Deployment, MembershipGroup, MembershipRole, Organization, OrganizationKind, Status,
        Tenant, TenantSettings,
    },
};
use rusqlite::{OptionalExtension, params};

use super::SqliteTransaction;
use crate::{
    AccountWrites, StoreError,
    sqlite::{
        codec::{json, json_option},
        read::{
            access::tenant,
            accounts::{ORGANIZATION, organization},
        },
    },
    vipmp_space::vipmp_space,
};

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
        let reseller: Option<String> = match (new.kind, parent) {
            (OrganizationKind::Customer, Some(parent)) => self
                .connection()
                .prepare_cached(
                    "SELECT o.vipmp_id FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                     WHERE c.descendant = ? AND o.kind IN ('reseller', 'msp') ORDER BY c.depth LIMIT 1",
                )?
                .query_row([parent], |row| row.get(0))
                .optional()?
                .flatten(),
            _ => None,
        };
        if new.kind == OrganizationKind::Customer && reseller.is_none() {
            return Err(self.fail(StoreError::Dangling(
                "a customer needs a reseller or an MSP above it".to_owned(),
            )));
        }
        let number = new.account_number.as_ref();
        self.run(
            "INSERT INTO organization (id, tenant, parent, kind, name, description, status, external_reference,
               vipmp_space, vipmp_id, reseller_vipmp_id, account_number, account_value, profile, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                number.map(|number| number.as_str().to_owned()),
                number.map(AccountNumber::value),
                json(&new.profile)?,
                new.created_at.seconds(),
                new.updated_at.seconds(),
            ],
        )?;
        let at_or_above = self.run(
            "INSERT INTO organization_closure (descendant, ancestor, depth)
             SELECT ?1, c.ancestor, c.depth + 1 FROM organization_closure c
             JOIN organization o ON o.id = c.descendant AND o.tenant = ?3 WHERE c.descendant = ?2
             UNION ALL SELECT ?1, ?1, 0",
            params![new.id.0.as_bytes(), parent, new.tenant.as_str()],
        )?;
        if parent.is_some() && at_or_above < 2 {
            return Err(self.fail(StoreError::Dangling(format!(
                "the organization above {} is not in its tenant",
                new.id
            ))));
        }
        Ok(())
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
            "INSERT INTO membership_group (vipmp_id, tenant, name, kind, large_agency, created_at)
             VALUES (?, ?, ?, ?, ?, ?)",
            params![
                group.vipmp_id.as_str(),
                group.tenant.as_str(),
                group.name,
                group.kind.as_str(),
                json_option(group.large_agency.as_ref())?,
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
}
