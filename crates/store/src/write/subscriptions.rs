//! Service lines.

use async_trait::async_trait;
use landfall_core::{
    id::{SubscriptionId, Timestamp},
    model::Subscription,
};

use crate::StoreError;

/// Writing service lines.
#[async_trait]
pub trait SubscriptionWrites: Send {
    /// Adds a line of a customer. The order that made it has to be of the customer's tenant.
    async fn insert_subscription(&mut self, line: &Subscription) -> Result<(), StoreError>;

    /// Ends a line; false if there is no such line or it has ended already.
    async fn end_subscription(
        &mut self,
        id: SubscriptionId,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
}
