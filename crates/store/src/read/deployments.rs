//! Deployments of a customer.

use async_trait::async_trait;
use landfall_core::{
    id::VipmpId,
    model::{Deployment, Page, PageRequest, Status, View},
};

use crate::StoreError;

/// Reading deployments. The outer `None` means that the customer is not in view.
#[async_trait]
pub trait DeploymentReads: Send + Sync {
    /// A page of a customer's deployments whose status is one of `statuses`, newest first; of those made in the same second
    /// the longer id first, then the greater by bytes. The rows and the total are of one snapshot.
    async fn deployments(
        &self,
        view: &View,
        customer: &VipmpId,
        statuses: &[Status],
        page: PageRequest,
    ) -> Result<Option<Page<Deployment>>, StoreError>;

    /// One deployment of that customer. A point read.
    async fn deployment(
        &self,
        view: &View,
        customer: &VipmpId,
        id: &VipmpId,
    ) -> Result<Option<Option<Deployment>>, StoreError>;
}
