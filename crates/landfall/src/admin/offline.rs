//! A command on the store itself, while no server holds it.

use std::sync::Arc;

use landfall_control::{
    Control, Provenance, Settings, SystemClock,
    admin::{AdminReply, AdminRequest},
};
use landfall_store::Create;

use crate::{config::Config, data_folder::DataFolder, error::CommandError, storage};

/// Opens the store for this one command.
pub(super) async fn run(
    config: &Config,
    folder: &DataFolder,
    request: AdminRequest,
) -> Result<AdminReply, CommandError> {
    let store = storage::open(config, Create::Never).await?;
    let sealing = folder.sealing_key(config.sealing_key_file.as_deref())?;
    let settings = Settings {
        // Invitations carry it.
        authority: config.authority()?,
        ..Settings::default()
    };
    let control = Control::start(store, Arc::new(SystemClock), &sealing, settings).await?;
    Ok(control
        .administer(request, &Provenance::operator(None))
        .await?)
}
