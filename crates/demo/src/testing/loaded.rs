//! A loaded store in a temporary folder, for tests: real engine, real use cases, the fixed record.

use std::sync::Arc;

use landfall_control::{Clock, Control, ControlError, Settings, secret::SealingKey};
use landfall_store::{
    Store,
    sqlite::{Create, SqliteStore},
};
use tempfile::TempDir;

use crate::{Scale, load};

/// A store with the demonstration record. Its file is gone when this is dropped, so keep it as long as anything uses
/// the store.
pub struct Loaded {
    /// The store: to put more into it with [`landfall_store::write`] before or after [`Loaded::start`].
    pub store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    sealing_key: SealingKey,
    folder: TempDir,
}

impl Loaded {
    /// A new store with the record of that scale.
    pub async fn new(clock: Arc<dyn Clock>, scale: Scale) -> Result<Self, ControlError> {
        let folder = tempfile::tempdir()
            .map_err(|error| ControlError::Unavailable(format!("a temporary folder: {error}")))?;
        let path = folder.path().join("landfall.db");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path, Create::New)?);
        let sealing_key = SealingKey::random();
        load(store.as_ref(), clock.as_ref(), &sealing_key, scale).await?;
        Ok(Self {
            store,
            clock,
            sealing_key,
            folder,
        })
    }

    /// Starts the use cases on it. They read the fleet now: what is put into the store's fleet later they do not see.
    pub async fn start(&self) -> Result<Arc<Control>, ControlError> {
        self.start_with(Settings::default()).await
    }

    /// The same with other settings.
    pub async fn start_with(&self, settings: Settings) -> Result<Arc<Control>, ControlError> {
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        let control = Control::start(store, clock, &self.sealing_key, settings).await?;
        Ok(Arc::new(control))
    }

    /// The folder that the store is in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// The use cases on a new store with the fixed record, and what has to be kept while they are used.
pub async fn control(clock: Arc<dyn Clock>) -> Result<(Arc<Control>, Loaded), ControlError> {
    let loaded = Loaded::new(clock, Scale::Fixtures).await?;
    Ok((loaded.start().await?, loaded))
}
