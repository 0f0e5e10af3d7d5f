//! Bringing records in: a stretch of lines becomes one transaction with one event, and says of each line whether it was added,
//! was there already, or what is wrong with it.
//!
//! Whatever was brought in before is unchanged, so an import that was interrupted is simply run again. An object that is there
//! with another content is never overwritten: its line is bad and names the members that differ.

mod bring;
mod counters;
mod known;
mod lines;
mod outcome;
mod run;

pub use lines::{LONGEST_LINE, ObjectLine, read_lines};
pub use outcome::{BadLine, ImportOutcome};
