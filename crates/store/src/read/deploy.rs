//! Deploy requests and what they released.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, OrganizationId},
    model::{DeployRequest, Release, View},
};

use crate::StoreError;

/// Reading deploy requests.
#[async_trait]
pub trait DeployReads: Send + Sync {
    /// The deploy request of that id if it is `account`'s and the account is in view, with what it released so far, by
    /// revision. A point read.
    async fn deploy_request(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<(DeployRequest, Vec<Release>)>, StoreError>;
}
