//! What outlives a process: who the servers are, and what each of them has confirmed. All of it is one file of lines, each with a
//! checksum; the newest line of a server counts.

mod folder;
mod journal;
mod record;

pub use folder::{Folder, Kept};
pub(crate) use journal::Journal;
pub(crate) use record::state_line;
