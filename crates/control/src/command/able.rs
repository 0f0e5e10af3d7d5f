//! What the servers of a fleet can do, as they say when they connect. Only the process that counts the fleet has heard them; others
//! ask it.

use landfall_core::{
    id::TenantId,
    model::{Environment, Platform},
    rules::policy::Capabilities,
};
use landfall_feed::LogKey;

use crate::{Control, FleetTypes, Role};

impl Control {
    /// What every server of a platform can do in these environments. As long as no server has said anything, that is what a first
    /// adapter must be able to.
    pub(crate) async fn able(
        &self,
        tenant: &TenantId,
        platform: Platform,
        environments: &[Environment],
    ) -> Capabilities {
        let fleets: Vec<_> = (environments.iter())
            .map(|environment| LogKey {
                tenant: tenant.clone(),
                platform,
                environment: *environment,
            })
            .collect();
        let groups: Vec<_> = (self.types_of(&fleets).await.into_iter())
            .map(|FleetTypes { types, servers }| {
                // Who says nothing is taken for a first adapter.
                let able = if types.is_empty() {
                    Capabilities::first_adapter()
                } else {
                    Capabilities::of(types)
                };
                (able, servers)
            })
            .collect();
        Capabilities::shared(&groups).unwrap_or_else(Capabilities::first_adapter)
    }

    /// What servers have said, where they are heard.
    pub(crate) fn types_here(&self, fleets: &[LogKey]) -> Vec<FleetTypes> {
        let Some(open) = self.feed() else {
            return Vec::new();
        };
        let all = fleets.iter().flat_map(|key| open.feed.adapters(key));
        all.map(|(adapter, servers)| FleetTypes {
            types: adapter.capabilities.clone(),
            servers,
        })
        .collect()
    }

    /// The same for another process that takes this one for the owner of that fencing number; none if it is not.
    pub fn types_for_another(&self, fencing: u64, fleets: &[LogKey]) -> Option<Vec<FleetTypes>> {
        let owner = Role::Owner {
            fencing: Some(fencing),
        };
        (self.role() == owner).then(|| self.types_here(fleets))
    }
}
