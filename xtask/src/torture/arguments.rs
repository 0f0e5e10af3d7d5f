//! The arguments of `cargo xtask torture`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use landfall_torture as torture;

/// Has real processes fail in every way that docs/faults.md lists while changes land, and checks what has to hold.
///
/// Ends with 0 when everything held, and with 1 when something did not: what, with which seed, and where everything is kept
/// stands on standard error. The seed fixes which faults are drawn; how far processes have got by then is chance.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct TortureArguments {
    #[command(subcommand)]
    pub(super) what: Option<What>,
    /// Where chance begins [default: drawn, and shown]
    #[arg(long)]
    pub(super) seed: Option<u64>,
    /// For how long rounds of faults are begun
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub(super) minutes: u64,
    /// What keeps the record: sqlite, or postgres (a database of the run's own from the system's packages)
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    pub(super) engine: Engine,
    /// Edge servers, each with an agent and a data plane of its own
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(3..=200))]
    pub(super) servers: u16,
    /// Accounts whose policies are deployed all the time
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(super) accounts: u16,
    /// How many seconds faults begin before everything has to come to rest
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(super) round_seconds: u64,
    /// Instead of processes: that many runs in a simulated network and simulated time, with the seeds that follow `--seed`
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["minutes", "engine", "servers", "accounts", "round_seconds"])]
    pub(super) turmoil_seeds: Option<u64>,
    /// The product's binary [default: it is built, with assertions]
    #[arg(long, value_name = "FILE")]
    pub(super) binary: Option<PathBuf>,
}

/// What else can be put under faults.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    Writes(WritesArguments),
}

/// Kills the control plane again and again while partners write and somebody follows the events
///
/// What was answered is there, once, with its event and its answer for repetitions; nothing is there by halves; who follows hears
/// of each write once, in order.
#[derive(Debug, Args)]
pub(super) struct WritesArguments {
    /// Where chance begins [default: drawn, and shown]
    #[arg(long)]
    pub(super) seed: Option<u64>,
    /// For how long it is killed
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub(super) minutes: u64,
    /// What keeps the record: sqlite, or postgres (a database of the run's own from the system's packages)
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    pub(super) engine: Engine,
    /// Partners who write, each for a customer
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(super) partners: u16,
    /// The product's binary [default: it is built, with assertions]
    #[arg(long, value_name = "FILE")]
    pub(super) binary: Option<PathBuf>,
}

/// What keeps the record.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Engine {
    Sqlite,
    Postgres,
}

impl From<Engine> for torture::Engine {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite,
            Engine::Postgres => Self::Postgres,
        }
    }
}
