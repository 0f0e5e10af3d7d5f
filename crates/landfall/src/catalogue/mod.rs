//! `landfall catalogue`: what a tenant offers.

mod arguments;
mod file;
mod import;
mod list;

pub(crate) use arguments::CatalogueCommand;

use crate::{config::Config, error::CommandError};

/// Does what is asked for. `config` is loaded only where a data folder is needed.
pub(crate) async fn catalogue(
    command: CatalogueCommand,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    match command {
        CatalogueCommand::Import(arguments) => import::import(arguments, config, as_json).await,
        CatalogueCommand::List(arguments) => list::list(arguments, config, as_json).await,
    }
}
