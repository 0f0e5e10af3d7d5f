//! Tenants, organizations, groups and deployments.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId, VipmpId},
    model::{
        Deployment, MembershipGroup, MembershipRole, Organization, OrganizationKind, Tenant,
        TenantSettings,
    },
};

use crate::StoreError;

/// Writing tenants, organizations, groups and deployments.
#[async_trait]
pub trait AccountWrites: Send {
    /// Adds a tenant. Its organization is added after it, in the same transaction.
    async fn insert_tenant(&mut self, tenant: &Tenant) -> Result<(), StoreError>;

    /// Replaces a tenant's settings; false if there is no such tenant.
    async fn set_tenant_settings(
        &mut self,
        tenant: &TenantId,
        settings: &TenantSettings,
    ) -> Result<bool, StoreError>;

    /// Adds an organization below its parent and extends the closure.
    async fn insert_organization(&mut self, organization: &Organization) -> Result<(), StoreError>;

    /// An organization of the tenant, as this transaction sees it.
    async fn find_organization(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError>;

    /// The oldest organization of that kind in the tenant: its distributor, or its house reseller.
    async fn first_of_kind(
        &mut self,
        tenant: &TenantId,
        kind: OrganizationKind,
    ) -> Result<Option<Organization>, StoreError>;

    /// Adds a linked membership group.
    async fn insert_group(&mut self, group: &MembershipGroup) -> Result<(), StoreError>;

    /// Makes a customer the owner or a member of a group.
    async fn insert_membership(
        &mut self,
        customer: OrganizationId,
        group: &VipmpId,
        role: MembershipRole,
    ) -> Result<(), StoreError>;

    /// Adds a deployment.
    async fn insert_deployment(&mut self, deployment: &Deployment) -> Result<(), StoreError>;
}
