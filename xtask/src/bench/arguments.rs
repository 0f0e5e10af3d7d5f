//! The arguments of `cargo xtask bench`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::full::Engine;
use super::landing::LandingArguments;
use super::writes::WritesArguments;

/// What can be measured.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// The calls of the contracts' examples, each against a constant answer of the same bytes from the same HTTP stack.
    Reads(ReadsArguments),
    /// How long a change takes to the last of thousands of servers, beside a bare stream and two brokers; what servers cost.
    Landing(LandingArguments),
    /// Durable writes a second beside what the engine can do; reads beside writes; an event to a thousand who follow.
    Writes(WritesArguments),
    /// Serves constant answers until its standard input ends; `reads` starts it.
    #[command(hide = true)]
    StaticPeer,
    /// Sends to whoever connects; `landing` starts it.
    #[command(hide = true)]
    LandingFloor,
    /// Connects as many servers as it is told; `landing` starts it.
    #[command(hide = true)]
    LandingReceivers,
}

/// Measures the reads of the demonstration. The table goes to standard output, or to standard error when JSON goes there.
#[derive(Debug, Args)]
pub(crate) struct ReadsArguments {
    /// Two short rounds: shows that everything works; the figures mean little
    #[arg(long, conflicts_with_all = ["rounds", "seconds"])]
    quick: bool,
    /// How often each call and its static peer are measured, in turns
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// How long a round of one side lasts, in seconds
    #[arg(long, default_value = "1", value_parser = seconds)]
    seconds: Duration,
    /// Connections that ask, each again as soon as it is answered
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) connections: u16,
    /// Writes the same as JSON, to FILE or else to standard output
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(super) json: Option<PathBuf>,
    /// The full form: a record of a million customers and fulfillments, both engines, other sandboxes. Takes half an hour
    #[arg(long)]
    full: bool,
    /// The full form with so many customers, and as many fulfillments
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1_000..=10_000_000))]
    customers: Option<u64>,
    /// The full form with this engine alone
    #[arg(long)]
    pub(super) engine: Option<Engine>,
    /// The full form without the other sandboxes
    #[arg(long)]
    pub(super) without_sandboxes: bool,
    /// Measures this `landfall` binary instead of building one from this tree
    #[arg(long, value_name = "FILE")]
    pub(super) landfall: Option<PathBuf>,
}

impl ReadsArguments {
    /// How many customers the full form has; none for the short one.
    pub(super) fn customers(&self) -> Option<u64> {
        let any = self.full || self.engine.is_some() || self.without_sandboxes;
        self.customers.or(any.then_some(1_000_000))
    }

    /// How many rounds there are.
    pub(super) fn rounds(&self) -> u32 {
        if self.quick { 2 } else { self.rounds }
    }

    /// How long a round of one side lasts.
    pub(super) fn round(&self) -> Duration {
        if self.quick {
            Duration::from_millis(200)
        } else {
            self.seconds
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "write a number of seconds".to_owned())?;
    if (0.05..=30.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("from 0.05 to 30".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_neither_nothing_nor_endless() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for bad in ["0", "-1", "31", "NaN", "inf", "1s", ""] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
