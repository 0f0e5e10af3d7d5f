//! What became of a stretch of lines.

use landfall_transfer::Fault;
use serde::{Deserialize, Serialize};

/// What became of a stretch of lines. What it counts is on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportOutcome {
    /// Objects that were added.
    pub added: u64,
    /// Objects that were there already, with the same content.
    pub unchanged: u64,
    /// Lines that are bad, in their order; nothing of them was kept.
    pub bad: Vec<BadLine>,
    /// Whether lines behind a bad one were left alone, as was asked.
    pub stopped: bool,
}

/// A line that is bad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BadLine {
    /// Its number in the file, from 1.
    pub line: u64,
    /// The member, such as `organization.profile.address.country`; empty when the whole line is meant.
    pub member: String,
    /// What is wrong with it, and what it should be.
    pub text: String,
}

impl BadLine {
    pub(super) fn new(line: u64, fault: Fault) -> Self {
        Self {
            line,
            member: fault.member,
            text: fault.text,
        }
    }
}

impl ImportOutcome {
    /// Takes over what became of the lines behind these.
    pub fn extend(&mut self, next: Self) {
        self.added += next.added;
        self.unchanged += next.unchanged;
        self.bad.extend(next.bad);
        self.stopped |= next.stopped;
    }
}
