//! Writing deployments as partners do: what a body may hold, what of a stored object may change, and in which order that is
//! checked (vipmp contract, sections 2, 3 and 7.3).
//!
//! A body is read as far as it can be by itself; what it asks for is then judged against what the record has. All that one step of
//! the order finds is told together, by paths into the body in the order of its members; a later step is not come to.

mod address;
mod deployment;
mod members;
mod refused;

pub use deployment::{DeploymentPatch, NewDeployment};
pub use refused::{Reason, Refused};
