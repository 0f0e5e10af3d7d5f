//! Faults on purpose: real processes that are killed, stopped, starved and lied to while changes land, and what has to hold all
//! the same (docs/faults.md has the invariants in words). Tests run it for seconds, `cargo xtask torture` for as long as one
//! likes. Whatever does not hold is a panic that says what, where, and with which seed.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "only built for tests, where a panic is the report"
)]

mod processes;
mod proxy;
mod secrets;
mod simulated;

pub use processes::{
    Binary, Engine, Length, Report, Run, WritesReport, WritesRun, a_full_disk_is_lived_through,
    a_restored_store_is_followed, spoiled_changes_are_refused,
};
pub use secrets::Secrets;
pub use simulated::{Simulated, simulate};
