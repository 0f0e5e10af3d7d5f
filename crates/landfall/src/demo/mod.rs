//! `landfall demo`: `serve` with a demonstration record in it, on this machine only.

mod agents;
mod arguments;
mod banner;
mod run;
mod servers;

pub(crate) use arguments::DemoArguments;
pub(crate) use run::run;
pub(crate) use servers::{DemoServersArguments, servers};
