//! Fulfillments.

use async_trait::async_trait;
use landfall_core::model::FulfillmentDetail;

use crate::StoreError;

/// Writing fulfillments.
#[async_trait]
pub trait FulfillmentWrites: Send {
    /// Adds a fulfillment. Its seller is a partner of its tenant: any organization but a customer.
    async fn insert_fulfillment(
        &mut self,
        fulfillment: &FulfillmentDetail,
    ) -> Result<(), StoreError>;
}
