//! Fulfillments.

use async_trait::async_trait;
use landfall_core::{
    id::FulfillmentId,
    model::{
        Fulfillment, FulfillmentDetail, FulfillmentOrder, FulfillmentStatus, Page, PageRequest,
        View,
    },
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

    /// The fulfillment of that id, if its seller is in view, with the text of its request as it was added. A point read.
    async fn fulfillment(
        &self,
        view: &View,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, StoreError>;
}
