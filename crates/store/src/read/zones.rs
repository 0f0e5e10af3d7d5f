//! Deployment zones and the gateway groups behind them.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{GatewayGroup, Pop, ZoneRecord},
};

use crate::StoreError;

/// The zones of an organization, from one snapshot.
#[derive(Debug, Clone, PartialEq)]
pub enum Zones {
    /// The tenant has defined zones: those of the organization itself and those that an ancestor grants to it, in no
    /// particular order.
    Defined(Vec<ZoneRecord>),
    /// No zone is defined anywhere in the tenant; transient zones follow from its gateways.
    Undefined {
        /// Its gateway groups, by number.
        groups: Vec<GatewayGroup>,
        /// All its POPs, in the order of the inventory: how one is called depends on the others.
        pops: Vec<Pop>,
    },
}

/// Reading zones.
#[async_trait]
pub trait ZoneReads: Send + Sync {
    /// The zones that `organization` of `tenant` can use.
    async fn zones(
        &self,
        tenant: &TenantId,
        organization: OrganizationId,
    ) -> Result<Zones, StoreError>;
}
