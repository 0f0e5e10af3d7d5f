//! Who may call. These reads decide over access, so they look everything up afresh.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId, UserId},
    model::{ApiClient, Credential, HeldRole, Role, Session, Tenant, TokenFamily, User},
};

use crate::StoreError;

/// Reading what access is decided by. All are point reads.
#[async_trait]
pub trait AccessReads: Send + Sync {
    /// A tenant.
    async fn tenant(&self, id: &TenantId) -> Result<Option<Tenant>, StoreError>;

    /// The API client of that name, revoked or not.
    async fn client(&self, client_id: &str) -> Result<Option<ApiClient>, StoreError>;

    /// The token of that family and hash with its holder, whether it is still good or not.
    async fn credential(
        &self,
        family: TokenFamily,
        hash: &[u8; 32],
    ) -> Result<Option<Credential>, StoreError>;

    /// The user of that e-mail address (in lower case), revoked or not.
    async fn user_by_email(
        &self,
        tenant: &TenantId,
        email: &str,
    ) -> Result<Option<User>, StoreError>;

    /// The session of that hash with its user, whether it is still good or not.
    async fn session(&self, hash: &[u8; 32]) -> Result<Option<(Session, User)>, StoreError>;

    /// The users of those numbers that the tenant has, revoked ones too, by number, each once. A point read for each number.
    async fn people(&self, tenant: &TenantId, numbers: &[UserId]) -> Result<Vec<User>, StoreError>;

    /// Every role that was given to a user in their tenant, with the organization that it was given in, in no particular
    /// order.
    async fn roles_of(&self, user: &User) -> Result<Vec<HeldRole>, StoreError>;

    /// The roles that a user has in `organization` or in any organization above it; none if the tenant has no such
    /// organization.
    async fn roles_at(
        &self,
        user: &User,
        organization: OrganizationId,
    ) -> Result<Option<Vec<Role>>, StoreError>;
}
