//! `landfall servers`, `landfall pops` and `landfall gateway-groups`: the fleet at a glance, from the native API.

mod arguments;
mod fleet;
mod groups;
mod pops;
mod servers;

pub(crate) use arguments::{GroupsArguments, PopsArguments, ServersArguments};
pub(crate) use groups::gateway_groups;
pub(crate) use pops::pops;
pub(crate) use servers::servers;
