//! Runs over real processes: a control plane, agents on edge servers of their own with a data plane of files and commands, and
//! partners who add and deploy policies all the time.

mod binary;
mod clock;
mod control_plane;
mod edge;
mod faults;
mod final_state;
mod http;
mod ledger;
mod reach;
mod run;
mod scenarios;
mod storm;
mod truth;
mod wait;
mod watch;
mod world;
mod writer;
mod writes;

pub use binary::Binary;
pub use run::{Length, Report, Run};
pub use scenarios::{
    a_full_disk_is_lived_through, a_restored_store_is_followed, spoiled_changes_are_refused,
};
pub use world::Engine;
pub use writes::{WritesReport, WritesRun};
