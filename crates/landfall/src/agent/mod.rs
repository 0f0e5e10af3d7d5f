//! `landfall agent`: the agent of an edge server. Its configuration is a file of its own, since an edge server has nothing else of
//! Landfall's.

mod arguments;
mod config;
mod credential;
mod faces;
mod join;
mod place;
mod run;
mod status;

pub(crate) use arguments::{AgentCommand, agent};
