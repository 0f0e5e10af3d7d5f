//! What can be asked about a store rather than of it.

use async_trait::async_trait;

use crate::StoreError;

/// A store's own condition.
#[async_trait]
pub trait Condition: Send + Sync {
    /// Whether the store answers reads at this moment. Quick in either case, a second at most: it does not wait for a store
    /// that is away, nor queue behind other reads.
    async fn ready(&self) -> Result<(), StoreError>;

    /// Whether other processes may have the store open at the same time.
    fn is_shared(&self) -> bool;
}
