//! Which store a command works on: the file in the data folder, or the database that the configuration names.

use std::sync::Arc;

use landfall_control::ControlError;
use landfall_store::{
    Create, Store,
    postgres::{Address, PostgresStore},
    sqlite::SqliteStore,
    whole::Place,
};

use crate::{
    config::{Config, StoreUrl},
    data_folder::DataFolder,
    error::CommandError,
};

/// Opens the store for this process alone, or makes it.
pub(crate) async fn open(config: &Config, create: Create) -> Result<Arc<dyn Store>, CommandError> {
    let Some(url) = &config.store else {
        let path = DataFolder::at(&config.data).store();
        return Ok(Arc::new(SqliteStore::open_with(
            &path,
            create,
            &config.sqlite.options(),
        )?));
    };
    let address: Address = url.reveal().parse()?;
    let store = PostgresStore::open(&address, create, &config.postgres.options()).await?;
    Ok(Arc::new(store))
}

/// Where the store is, for people.
pub(crate) fn place(config: &Config) -> Result<String, CommandError> {
    match &config.store {
        Some(url) => Ok(url.reveal().parse::<Address>()?.to_string()),
        None => Ok(config.data.display().to_string()),
    }
}

/// Where the store is, for commands on all of it.
pub(crate) fn whole(config: &Config) -> Result<Place, CommandError> {
    Ok(match &config.store {
        Some(url) => Place::Postgres(Box::new(url.reveal().parse()?), config.postgres.options()),
        None => Place::File(DataFolder::at(&config.data).store()),
    })
}

/// Makes the configuration mean the store that `text` names: a URL, or a data folder. What looks like a URL is no folder.
pub(crate) fn point_at(config: &mut Config, text: &str) -> Result<(), CommandError> {
    if Address::is_one(text) {
        config.store = Some(StoreUrl::new(text));
        return Ok(());
    }
    if let Some((scheme, _)) = text.split_once("://") {
        return Err(CommandError::Usage(format!(
            "{scheme}:// is no URL of a store: a database's begins with postgres:// or postgresql://, and a data folder is \
             named by its path"
        )));
    }
    config.store = None;
    config.data = text.into();
    Ok(())
}

/// The flag that a command to be copied has for the store. The URL is not repeated: it may hold a password.
pub(crate) fn flag(place: &Place) -> &'static str {
    match place {
        Place::File(_) => "",
        Place::Postgres(..) => " --store URL",
    }
}

/// Says what to do when there is a store where a whole one was to be made.
pub(crate) fn only_where_there_is_none(error: ControlError) -> CommandError {
    match error {
        ControlError::Conflict(text) => CommandError::Usage(format!(
            "{text}, and a whole store goes only where there is none: name another data folder or database, or move that \
             one away"
        )),
        other => other.into(),
    }
}
