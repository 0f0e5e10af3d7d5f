//! A folder with a store in it.

use std::path::PathBuf;

use futures_util::future::BoxFuture;
use landfall_store::{
    Store, StoreError, Transaction, Work,
    sqlite::{Create, SqliteStore},
};
use tempfile::TempDir;

/// A folder of its own for a store.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A file in the folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the store is.
    pub(crate) fn path(&self) -> PathBuf {
        self.file("landfall.db")
    }

    /// Makes the store.
    pub(crate) fn make(&self) -> SqliteStore {
        SqliteStore::open(&self.path(), Create::New).unwrap()
    }

    /// Opens the store.
    pub(crate) fn open(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(&self.path(), Create::Never)
    }

    /// The text of the error with which it is refused to open the store.
    pub(crate) fn refusal(&self) -> String {
        match self.open() {
            Ok(_) => panic!("it was opened"),
            Err(error) => error.to_string(),
        }
    }

    /// The names of the files in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

/// A command.
pub(crate) fn work(
    work: impl for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<(), StoreError>>
    + Send
    + Sync
    + 'static,
) -> Work {
    Box::new(work)
}

/// A command that leaves an event of that name.
pub(crate) fn leaves(name: &str) -> Work {
    let event = landfall_core::model::NewEvent {
        id: landfall_core::id::EventId(uuid::Uuid::from_u128(1)),
        tenant: None,
        organization: None,
        actor: landfall_core::model::Actor::System,
        kind: "test.happened",
        resource: landfall_core::model::ResourceKind::Key,
        resource_id: name.to_owned(),
        detail: "{}".to_owned(),
        correlation_id: None,
        request_id: None,
        at_micros: 0,
    };
    work(move |transaction| {
        let event = event.clone();
        Box::pin(async move { transaction.append_event(&event).await })
    })
}

/// Leaves an event of that name.
pub(crate) async fn leave(store: &dyn Store, name: &str) {
    store.transact(leaves(name)).await.unwrap();
}

/// The names of all events.
pub(crate) async fn left(store: &dyn Store) -> Vec<String> {
    let events = store.events(0, 100_000).await.unwrap();
    events.into_iter().map(|event| event.resource_id).collect()
}
