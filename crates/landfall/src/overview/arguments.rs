//! The arguments.

use clap::{Args, ValueEnum};
use landfall_core::model::{Environment, Platform, ServerMembership};

use crate::remote::RemoteArguments;

const SERVERS: &str = "Examples:
  landfall servers
  landfall servers --health stale
  landfall servers --platform http_large --environment production --behind
  landfall servers --pop Valparaiso --exceptions --json";

const POPS: &str = "Examples:
  landfall pops
  landfall pops --platform adn --environment production --trouble
  landfall pops --region 'South America' --json --url https://landfall.example.com --token-file token";

/// Show servers: whether they are heard of, how far they are in their change log, and for which accounts a change failed there
///
/// BEHIND is how many revisions of the log the server has not confirmed yet; a question mark stands where the process that
/// answers does not count the fleet. Ends with 0, also if servers are in trouble, and with 1 when the server cannot be asked.
#[derive(Debug, Args)]
#[command(after_help = SERVERS)]
pub(crate) struct ServersArguments {
    /// Those of a POP: its number, or a part of its name
    #[arg(long, value_name = "POP")]
    pub(super) pop: Option<String>,
    /// Those of a platform
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// Those of an environment
    #[arg(long)]
    pub(super) environment: Option<Environment>,
    /// Those that are joining, counted, drained or removed [default: all but removed ones]
    #[arg(long)]
    pub(super) state: Option<ServerMembership>,
    /// Those of that health
    #[arg(long)]
    pub(super) health: Option<Health>,
    /// Only those that have not confirmed everything
    #[arg(long)]
    pub(super) behind: bool,
    /// Only those at which a change failed for some account
    #[arg(long)]
    pub(super) exceptions: bool,
    /// Show at most this many
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// Whether a server was heard of lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Health {
    /// It was.
    Healthy,
    /// It was not, for half a minute.
    Stale,
}

impl Health {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Stale => "stale",
        }
    }
}

/// Show POPs: how many servers stand there, and how many of them are stale, drained, behind, or have exceptions
///
/// Servers that were removed are not counted. Ends with 0, also if servers are in trouble, and with 1 when the server cannot be
/// asked.
#[derive(Debug, Args)]
#[command(after_help = POPS)]
pub(crate) struct PopsArguments {
    /// Count the servers of a platform
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// Count the servers of an environment
    #[arg(long)]
    pub(super) environment: Option<Environment>,
    /// Those of a part of the world, by the beginning of its name
    #[arg(long, value_name = "TEXT")]
    pub(super) region: Option<String>,
    /// Only those with servers that are stale, behind, or have exceptions
    #[arg(long)]
    pub(super) trouble: bool,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// Show gateway groups: what zones offer, in which POP each runs, and where users reach it
#[derive(Debug, Args)]
pub(crate) struct GroupsArguments {
    /// Those of a platform
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// Those of an environment
    #[arg(long)]
    pub(super) environment: Option<Environment>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}
