//! Writes that are carried out once, however often they arrive: the change, its event and the answer commit together, and a
//! call of the same name gets that answer again.
//!
//! Equal calls that meet in this process queue at a gate before they cost the store anything. That is thrift only: which of
//! them is the first is decided in the store, where calls of other processes, and those that come after a crash, are told too.

mod call;
mod gate;
mod run;

pub use call::{Answer, Answered, Repeatable};
pub(crate) use gate::Gate;
