//! What every command that writes takes, and what all of them become.

use clap::Args;
use landfall_control::admin::AdminCommand;

/// What every command that writes takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Repeatable {
    /// Makes a repetition harmless: the same command under the same key, within a day, does nothing and answers as before,
    /// without the secret
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,
}

/// A command as it is sent, with its idempotency key.
pub(super) type Sent = (AdminCommand, Option<String>);
