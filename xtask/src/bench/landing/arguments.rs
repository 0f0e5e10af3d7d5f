//! The arguments of `cargo xtask bench landing`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    /// From submission to the last acknowledgement, beside floors and brokers.
    Landings,
    /// Memory and CPU of idle servers.
    Idle,
    /// Everybody back after the control plane was killed.
    Reconnect,
    /// A new server and 100,000 accounts.
    CatchUp,
    /// Status calls while everybody acknowledges.
    Status,
    /// A hundred requests of a hundred accounts at once.
    Many,
    /// Landings as somebody sees them who watches.
    Watch,
}

/// Measures how changes reach servers. The table goes to standard output, or to standard error when JSON goes there.
#[derive(Debug, Args)]
pub(crate) struct LandingArguments {
    /// A few servers, two passes: shows that everything works; the figures mean little
    #[arg(long, conflicts_with_all = ["passes", "servers", "full"])]
    quick: bool,
    /// Landings of 1,000, 4,000 and 8,000 servers, not of 4,000 alone
    #[arg(long, conflicts_with = "servers")]
    full: bool,
    /// How often each side gets its turn
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    passes: u32,
    /// How many servers there are, one number after the other
    #[arg(long, value_delimiter = ',', default_values_t = [SERVERS], value_parser = clap::value_parser!(u64).range(1..=9_000))]
    servers: Vec<u64>,
    /// Only these parts
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART")]
    only: Vec<Part>,
    /// Writes the same as JSON, to FILE or else to standard output
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(super) json: Option<PathBuf>,
    /// Measures this `landfall` binary instead of building one from this tree
    #[arg(long, value_name = "FILE")]
    pub(super) landfall: Option<PathBuf>,
}

/// How many servers the measures beside the landings have.
const SERVERS: u64 = 4_000;
/// The sizes of fleets of the full form.
const FULL: [u64; 3] = [1_000, 4_000, 8_000];
/// How many servers are asked about while all of them acknowledge.
const MANY: u64 = 8_000;

impl LandingArguments {
    pub(super) fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    pub(super) fn passes(&self) -> u32 {
        if self.quick { 2 } else { self.passes }
    }

    /// The sizes of fleets.
    pub(super) fn fleets(&self) -> Vec<u64> {
        if self.quick {
            vec![50]
        } else if self.full {
            FULL.to_vec()
        } else {
            self.servers.clone()
        }
    }

    /// The size of the fleet that is held.
    pub(super) fn held(&self) -> u64 {
        if self.quick { 50 } else { SERVERS }
    }

    /// The size of the fleet whose status is asked for.
    pub(super) fn largest(&self) -> u64 {
        if self.quick { 50 } else { MANY }
    }

    /// How many landings are watched.
    pub(super) fn watched(&self) -> u64 {
        if self.quick { 5 } else { 100 }
    }

    /// Accounts that a new server catches up with.
    pub(super) fn accounts(&self) -> u64 {
        if self.quick { 1_000 } else { 100_000 }
    }

    /// How long idle servers are watched, in seconds.
    pub(super) fn idle_seconds(&self) -> u64 {
        if self.quick { 2 } else { 60 }
    }
}
