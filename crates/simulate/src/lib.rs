//! Simulated edge servers: many of them in one process, each with an identity of its own on a real connection. Each speaks the
//! feed's protocol as an agent does, checks every change with the keys of its enrolment, and confirms only what is on the disk.
//! Only the data plane is missing: a change is applied by taking note of it.
//!
//! - [`Folder`] keeps identities, cursors and exceptions of all of them in one file that is appended to. One sync covers whatever
//!   came in the meantime, so thousands of confirmations cost a few syncs, and a killed process goes on where it was.
//! - [`Simulation`] runs them: one task for each server, without a thread or a timer task of its own.
//! - [`State`] is what one server knows, and decides what it may claim; it is plain data.
//! - [`Settings`] make servers slow, or fail accounts, or (for measurements) believe what they are sent.

mod counts;
mod descriptors;
mod error;
mod keep;
mod server;
mod settings;
mod simulation;
mod sources;
mod state;

pub use counts::Counts;
pub use descriptors::raise_descriptors;
pub use error::SimulateError;
pub use keep::{Folder, Kept};
pub use settings::{Checking, Fault, Settings};
pub use simulation::Simulation;
pub use state::{Failed, State};
