//! `landfall restore`.

use std::path::PathBuf;

use clap::Args;
use landfall_control::{SystemClock, admin};
use landfall_core::id::Timestamp;
use landfall_store::whole::{Arrived, Backup, Tokens};
use serde_json::{Value, json};

use super::{keys::Key, watch::Watch};
use crate::{
    config::Config,
    data_folder::DataFolder,
    error::CommandError,
    output::{self, COPY, HEADLINE},
    storage,
};

/// Make a store of a backup, where there is none.
///
/// The backup is examined before anything is written. Every change log gets a new epoch, because it may have lost entries:
/// percentages are 0 until servers have been heard again. Everybody has to sign in anew, and tokens that run out end now.
/// Tokens without an end, clients and users are what they were when the backup was taken: whatever was revoked after that is
/// valid again until it is revoked again.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: landfall restore landfall-monday.db --data /var/lib/landfall-new --key /safe/sealing.key\n\
                        Into a database: landfall restore landfall-monday.db --data DIR --key FILE --store postgres://USER@HOST/DATABASE"
)]
pub(crate) struct RestoreArguments {
    /// The backup
    file: PathBuf,
    /// The file with the sealing key of the store that the backup is of; it is copied into the data folder [default: the one
    /// that is there]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// End all tokens, also those without an end of their own
    #[arg(long)]
    end_tokens: bool,
}

pub(crate) async fn restore(
    arguments: RestoreArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let watch = Watch::start(as_json);
    let backup = Backup::open(&arguments.file, watch.clone()).await?;
    let to = storage::whole(config)?;
    let home = DataFolder::at(&config.data);
    let made = home.make()?;
    let key =
        Key::bring(&home, arguments.key.as_deref(), config).inspect_err(|_| made.take_back())?;
    let tokens = if arguments.end_tokens {
        Tokens::EndAll
    } else {
        Tokens::EndShortLived
    };
    let restored = admin::restore(&backup, &to, &SystemClock, &key.key, tokens, watch).await;
    let arrived = match restored {
        Ok(arrived) => arrived,
        Err(error) => {
            key.take_back();
            made.take_back();
            return Err(storage::only_where_there_is_none(error));
        }
    };
    let manifest = backup.manifest();
    let taken_at = Timestamp::from_seconds(manifest.taken_at);
    if as_json {
        return output::json(&json!({
            "file": arguments.file,
            "store": to.to_string(),
            "data": config.data,
            "taken_at": taken_at.to_string(),
            "rows": manifest.rows,
            "arrival": value(&arrived),
        }));
    }
    output::line(&format!(
        "{HEADLINE}{to} is the store as of {taken_at}{HEADLINE:#}: {} rows.\n{}\n\
         Next:  {COPY}landfall serve --data {}{}{COPY:#}",
        manifest.total_rows(),
        sentences(&arrived),
        config.data.display(),
        storage::flag(&to),
    ));
    Ok(())
}

/// What an arrival has changed, for programs.
pub(super) fn value(arrived: &Arrived) -> Value {
    json!({
        "logs_in_a_new_epoch": arrived.logs,
        "sessions_ended": arrived.sessions_ended,
        "tokens_ended": arrived.tokens_ended,
        "tokens_kept": arrived.tokens_kept,
    })
}

/// What an arrival has changed, for people.
pub(super) fn sentences(arrived: &Arrived) -> String {
    let changed = format!(
        "Change logs with a new epoch: {}; their percentages are 0 until servers are heard. Sessions ended: {}. Tokens ended: {}.",
        arrived.logs, arrived.sessions_ended, arrived.tokens_ended
    );
    if arrived.tokens_kept == 0 {
        return changed;
    }
    format!(
        "{changed}\nTokens that go on, because they never run out: {}. What was revoked after that moment, clients and users too,\n\
         is valid again: see `landfall token list`, and revoke it again.",
        arrived.tokens_kept
    )
}
