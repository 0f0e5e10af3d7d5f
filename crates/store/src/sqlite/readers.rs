//! Read-only connections. A point read borrows one on the calling thread; a longer read does so on the blocking pool, where
//! a few at a time may run.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crossbeam_queue::ArrayQueue;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use super::open::connect;
use crate::StoreError;

#[cfg(test)]
mod tests;

/// How many connections are kept for the next reader.
const KEPT: usize = 16;
/// How many long reads run at a time; the others wait.
const LONG_READS: usize = 8;

/// The pool.
pub(super) struct Readers {
    path: PathBuf,
    idle: ArrayQueue<Connection>,
    long: Arc<Semaphore>,
}

impl Readers {
    /// A pool for the database at `path`, with its first connection open.
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        let readers = Self {
            path: path.to_owned(),
            idle: ArrayQueue::new(KEPT),
            long: Arc::new(Semaphore::new(LONG_READS)),
        };
        readers.give_back(readers.connect()?);
        Ok(readers)
    }

    /// A read of a handful of rows, on this thread.
    pub(super) fn point<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = match self.idle.pop() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let result = read(&connection);
        self.give_back(connection);
        result
    }

    /// A longer read, off the serving threads, of one snapshot.
    pub(super) async fn list<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let closing = || StoreError::Unavailable("the store is closing".to_owned());
        let permit = Arc::clone(&self.long).acquire_owned().await;
        let permit = permit.map_err(|_| closing())?;
        let readers = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || {
            // Kept until the read has ended, also when nobody waits for it any more.
            let _permit = permit;
            readers.point(|connection| {
                let snapshot = connection.unchecked_transaction()?;
                read(&snapshot)
            })
        });
        task.await.unwrap_or_else(|error| {
            Err(if error.is_cancelled() {
                closing()
            } else {
                StoreError::Engine(format!("a read ended early: {error}"))
            })
        })
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let connection = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.execute_batch("PRAGMA query_only = ON;")?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        // When the pool is full the connection closes, which is what is wanted after a burst.
        let _ = self.idle.push(connection);
    }
}
