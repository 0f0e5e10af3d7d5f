//! `landfall backup`.

use std::path::PathBuf;

use clap::Args;
use landfall_control::{Clock, SystemClock};
use landfall_store::whole::back_up;
use serde_json::json;

use super::watch::Watch;
use crate::{
    config::Config,
    data_folder::DataFolder,
    error::CommandError,
    output::{self, COPY, HEADLINE},
    storage,
};

/// Takes a backup of the store, also while it is served.
///
/// The backup is one file, of one form for both engines, with everything that was answered before the command began. It
/// takes its name when it is whole, checked and on disk. It holds password hashes and sealed keys, so keep it private; the
/// sealing key is not in it and has to be kept, too.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: landfall backup --data /var/lib/landfall /var/backups/landfall-monday.db"
)]
pub(crate) struct BackupArguments {
    /// The file that the backup is to be
    file: PathBuf,
    /// Replace the file if it is there; the old one stays until the new one is whole
    #[arg(long)]
    force: bool,
}

pub(crate) async fn backup(
    arguments: BackupArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let key = DataFolder::at(&config.data).key_place(config.sealing_key_file.as_deref());
    let from = storage::whole(config)?;
    let watch = Watch::start(as_json);
    let now = SystemClock.now();
    let taken = back_up(&from, &arguments.file, arguments.force, now, watch)
        .await
        .map_err(|error| match error {
            landfall_store::StoreError::Conflict { .. } => {
                CommandError::Usage(format!("{error}; --force replaces it"))
            }
            other => other.into(),
        })?;
    let manifest = &taken.manifest;
    if as_json {
        return output::json(&json!({
            "file": taken.file,
            "bytes": taken.bytes,
            "store": from.to_string(),
            "taken_at": now.to_string(),
            "landfall": manifest.landfall,
            "schema": manifest.schema,
            "engine": manifest.engine,
            "rows": manifest.rows,
            "sealing_key": key,
        }));
    }
    output::line(&format!(
        "{HEADLINE}{} has the store at {from} as of {now}{HEADLINE:#}: {} rows, {} bytes, checked.\n\
         The keys in it open with the sealing key alone: keep {} as well, elsewhere.\n\
         Back:  {COPY}landfall restore {} --data DIR --key {}{COPY:#}",
        taken.file.display(),
        manifest.total_rows(),
        taken.bytes,
        key.display(),
        taken.file.display(),
        key.display(),
    ));
    Ok(())
}
