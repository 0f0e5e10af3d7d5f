//! How the servers of each POP are doing.

use landfall_control::query::PopNow;
use serde::Serialize;
use utoipa::ToSchema;

/// How the servers of each POP are doing.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = PopHealth)]
pub(crate) struct PopHealthView {
    /// All POPs, in the order of the inventory.
    pops: Vec<PopServersView>,
}

/// A POP with its servers, counted. Removed ones are not.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PopServers)]
struct PopServersView {
    /// The POP.
    pop_id: String,
    /// Its name.
    #[schema(example = "South America : Valparaiso, Chile")]
    name: String,
    /// The part of the world.
    region: String,
    /// How many servers there are.
    servers: u64,
    /// Those that have yet to catch up for the first time, and do not count.
    joining: u64,
    /// Those that an operator has taken out.
    drained: u64,
    /// Those that were not heard of for longer than their lease.
    stale: u64,
    /// Those that owe something to the end of their change log.
    behind: u64,
    /// Those that run something else than their cursor says for some account, because a change failed there.
    with_exceptions: u64,
}

impl From<Vec<PopNow>> for PopHealthView {
    fn from(pops: Vec<PopNow>) -> Self {
        let pops = pops.into_iter().map(|pop| PopServersView {
            pop_id: pop.pop.to_string(),
            name: pop.name,
            region: pop.region,
            servers: pop.servers,
            joining: pop.joining,
            drained: pop.drained,
            stale: pop.stale,
            behind: pop.behind,
            with_exceptions: pop.with_exceptions,
        });
        Self {
            pops: pops.collect(),
        }
    }
}
