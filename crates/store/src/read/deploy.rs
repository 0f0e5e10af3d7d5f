//! Policies, deploy requests and what they released.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, OrganizationId, PolicyId},
    model::{
        DeployFilter, DeployRecord, DeployRequest, Page, PageRequest, Policy, PolicyFilter,
        PolicySummary, Release, View,
    },
};

use crate::StoreError;

/// Reading policies and deploy requests.
#[async_trait]
pub trait DeployReads: Send + Sync {
    /// The policy of that id if it is `account`'s and the account is in view. A point read.
    async fn policy(
        &self,
        view: &View,
        account: OrganizationId,
        id: PolicyId,
    ) -> Result<Option<Policy>, StoreError>;

    /// A page of `account`'s policies that match the filter, the last changed first; of those changed in the same second the
    /// greater id first. Nothing if the account is not in view. A policy whose deploy requests are searched is listed once.
    /// The rows and the total are of one snapshot.
    async fn policies(
        &self,
        view: &View,
        account: OrganizationId,
        filter: &PolicyFilter,
        page: PageRequest,
    ) -> Result<Page<PolicySummary>, StoreError>;

    /// The deploy request of that id if it is `account`'s and the account is in view, with what it released so far, by
    /// revision. A point read.
    async fn deploy_request(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<(DeployRequest, Vec<Release>)>, StoreError>;

    /// The deploy request of that id with its policy, if it is `account`'s and the account is in view. A point read.
    async fn deploy_record(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<DeployRecord>, StoreError>;

    /// A page of `account`'s deploy requests that match the filter, with their policies, the newest first; of those made in
    /// the same second the greater id first. Nothing if the account is not in view. The rows and the total are of one
    /// snapshot.
    async fn deploy_records(
        &self,
        view: &View,
        account: OrganizationId,
        filter: &DeployFilter,
        page: PageRequest,
    ) -> Result<Page<DeployRecord>, StoreError>;
}
