//! What the agent knows for sure: where it stands, what runs in each slot, and what failed. It is one file, replaced as a
//! whole before anything in it is said to anybody.

mod digest;
mod file;
mod model;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use digest::Digest;
pub use file::{Found, StateError, StateFile};
pub use model::{Content, Entry, Failed, PublicKey, Slot, State};
