//! Writes while the control plane is killed: what was answered is there, once; what was not is there whole or not at all; and
//! who follows the events hears of each once, in order.

mod follower;
mod partner;
mod run;

pub use run::{WritesReport, WritesRun};
