//! Gateway groups and zones.

use async_trait::async_trait;
use landfall_core::{
    id::{GatewayGroupId, OrganizationId, TenantId, ZoneId},
    model::{GatewayGroup, Zone, ZoneRecord},
};

use crate::StoreError;

/// Writing gateway groups and zones.
#[async_trait]
pub trait ZoneWrites: Send {
    /// Adds a gateway group.
    async fn insert_gateway_group(&mut self, group: &GatewayGroup) -> Result<(), StoreError>;

    /// The gateway group of the tenant with that key, or else the one with that number. Nobody changes it until the transaction
    /// ends; others may find it too.
    async fn find_gateway_group(
        &mut self,
        tenant: &TenantId,
        key: &str,
        number: Option<GatewayGroupId>,
    ) -> Result<Option<GatewayGroup>, StoreError>;

    /// Those of the organizations that lie below `owner`, in no particular order. Not kept from change.
    async fn find_below(
        &mut self,
        owner: OrganizationId,
        organizations: &[OrganizationId],
    ) -> Result<Vec<OrganizationId>, StoreError>;

    /// How many zones an organization has defined. Nobody else counts them until the transaction ends.
    async fn count_zones(&mut self, owner: OrganizationId) -> Result<u64, StoreError>;

    /// Adds a zone with its grants. Of organizations that are named, order and repetition are not kept.
    async fn insert_zone(&mut self, zone: &Zone) -> Result<(), StoreError>;

    /// A zone with its gateway group, as this transaction sees it. Nobody else finds, changes or removes the zone until the
    /// transaction ends.
    async fn find_zone(&mut self, zone: ZoneId) -> Result<Option<ZoneRecord>, StoreError>;

    /// The zones that stand behind an organization's active deployments, by id: all that it has defined, and none while it has
    /// no active deployment. Nobody else finds, changes or removes them until the transaction ends. Ask for them before any
    /// one of them is found.
    async fn find_serving_zones(
        &mut self,
        owner: OrganizationId,
    ) -> Result<Vec<ZoneId>, StoreError>;

    /// Replaces everything about a zone but its tenant, key, owner and when it was made; false if there is none. Of
    /// organizations that it is granted to, order and repetition are not kept.
    async fn update_zone(&mut self, zone: &Zone) -> Result<bool, StoreError>;

    /// Removes a zone with its grants; false if there is none.
    async fn delete_zone(&mut self, zone: ZoneId) -> Result<bool, StoreError>;
}
