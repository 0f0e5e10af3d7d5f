//! The counters of long lists.

use async_trait::async_trait;

use crate::{CounterProgress, StoreError};

/// Writing the counters of long lists. They follow every write by themselves; this is for when something else has touched
/// the tables.
#[async_trait]
pub trait CounterWrites: Send {
    /// Makes lists and counters agree with the rows that they are of; gives the number of rows. Other writes wait until the
    /// transaction has ended, reads do not.
    async fn rebuild_counters(&mut self, progress: &CounterProgress) -> Result<u64, StoreError>;
}
