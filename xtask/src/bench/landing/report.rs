//! Everything that a run found, with what is needed to judge it.

use serde::Serialize;

use super::landings::Landing;
use super::measures::{Asked, CaughtUp, Idle, Many, Reconnected, WatchedLandings};
use super::table;
use crate::bench::machine::Machine;

/// What the run was told.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Parameters {
    pub(super) passes: u32,
    pub(super) placement: String,
}

/// Everything. What was not asked for is empty.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Report {
    bench: &'static str,
    pub(super) machine: Machine,
    pub(super) parameters: Parameters,
    /// CPU time that the hypervisor gave to somebody else, in cores.
    pub(super) stolen_cores: f64,
    /// What was left out, and why.
    pub(super) notes: Vec<String>,
    pub(super) landings: Vec<Landing>,
    pub(super) idle: Vec<Idle>,
    pub(super) reconnected: Vec<Reconnected>,
    pub(super) many: Vec<Many>,
    pub(super) status: Vec<Asked>,
    pub(super) watched: Vec<WatchedLandings>,
    pub(super) caught_up: Vec<CaughtUp>,
}

impl Report {
    pub(super) fn new(machine: Machine, parameters: Parameters) -> Self {
        Self {
            bench: "landing",
            machine,
            parameters,
            stolen_cores: 0.0,
            notes: Vec::new(),
            landings: Vec::new(),
            idle: Vec::new(),
            reconnected: Vec::new(),
            many: Vec::new(),
            status: Vec::new(),
            watched: Vec::new(),
            caught_up: Vec::new(),
        }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        table::write(self, &mut text).expect("a text can grow");
        text
    }
}
