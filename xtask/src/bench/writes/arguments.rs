//! The arguments of `cargo xtask bench writes`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::bench::full::Engine;

/// Measures writes. The table goes to standard output, or to standard error when JSON goes there.
#[derive(Debug, Args)]
pub(crate) struct WritesArguments {
    /// Two short rounds: shows that everything works; the figures mean little
    #[arg(long, conflicts_with_all = ["rounds", "seconds"])]
    quick: bool,
    /// How often each side gets its turn
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// How long a turn lasts, in seconds
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// How many connections write at a time, one number after the other
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64], value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) connections: Vec<u16>,
    /// This engine alone
    #[arg(long)]
    engine: Option<Engine>,
    /// Without the reads beside writes, the orders and the followers
    #[arg(long)]
    pub(super) writes_only: bool,
    /// Writes the same as JSON, to FILE or else to standard output
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(super) json: Option<PathBuf>,
    /// Measures this `landfall` binary instead of building one from this tree
    #[arg(long, value_name = "FILE")]
    pub(super) landfall: Option<PathBuf>,
}

impl WritesArguments {
    /// How often each side gets its turn.
    pub(super) fn rounds(&self) -> u32 {
        if self.quick { 2 } else { self.rounds }
    }

    /// How long a turn lasts.
    pub(super) fn turn(&self) -> Duration {
        if self.quick {
            Duration::from_millis(300)
        } else {
            Duration::from_secs(self.seconds)
        }
    }

    /// Which engines are measured.
    pub(super) fn engines(&self) -> Vec<Engine> {
        match self.engine {
            Some(engine) => vec![engine],
            None => vec![Engine::Sqlite, Engine::Postgres],
        }
    }

    /// How many follow, and how many events they are told of.
    pub(super) fn followers(&self) -> (usize, usize) {
        if self.quick { (50, 5) } else { (1_000, 40) }
    }

    /// How many orders there are, and of how many accounts.
    pub(super) fn orders(&self) -> (u64, u64) {
        if self.quick { (100, 10) } else { (4_000, 100) }
    }
}
