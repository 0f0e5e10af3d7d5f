//! The embedded engine: SQLite in WAL mode with `synchronous=FULL`.
//!
//! One thread owns the only writing connection and commits waiting commands together, each within a savepoint of its own.
//! Readers have read-only connections from a pool: point reads run on the calling thread, everything longer on the blocking
//! pool. One process at a time holds the store, which a lock file beside the database enforces.

mod codec;
pub(crate) mod draft;
mod error;
mod lists;
mod lock;
pub(crate) mod migrate;
pub(crate) mod open;
mod options;
pub(crate) mod pages;
#[cfg(test)]
mod plan;
mod read;
mod readers;
pub(crate) mod rows;
mod write;
mod writer;

use async_trait::async_trait;
use tokio::sync::watch;

pub use crate::Create;
pub use options::Options;
pub(crate) use read::admin::keys;

use crate::{Condition, StoreError, Transact, Work};

/// A record in one SQLite file.
pub struct SqliteStore {
    // Dropped in this order: the last connection to close empties the write-ahead log into the file, which readers cannot.
    // The lock is the writer's, which lets it go after that.
    readers: std::sync::Arc<readers::Readers>,
    writer: writer::Writer,
}

#[async_trait]
impl Transact for SqliteStore {
    async fn transact(&self, work: Work) -> Result<(), StoreError> {
        self.writer.submit(work).await
    }

    fn commits(&self) -> watch::Receiver<()> {
        self.writer.commits()
    }

    fn expect_bulk(&self) {
        self.writer.expect_bulk();
    }
}

#[async_trait]
impl Condition for SqliteStore {
    async fn ready(&self) -> Result<(), StoreError> {
        self.readers.point(|connection| {
            let mut statement = connection.prepare_cached("SELECT count(*) FROM sqlite_schema")?;
            statement.query_row([], |_| Ok(()))?;
            Ok(())
        })
    }

    fn is_shared(&self) -> bool {
        false
    }
}
