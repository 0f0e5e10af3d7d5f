//! Fulfillments.

use landfall_core::{
    id::FulfillmentId,
    model::{
        Fulfillment, FulfillmentDetail, FulfillmentOrder, FulfillmentStatus, Page, PageRequest,
        View,
    },
};

use crate::{Control, ControlError};

impl Control {
    /// One fulfillment with its request. A point read.
    pub async fn fulfillment(
        &self,
        view: &View,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, ControlError> {
        Ok(self.store.fulfillment(view, id).await?)
    }

    /// A page of the fulfillments in view.
    pub async fn fulfillments(
        &self,
        view: &View,
        status: Option<FulfillmentStatus>,
        sort: &[FulfillmentOrder],
        page: PageRequest,
    ) -> Result<Page<Fulfillment>, ControlError> {
        Ok(self.store.fulfillments(view, status, sort, page).await?)
    }
}
