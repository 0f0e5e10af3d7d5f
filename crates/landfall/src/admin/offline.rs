//! A command on the store itself, while no server holds it.

use std::sync::Arc;

use landfall_control::{
    Control, Provenance, Settings, SystemClock,
    admin::{AdminReply, AdminRequest},
};
use landfall_store::sqlite::{Create, SqliteStore};

use crate::{config::Config, data_folder::DataFolder, error::CommandError};

/// Opens the store for this one command.
pub(super) async fn run(
    config: &Config,
    folder: &DataFolder,
    request: AdminRequest,
) -> Result<AdminReply, CommandError> {
    let store = SqliteStore::open(&folder.store(), Create::Never)?;
    let sealing = folder.sealing_key(config.sealing_key_file.as_deref())?;
    let control = Control::start(
        Arc::new(store),
        Arc::new(SystemClock),
        &sealing,
        Settings::default(),
    )
    .await?;
    Ok(control
        .administer(request, &Provenance::operator(None))
        .await?)
}
