//! Tenants, organizations, groups and deployments.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        Deployment, MembershipGroup, MembershipRole, Organization, OrganizationKind, Status,
        Tenant, TenantSettings,
    },
};

use super::PostgresTransaction;
use crate::{
    AccountWrites, StoreError,
    postgres::{
        codec::{get, json, json_option, signed},
        read::{
            access::tenant,
            accounts::{organization, organization_columns},
        },
    },
    vipmp_space::vipmp_space,
};

impl PostgresTransaction {
    /// The number of the nearest MSP or reseller at or above an organization.
    async fn seller_above(&mut self, parent: OrganizationId) -> Result<Option<String>, StoreError> {
        let found = self
            .row(
                "SELECT o.vipmp_id FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                 WHERE c.descendant = $1 AND o.kind IN ('reseller', 'msp') ORDER BY c.depth LIMIT 1",
                &[&parent.0],
            )
            .await?;
        found.map_or(Ok(None), |row| get(&row, 0))
    }
}

#[async_trait]
impl AccountWrites for PostgresTransaction {
    async fn insert_tenant(&mut self, tenant: &Tenant) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO tenant (id, organization, settings, created_at) VALUES ($1, $2, $3, $4)",
            &[
                &tenant.id.as_str(),
                &tenant.organization.0,
                &json(&tenant.settings)?,
                &tenant.created_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn find_tenant(&mut self, id: &TenantId) -> Result<Option<Tenant>, StoreError> {
        let found = self
            .row(
                "SELECT id, organization, settings, created_at FROM tenant WHERE id = $1 FOR SHARE",
                &[&id.as_str()],
            )
            .await?;
        found.as_ref().map(tenant).transpose()
    }

    async fn set_tenant_settings(
        &mut self,
        tenant: &TenantId,
        settings: &TenantSettings,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE tenant SET settings = $1 WHERE id = $2",
                &[&json(settings)?, &tenant.as_str()],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn insert_organization(&mut self, new: &Organization) -> Result<(), StoreError> {
        let reseller = match (new.kind, new.parent) {
            (OrganizationKind::Customer, Some(parent)) => self.seller_above(parent).await?,
            _ => None,
        };
        if new.kind == OrganizationKind::Customer && reseller.is_none() {
            return Err(self.fail(StoreError::Dangling(
                "a customer needs a reseller or an MSP above it".to_owned(),
            )));
        }
        let number = new.account_number.as_ref();
        let parent = new.parent.map(|parent| parent.0);
        self.run(
            "INSERT INTO organization (id, tenant, parent, kind, name, description, status, external_reference,
               vipmp_space, vipmp_id, reseller_vipmp_id, account_number, account_value, profile, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            &[
                &new.id.0,
                &new.tenant.as_str(),
                &parent,
                &new.kind.as_str(),
                &new.name,
                &new.description,
                &new.status.as_str(),
                &new.external_reference,
                &new.vipmp_id.as_ref().map(|_| vipmp_space(new.kind)),
                &new.vipmp_id.as_ref().map(VipmpId::as_str),
                &reseller,
                &number.map(AccountNumber::as_str),
                &number.map(AccountNumber::value).map(signed).transpose()?,
                &json(&new.profile)?,
                &new.created_at.seconds(),
                &new.updated_at.seconds(),
            ],
        )
        .await?;
        let at_or_above = self
            .run(
                "INSERT INTO organization_closure (descendant, ancestor, depth)
                 SELECT $1::uuid, c.ancestor, c.depth + 1 FROM organization_closure c
                 JOIN organization o ON o.id = c.descendant AND o.tenant = $3 WHERE c.descendant = $2
                 UNION ALL SELECT $1::uuid, $1::uuid, 0",
                &[&new.id.0, &parent, &new.tenant.as_str()],
            )
            .await?;
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
            .row(
                concat!(
                    "SELECT ",
                    organization_columns!(),
                    " FROM organization o WHERE o.id = $1 AND o.tenant = $2 FOR SHARE"
                ),
                &[&id.0, &tenant.as_str()],
            )
            .await?;
        found.as_ref().map(organization).transpose()
    }

    async fn set_organization_status(
        &mut self,
        id: OrganizationId,
        status: Status,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE organization SET status = $1, updated_at = $2 WHERE id = $3",
                &[&status.as_str(), &at.seconds(), &id.0],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn first_of_kind(
        &mut self,
        tenant: &TenantId,
        kind: OrganizationKind,
    ) -> Result<Option<Organization>, StoreError> {
        // Said literally, the second lets the planner use the index of partners; customers have none of this kind.
        let sql = match kind {
            OrganizationKind::Customer => concat!(
                "SELECT ",
                organization_columns!(),
                " FROM organization o WHERE o.tenant = $1 AND o.kind = $2 ORDER BY o.created_at, o.added LIMIT 1"
            ),
            _ => concat!(
                "SELECT ",
                organization_columns!(),
                " FROM organization o WHERE o.tenant = $1 AND o.kind = $2 AND o.kind <> 'customer'
                 ORDER BY o.created_at, o.added LIMIT 1"
            ),
        };
        let found = self.row(sql, &[&tenant.as_str(), &kind.as_str()]).await?;
        found.as_ref().map(organization).transpose()
    }

    async fn insert_group(&mut self, group: &MembershipGroup) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO membership_group (vipmp_id, tenant, name, kind, large_agency, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                &group.vipmp_id.as_str(),
                &group.tenant.as_str(),
                &group.name,
                &group.kind.as_str(),
                &json_option(group.large_agency.as_ref())?,
                &group.created_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn insert_membership(
        &mut self,
        customer: OrganizationId,
        group: &VipmpId,
        role: MembershipRole,
    ) -> Result<(), StoreError> {
        let rows = self
            .run(
                "INSERT INTO membership (customer, grp, role)
                 SELECT o.id, g.vipmp_id, $1 FROM organization o JOIN membership_group g ON g.tenant = o.tenant
                 WHERE o.id = $2 AND o.kind = 'customer' AND g.vipmp_id = $3",
                &[&role.as_str(), &customer.0, &group.as_str()],
            )
            .await?;
        if rows == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "customer {customer} and group {group} are not both in one tenant"
            ))));
        }
        Ok(())
    }

    async fn insert_deployment(&mut self, deployment: &Deployment) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO deployment (vipmp_id, customer, status, address, created_at) VALUES ($1, $2, $3, $4, $5)",
            &[
                &deployment.vipmp_id.as_str(),
                &deployment.customer.0,
                &deployment.status.as_str(),
                &json(&deployment.address)?,
                &deployment.created_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }
}
