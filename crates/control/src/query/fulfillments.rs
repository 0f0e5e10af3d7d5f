//! Fulfillments.

use landfall_core::model::{
    Fulfillment, FulfillmentOrder, FulfillmentStatus, Page, PageRequest, View,
};

use crate::{Control, ControlError};

impl Control {
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
