//! Servers' credentials.

use async_trait::async_trait;
use landfall_core::model::{Server, ServerCredential};

use crate::StoreError;

/// Reading what servers are let in by.
#[async_trait]
pub trait EnrolmentReads: Send + Sync {
    /// The credential of that hash with its server, whether or not either still stands. A point read.
    async fn server_credential(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<(ServerCredential, Server)>, StoreError>;
}
