//! Writes of all faces while the control plane is killed: what was answered is there, once; what was not is there whole or not at
//! all; orders come to their end, each step once; and who follows the events hears of each once, in order.

mod check;
mod desk;
mod draft;
mod follower;
mod ground;
mod kind;
mod partner;
mod run;

pub use run::{WritesReport, WritesRun};
