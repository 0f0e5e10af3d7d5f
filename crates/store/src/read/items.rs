//! The record's business objects, read whole.

use async_trait::async_trait;
use landfall_core::model::Item;
use tokio::sync::mpsc::Sender;

use crate::StoreError;

/// Reading everything that an export holds.
#[async_trait]
pub trait ItemReads: Send + Sync {
    /// Sends every business object of all tenants, in the order of [`ItemKind`](landfall_core::model::ItemKind) and so that
    /// none refers to a later one: organizations in the order in which they were added, fulfillments by their tenant, when
    /// they were accepted, and their id, everything else by what tells it apart. All are of one snapshot, and a few thousand
    /// are held at a time. Ends early, without an error, when nobody receives any more.
    async fn items(&self, to: Sender<Vec<Item>>) -> Result<(), StoreError>;
}
