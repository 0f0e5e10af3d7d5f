//! Tenants, organizations, groups and deployments.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        Deployment, MembershipGroup, MembershipRole, Organization, OrganizationKind, Status,
        Tenant, TenantSettings,
    },
};

use crate::StoreError;

/// Writing tenants, organizations, groups and deployments.
#[async_trait]
pub trait AccountWrites: Send {
    /// Adds a tenant. Its organization is added after it, in the same transaction.
    async fn insert_tenant(&mut self, tenant: &Tenant) -> Result<(), StoreError>;

    /// A tenant, as this transaction sees it. Nobody changes it until the transaction ends; others may find it too.
    async fn find_tenant(&mut self, id: &TenantId) -> Result<Option<Tenant>, StoreError>;

    /// Replaces a tenant's settings; false if there is no such tenant.
    async fn set_tenant_settings(
        &mut self,
        tenant: &TenantId,
        settings: &TenantSettings,
    ) -> Result<bool, StoreError>;

    /// Adds an organization below its parent, which has to be in the same tenant, and extends the closure. A customer needs an
    /// MSP or a reseller somewhere above it.
    async fn insert_organization(&mut self, organization: &Organization) -> Result<(), StoreError>;

    /// Those of the vipmp ids that an account of any type has, in no particular order.
    async fn find_vipmp_ids(&mut self, ids: &[VipmpId]) -> Result<Vec<VipmpId>, StoreError>;

    /// An organization of the tenant, as this transaction sees it. Nobody changes it until the transaction ends; others may find
    /// it too.
    async fn find_organization(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError>;

    /// The same for an organization that this transaction changes: nobody else finds or changes it until the transaction ends.
    async fn hold_organization(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError>;

    /// Replaces what may change of an organization: its name, description, status, external reference and profile, when it was
    /// changed last, and everything that lists select by. Its tenant, place, kind, numbers and birth stay as they are, whatever
    /// `organization` says of them. False if there is no such organization.
    async fn update_organization(
        &mut self,
        organization: &Organization,
    ) -> Result<bool, StoreError>;

    /// Puts an account into another status; false if there is no such organization.
    async fn set_organization_status(
        &mut self,
        id: OrganizationId,
        status: Status,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// The oldest organization of that kind in the tenant: its distributor, or its house reseller. Of those made in the same
    /// second it is the one that was added first. Not kept from change.
    async fn first_of_kind(
        &mut self,
        tenant: &TenantId,
        kind: OrganizationKind,
    ) -> Result<Option<Organization>, StoreError>;

    /// Adds a linked membership group.
    async fn insert_group(&mut self, group: &MembershipGroup) -> Result<(), StoreError>;

    /// Makes a customer the owner or a member of a group of its tenant.
    async fn insert_membership(
        &mut self,
        customer: OrganizationId,
        group: &VipmpId,
        role: MembershipRole,
    ) -> Result<(), StoreError>;

    /// Adds a deployment.
    async fn insert_deployment(&mut self, deployment: &Deployment) -> Result<(), StoreError>;

    /// A customer's deployment, as this transaction sees it. Nobody else finds or changes it until the transaction ends.
    async fn find_deployment(
        &mut self,
        customer: OrganizationId,
        id: &VipmpId,
    ) -> Result<Option<Deployment>, StoreError>;

    /// Replaces a deployment's address and status; false if its customer has none of that id.
    async fn update_deployment(&mut self, deployment: &Deployment) -> Result<bool, StoreError>;
}
