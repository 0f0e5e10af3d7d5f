//! The counters of long lists.

use async_trait::async_trait;

use crate::{CounterProgress, CounterReport, StoreError};

/// Reading the counters of long lists.
#[async_trait]
pub trait CounterReads: Send + Sync {
    /// Compares lists and their counters with the rows that they are of, in one snapshot. Takes time by the number of rows,
    /// and disturbs nobody.
    async fn check_counters(&self, progress: CounterProgress) -> Result<CounterReport, StoreError>;
}
