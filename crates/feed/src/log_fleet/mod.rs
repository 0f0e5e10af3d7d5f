//! The servers that one change log feeds: one platform and environment of a tenant. Everything here happens under the one
//! lock of this log, so that what a reader sees is of one instant; nothing here takes longer than a walk over memory.

mod progress;
mod reads;
mod state;
mod words;

pub(crate) use state::LogFleet;
pub use state::LogKey;
