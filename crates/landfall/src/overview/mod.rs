//! `landfall servers` and `landfall pops`: the fleet at a glance, from the native API.

mod arguments;
mod fleet;
mod pops;
mod servers;

pub(crate) use arguments::{PopsArguments, ServersArguments};
pub(crate) use pops::pops;
pub(crate) use servers::servers;
