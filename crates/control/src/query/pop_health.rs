//! How the servers of each POP are doing: counted by whoever has the fleet in memory, in one answer.

use std::collections::HashMap;

use landfall_core::{
    id::{PopId, TenantId, Timestamp},
    model::{Environment, Platform},
};
use landfall_feed::{Fleet, Servers};
use serde::{Deserialize, Serialize};

/// Which servers are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopsAsked {
    /// The tenant whose they are.
    pub tenant: TenantId,
    /// Those of this platform; none for all.
    pub platform: Option<Platform>,
    /// Those of this environment; none for all.
    pub environment: Option<Environment>,
}

/// A POP with its servers, counted. Removed ones are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopNow {
    /// The POP.
    pub pop: PopId,
    /// Its printed name.
    pub name: String,
    /// The part of the world.
    pub region: String,
    /// How many there are.
    pub servers: u64,
    /// Those that have yet to catch up for the first time.
    pub joining: u64,
    /// Those that an operator has taken out.
    pub drained: u64,
    /// Those that do not hold their lease.
    pub stale: u64,
    /// Those that owe something to the end of their log.
    pub behind: u64,
    /// Those that run something else than their cursor says for some account, because a change failed there.
    pub with_exceptions: u64,
}

impl PopsAsked {
    /// All POPs in the order of the inventory, as the fleet has them.
    pub(crate) fn of(&self, fleet: &Fleet, now: Timestamp) -> Vec<PopNow> {
        let listed = fleet.pops(&self.tenant);
        let mut pops: Vec<PopNow> = (listed.iter())
            .map(|listed| PopNow {
                pop: listed.pop.id,
                name: listed.name.to_string(),
                region: listed.pop.region.clone(),
                servers: 0,
                joining: 0,
                drained: 0,
                stale: 0,
                behind: 0,
                with_exceptions: 0,
            })
            .collect();
        let places = pops.iter().enumerate().map(|(at, pop)| (pop.pop, at));
        let places: HashMap<PopId, usize> = places.collect();
        let all = |servers: Servers| servers.healthy + servers.stale;
        for health in fleet.tenant_health(&self.tenant, now) {
            let wanted = self.platform.is_none_or(|wanted| wanted == health.platform)
                && (self.environment).is_none_or(|wanted| wanted == health.environment);
            let Some(&place) = places.get(&health.pop).filter(|_| wanted) else {
                continue;
            };
            let pop = &mut pops[place];
            let (counted, joining, drained) = (health.counted, health.joining, health.drained);
            pop.servers += all(counted) + all(joining) + all(drained);
            pop.joining += all(joining);
            pop.drained += all(drained);
            pop.stale += counted.stale + joining.stale + drained.stale;
            pop.behind += health.behind;
            pop.with_exceptions += health.with_exceptions;
        }
        pops
    }
}
