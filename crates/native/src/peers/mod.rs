//! Calls between the processes of one installation: how far something has landed, and how far servers have got, asked of the
//! process that owns the fleet.
//!
//! Questions and answers are signed with a key that only these processes have, and an answer is bound to its question.
//! Nothing secret travels. Where the owner serves TLS, so do these calls, and its certificate is checked like any other's.

mod client;
mod route;
mod signature;
mod told;
mod trust;
mod wire;

pub use client::OwnerClient;
pub(crate) use route::routes;
pub use trust::{TrustError, trusted};

/// Where the owner is asked how far something has landed.
pub const PROPAGATION_PATH: &str = "/landfall/internal/propagation";
/// Where it is asked to tell in full how far something has got.
const LANDING_PATH: &str = "/landfall/internal/landing";
/// Where it is asked how the servers of each POP are doing.
const POPS_PATH: &str = "/landfall/internal/pops";
/// Where it is asked how far servers have got.
const SERVERS_PATH: &str = "/landfall/internal/servers";
/// Where it is asked what servers can do.
const TYPES_PATH: &str = "/landfall/internal/types";
/// Where it is given commands about servers.
const COMMANDS_PATH: &str = "/landfall/internal/commands";
/// Carries the signature of a question or an answer.
const SIGNATURE: &str = "landfall-signature";
/// The longest question or answer, in bytes: a generation that was released in thousands of waves, a fleet of tens of
/// thousands of POPs.
const LIMIT: usize = 4 << 20;
