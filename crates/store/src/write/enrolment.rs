//! Inviting servers, letting them in, and taking them out.

use async_trait::async_trait;
use landfall_core::{
    id::{ServerId, Timestamp},
    model::{JoinToken, Server, ServerCredential, ServerMembership},
};

use crate::StoreError;

/// Writing what servers are let in by.
#[async_trait]
pub trait EnrolmentWrites: Send {
    /// Adds an invitation.
    async fn insert_join_token(&mut self, token: &JoinToken) -> Result<(), StoreError>;

    /// The invitation of that hash, used or not; nobody else uses it until the transaction has ended.
    async fn find_join_token(&mut self, hash: &[u8; 32]) -> Result<Option<JoinToken>, StoreError>;

    /// Notes that an invitation was used.
    async fn use_join_token(
        &mut self,
        hash: &[u8; 32],
        server: ServerId,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Adds a server's credential.
    async fn insert_server_credential(
        &mut self,
        credential: &ServerCredential,
    ) -> Result<(), StoreError>;

    /// Revokes every credential of a server that still stands; says how many did.
    async fn revoke_server_credentials(
        &mut self,
        server: ServerId,
        at: Timestamp,
    ) -> Result<u64, StoreError>;

    /// A server, removed or not; nobody else changes its membership until the transaction has ended.
    async fn find_server(&mut self, id: ServerId) -> Result<Option<Server>, StoreError>;

    /// Changes whether a server is counted.
    async fn set_membership(
        &mut self,
        server: ServerId,
        membership: ServerMembership,
    ) -> Result<(), StoreError>;
}
