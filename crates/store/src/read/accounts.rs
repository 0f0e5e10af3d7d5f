//! Organizations and customers.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, VipmpId},
    model::{Customer, Organization, View},
};

use crate::StoreError;

/// Reading organizations and customers.
#[async_trait]
pub trait AccountReads: Send + Sync {
    /// The organization of that id, if it is in view. A point read.
    async fn organization(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError>;

    /// The customer that vipmp knows by that id, if it is in view. A point read.
    async fn customer(&self, view: &View, id: &VipmpId) -> Result<Option<Customer>, StoreError>;
}
