//! Gateway groups and zones.

use async_trait::async_trait;
use landfall_core::{
    id::ZoneId,
    model::{GatewayGroup, Zone},
};

use crate::StoreError;

/// Writing gateway groups and zones.
#[async_trait]
pub trait ZoneWrites: Send {
    /// Adds a gateway group.
    async fn insert_gateway_group(&mut self, group: &GatewayGroup) -> Result<(), StoreError>;

    /// Adds a zone with its grants. Of organizations that are named, order and repetition are not kept.
    async fn insert_zone(&mut self, zone: &Zone) -> Result<(), StoreError>;

    /// Removes a zone; false if there is none.
    async fn delete_zone(&mut self, zone: ZoneId) -> Result<bool, StoreError>;
}
