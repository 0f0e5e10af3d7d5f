//! Clients, users, roles, sessions and tokens.

use async_trait::async_trait;
use landfall_core::{
    id::{ClientKey, TenantId, Timestamp, UserId},
    model::{ApiClient, RoleBinding, Session, Token, TokenFamily, TokenSlot, User},
};

use crate::StoreError;

/// Writing who may call.
#[async_trait]
pub trait AccessWrites: Send {
    /// Adds an API client.
    async fn insert_client(&mut self, client: &ApiClient) -> Result<(), StoreError>;

    /// An API client, as this transaction sees it.
    async fn find_client(&mut self, client_id: &str) -> Result<Option<ApiClient>, StoreError>;

    /// Gives a client another secret. Tokens that it holds stay good.
    async fn set_client_secret(
        &mut self,
        client: ClientKey,
        secret_hash: &[u8; 32],
    ) -> Result<(), StoreError>;

    /// Ends a client and every token it holds; false if there is no such client in the tenant or it had ended already.
    async fn revoke_client(
        &mut self,
        tenant: &TenantId,
        client_id: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Adds a user.
    async fn insert_user(&mut self, user: &User) -> Result<(), StoreError>;

    /// A user, as this transaction sees it.
    async fn find_user(
        &mut self,
        tenant: &TenantId,
        email: &str,
    ) -> Result<Option<User>, StoreError>;

    /// Gives a user another password, which ends every session they have, and lets a revoked user in again.
    async fn set_password(
        &mut self,
        user: UserId,
        password_hash: &str,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Ends a user with every session and token they hold; false if they had ended already.
    async fn revoke_user(&mut self, user: UserId, at: Timestamp) -> Result<bool, StoreError>;

    /// Gives a user a role; nothing happens if they have it.
    async fn bind_role(&mut self, binding: &RoleBinding) -> Result<(), StoreError>;

    /// Adds a session.
    async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError>;

    /// Ends a session; false if there is none that lives.
    async fn revoke_session(&mut self, hash: &[u8; 32], at: Timestamp) -> Result<bool, StoreError>;

    /// Adds a token.
    async fn insert_token(&mut self, token: &Token) -> Result<(), StoreError>;

    /// Ends a token; false if there is none that lives in the tenant.
    async fn revoke_token(
        &mut self,
        tenant: &TenantId,
        family: TokenFamily,
        hash: &[u8; 32],
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Ends the user's token in that slot, so that another can take its place; the other slot is not touched.
    async fn revoke_slot(
        &mut self,
        user: UserId,
        slot: TokenSlot,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Removes tokens and sessions that ended or were revoked before `before`; how many.
    async fn sweep_access(&mut self, before: Timestamp) -> Result<u64, StoreError>;
}
