//! Service lines, and customers with theirs.

use async_trait::async_trait;
use landfall_core::{
    id::OrganizationId,
    model::{Page, PageRequest, SoldAccount, SoldFilter, SoldOrder, Subscription, View},
};

use crate::StoreError;

/// Reading service lines.
#[async_trait]
pub trait SubscriptionReads: Send + Sync {
    /// The customer of that id with its active lines, if it is in view. A point read of one snapshot.
    async fn sold_account(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<SoldAccount>, StoreError>;

    /// A page of the customers in view that pass the filter, in the order of `sort`. Text is ordered by code point, missing
    /// values come last in both directions (an empty external reference is missing), and equal rows follow their id,
    /// ascending in both directions. The rows, their lines and the total are of one snapshot.
    async fn sold_accounts(
        &self,
        view: &View,
        filter: &SoldFilter,
        sort: &[SoldOrder],
        page: PageRequest,
    ) -> Result<Page<SoldAccount>, StoreError>;

    /// Every line that a customer has or had, oldest first, of one second by id; none if the customer is not in view.
    async fn subscriptions(
        &self,
        view: &View,
        account: OrganizationId,
    ) -> Result<Option<Vec<Subscription>>, StoreError>;
}
