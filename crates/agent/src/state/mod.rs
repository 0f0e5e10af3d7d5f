//! What the agent knows for sure: where it stands, what runs in each slot, and what failed. It is one file, to which every
//! round adds what has changed, before anything of it is said to anybody.

mod digest;
mod file;
mod model;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use digest::Digest;
pub use file::{Found, StateError, StateFile};
pub use model::{Content, Entry, Failed, PublicKey, Seat, Slot, State};
