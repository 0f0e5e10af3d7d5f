//! What is on its way to the fleet, for those who carry it there. These reads are Landfall's own and operators', and not
//! bound to a view.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, OrganizationId, TenantId, Timestamp},
    model::{DeployRequest, Freeze, Review},
};

use crate::StoreError;

/// Which requests are to be looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished {
    /// Those behind this number.
    pub after: DeployRequestId,
    /// What goes on by itself: those that have stood where they are since then or longer.
    pub moved_before: Timestamp,
    /// What waits for a person: those whose time for it has passed by now.
    pub now: Timestamp,
    /// Seconds for a person's decision, where neither the account nor its tenant has some of its own.
    pub review_within: u32,
    /// How many at most.
    pub limit: u32,
}

/// Reading what is on its way.
#[async_trait]
pub trait DeployingReads: Send + Sync {
    /// The requests that are neither final nor wait for a person who still has time, by number.
    async fn unfinished_deploy_requests(
        &self,
        wanted: &Unfinished,
    ) -> Result<Vec<DeployRequest>, StoreError>;

    /// The requests of a tenant that wait for a person, by number, at most `limit`.
    async fn waiting_deploy_requests(
        &self,
        tenant: &TenantId,
        limit: u32,
    ) -> Result<Vec<DeployRequest>, StoreError>;

    /// Where deploy requests are reviewed in a tenant, by account and environment.
    async fn reviews(&self, tenant: &TenantId) -> Result<Vec<Review>, StoreError>;

    /// Where deploy requests of an account are reviewed for itself, by environment. A point read.
    async fn reviews_of(&self, account: OrganizationId) -> Result<Vec<Review>, StoreError>;

    /// All frozen fleets, by tenant, platform and environment.
    async fn freezes(&self) -> Result<Vec<Freeze>, StoreError>;
}
