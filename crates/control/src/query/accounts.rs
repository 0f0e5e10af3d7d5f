//! Customers and their deployments.

use landfall_core::{
    id::VipmpId,
    model::{Customer, Deployment, Page, PageRequest, Status, View},
};

use crate::{Control, ControlError};

impl Control {
    /// A customer by its vipmp id. A point read.
    pub async fn customer(
        &self,
        view: &View,
        id: &VipmpId,
    ) -> Result<Option<Customer>, ControlError> {
        Ok(self.store.customer(view, id).await?)
    }

    /// A page of a customer's deployments; none if the customer is not in view.
    pub async fn deployments(
        &self,
        view: &View,
        customer: &VipmpId,
        statuses: &[Status],
        page: PageRequest,
    ) -> Result<Option<Page<Deployment>>, ControlError> {
        Ok(self
            .store
            .deployments(view, customer, statuses, page)
            .await?)
    }

    /// One deployment; the outer none means that the customer is not in view. A point read.
    pub async fn deployment(
        &self,
        view: &View,
        customer: &VipmpId,
        id: &VipmpId,
    ) -> Result<Option<Option<Deployment>>, ControlError> {
        Ok(self.store.deployment(view, customer, id).await?)
    }
}
