//! The flags that say which server is meant, and who speaks to it.

use std::path::PathBuf;

use clap::Args;
use landfall_core::id::TenantId;

/// Which server, and as whom.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Which server")]
pub(crate) struct RemoteArguments {
    /// The server, such as `https://landfall.example.com` [default: the one that runs on the data folder, as its operator]
    #[arg(long, env = "LANDFALL_URL", value_name = "URL", hide_env_values = true)]
    pub(super) url: Option<String>,
    /// A file with a bearer token of the native API, for --url; LANDFALL_TOKEN may hold the token itself
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,
    /// A PEM file with the authorities that the server's certificate may be of [default: those of the system]
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
    /// Send the token without TLS, also off this machine: something on the way protects it
    #[arg(long)]
    pub(super) plaintext: bool,
    /// The tenant, where the data folder's server has several; with --url the token decides
    #[arg(long, value_name = "TENANT")]
    pub(super) tenant: Option<TenantId>,
}

/// In whose name an operator changes something.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct WriteArguments {
    /// Who does it, by e-mail address, without --url: a user with the role business-admin at the account or above it
    #[arg(long, value_name = "EMAIL", help_heading = "Which server")]
    pub(super) user: Option<String>,
}
