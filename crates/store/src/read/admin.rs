//! What operators list. These reads are not bound to a view: whoever may open the store or its administration socket owns it.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId},
    model::{
        ApiClient, Event, IdempotencyKey, IdempotencyRecord, Organization, OrganizationKind,
        RoleBinding, SealedKey, Tenant, Token, User,
    },
};

use crate::StoreError;

/// Reading for operators and for Landfall itself.
#[async_trait]
pub trait AdminReads: Send + Sync {
    /// Every tenant, by name.
    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError>;

    /// A tenant's organizations by name, letter case aside, of one kind or of all, from `offset` on, at most `limit`.
    async fn organizations(
        &self,
        tenant: &TenantId,
        kind: Option<OrganizationKind>,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<Organization>, StoreError>;

    /// The customer of that account number in the tenant. A point read.
    async fn account(
        &self,
        tenant: &TenantId,
        number: &AccountNumber,
    ) -> Result<Option<OrganizationId>, StoreError>;

    /// A tenant's API clients, by client id, revoked ones too.
    async fn clients(&self, tenant: &TenantId) -> Result<Vec<ApiClient>, StoreError>;

    /// A tenant's users with their roles, by e-mail address, revoked ones too.
    async fn users(&self, tenant: &TenantId) -> Result<Vec<(User, Vec<RoleBinding>)>, StoreError>;

    /// A tenant's tokens that have neither ended nor been revoked before `now` (seconds since 1970), newest first, at most
    /// `limit`.
    async fn tokens(
        &self,
        tenant: &TenantId,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Token>, StoreError>;

    /// The keys of the installation, oldest first.
    async fn keys(&self) -> Result<Vec<SealedKey>, StoreError>;

    /// Events behind the position `after`, in order, at most `limit`.
    async fn events(&self, after: u64, limit: u32) -> Result<Vec<Event>, StoreError>;

    /// The record of an earlier call, expired or not.
    async fn idempotency(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Option<IdempotencyRecord>, StoreError>;
}
