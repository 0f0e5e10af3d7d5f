//! Which store a command works on: the file in the data folder, or the database that the configuration names.

use std::sync::Arc;

use landfall_store::{
    Create, Store,
    postgres::{Address, PostgresStore},
    sqlite::SqliteStore,
};

use crate::{config::Config, data_folder::DataFolder, error::CommandError};

/// Opens the store for this process alone, or makes it.
pub(crate) async fn open(config: &Config, create: Create) -> Result<Arc<dyn Store>, CommandError> {
    let Some(url) = &config.store else {
        let path = DataFolder::at(&config.data).store();
        return Ok(Arc::new(SqliteStore::open(&path, create)?));
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
