//! `landfall deploy` and `landfall status`: a policy goes to the fleet, and one sees it land.
//!
//! Both speak to a server by its native API. What is shown of an event, and what the process ends with, are plain functions
//! ([`verdict`], [`lines`], [`regions`]); [`follow`] hears the events and shows them.

mod arguments;
mod bars;
mod follow;
mod lines;
mod policy;
mod regions;
mod rejected;
mod run;
mod status;
mod told;
mod verdict;

pub(crate) use arguments::{DeployArguments, StatusArguments};
pub(crate) use run::deploy;
pub(crate) use status::status;
