//! Operators' commands: through the socket of a running server, or on the store itself when none runs.

mod offline;
pub(crate) mod online;

use landfall_control::admin::{AdminReply, AdminRequest};

use crate::{config::Config, data_folder::DataFolder, error::CommandError};

/// Has the command done; says whether a running server did it.
pub(crate) async fn administer(
    config: &Config,
    request: AdminRequest,
) -> Result<(AdminReply, bool), CommandError> {
    let folder = DataFolder::at(&config.data);
    if let Some(reply) = online::ask(&folder.socket(), &request).await? {
        return Ok((reply, true));
    }
    let reply = offline::run(config, &folder, request).await?;
    Ok((reply, false))
}
