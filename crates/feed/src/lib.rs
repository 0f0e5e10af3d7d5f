//! The fleet in memory: where every server stands, and how far each change has landed; and the server side of the feed that
//! changes travel by ([`serve`]).
//!
//! [`Fleet`] is built once from the record and then follows what servers say: [`Hello`] when one connects, [`Report`] when
//! it has applied something, heartbeats between. [`Fleet::propagation`] counts from these cursors, never from a query, and
//! all numbers of one [`Propagation`], and of one [`Landing`], which tells more, are of one instant. What changed goes back to the record in batches
//! ([`Fleet::drain_dirty`]); the record may be a second behind the servers, never ahead of them.
//!
//! [`Fleet`] reads no clock, does no I/O and never waits: times come in as arguments, and every lock is held for a few steps
//! over memory. Calls may be made from any thread, also from async tasks.

mod error;
mod exceptions;
mod fleet;
mod health;
mod inventory;
mod landing;
mod log_fleet;
mod pop_servers;
mod propagation;
mod report;
pub mod serve;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::Error;
pub use fleet::Fleet;
pub use health::{Health, LEASE_SECONDS, PopHealth, Servers};
pub use inventory::ListedPop;
pub use landing::{Asked, Failure, Landing, PopLanding, Waiting};
pub use log_fleet::LogKey;
pub use propagation::{PopShare, Propagation};
pub use report::{ExceptionChange, Heard, Hello, Report};
