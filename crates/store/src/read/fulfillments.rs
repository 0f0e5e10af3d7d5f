//! Fulfillments.

use async_trait::async_trait;
use landfall_core::model::{
    Fulfillment, FulfillmentOrder, FulfillmentStatus, Page, PageRequest, View,
};

use crate::StoreError;

/// Reading fulfillments.
#[async_trait]
pub trait FulfillmentReads: Send + Sync {
    /// A page of the fulfillments in view, of one status or of all, in the order of `sort`. Text is ordered by code point,
    /// missing values come last in both directions, and equal rows follow their id, ascending in both directions. The rows
    /// and the total are of one snapshot.
    async fn fulfillments(
        &self,
        view: &View,
        status: Option<FulfillmentStatus>,
        sort: &[FulfillmentOrder],
        page: PageRequest,
    ) -> Result<Page<Fulfillment>, StoreError>;
}
