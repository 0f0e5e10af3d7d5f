//! Change logs: what the signature of an entry covers, what an entry carries, which entries compaction takes away, and what
//! a server reads.
//!
//! A log is a list of entries by revision. [`superseded`] and [`sweepable`] say which of them nobody needs any more,
//! [`read()`] what a server in a POP gets from its cursor on, [`must_sweep`] and [`slots`] how one that was away for too long
//! gets rid of what it should not have. Whoever follows these rules ends in the same state as one that has applied every entry
//! ever appended.

mod announcement;
mod compaction;
mod generation;
mod payload;
mod reading;
#[cfg(test)]
mod replay;
mod signed;

pub use announcement::{AnnouncedKey, LOG_SLOT};
pub use compaction::{Place, superseded, sweepable};
pub use generation::{next_generation, still_newest, wave};
pub use payload::{
    CarriedPolicy, CarriedRule, CarriedSite, MAX_DOCUMENT, MAX_PACKED, Payload, PayloadError,
    payload,
};
pub use reading::{must_sweep, read, slots};
pub use signed::{SignedEntry, signed_bytes};
