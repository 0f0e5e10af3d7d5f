//! Change logs: making entries, which are signed here, and beginning a new history when a server knows more than the log.

mod entry;
mod epoch;

pub use entry::{NewEntry, Packed, entry};
