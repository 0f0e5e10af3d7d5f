//! POPs, servers and their progress.

use async_trait::async_trait;
use landfall_core::model::{Exception, Pop, Server, ServerProgress};

use crate::{Fence, StoreError};

/// Writing the fleet.
#[async_trait]
pub trait FleetWrites: Send {
    /// Adds a POP.
    async fn insert_pop(&mut self, pop: &Pop) -> Result<(), StoreError>;

    /// Adds a server.
    async fn insert_server(&mut self, server: &Server) -> Result<(), StoreError>;

    /// Notes that a server runs something else in a slot than its cursor says.
    async fn insert_exception(&mut self, exception: &Exception) -> Result<(), StoreError>;

    /// Takes over how far servers have got, exceptions included: those that were known before are replaced. Servers
    /// that are unknown or removed are passed over. Only who counts the fleet knows it, so the write carries that lease's
    /// [fence](crate::LeaseWrites::fence).
    async fn save_progress(
        &mut self,
        owner: Fence,
        progress: &[ServerProgress],
    ) -> Result<(), StoreError>;
}
