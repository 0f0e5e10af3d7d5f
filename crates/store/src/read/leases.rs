//! Who has which lease.

use async_trait::async_trait;

use crate::{Lease, StoreError};

/// Reading leases.
#[async_trait]
pub trait LeaseReads: Send + Sync {
    /// A lease as it stands; none if nobody ever had it. A point read that does not queue behind others.
    async fn lease(&self, name: &'static str) -> Result<Option<Lease>, StoreError>;
}
