//! Runs in a simulated network and simulated time: the real feed, the real fleet and real agents, with disks, data planes and
//! the record in memory. One seed is one run, to the last message.

mod actions;
mod agent;
mod clock;
mod control_plane;
mod disk;
mod log;
mod places;
mod run;
mod server;

pub use run::{Simulated, simulate};
