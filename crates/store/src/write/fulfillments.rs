//! Fulfillments.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, TenantId, Timestamp},
    model::{FulfillmentDetail, FulfillmentStatus},
};

use crate::StoreError;

/// Writing fulfillments.
#[async_trait]
pub trait FulfillmentWrites: Send {
    /// Adds a fulfillment. Its seller is a partner of its tenant: any organization but a customer.
    async fn insert_fulfillment(
        &mut self,
        fulfillment: &FulfillmentDetail,
    ) -> Result<(), StoreError>;

    /// Moves a fulfillment of the tenant from one status to another; false if it does not stand at `from`. Of several who try
    /// at a time, one succeeds.
    async fn set_fulfillment_status(
        &mut self,
        tenant: &TenantId,
        id: FulfillmentId,
        from: FulfillmentStatus,
        to: FulfillmentStatus,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
}
