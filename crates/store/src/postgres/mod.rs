//! The engine over a network: PostgreSQL 15 or newer.
//!
//! Every read is one statement or one read-only snapshot, sent in one go. A write is one transaction at READ COMMITTED; what
//! needs more takes a lock. While the database restarts, reads and writes wait
//! for it a moment and are then done again; a commit whose answer got lost is looked up, so that nothing is lost or doubled.
//! Any number of processes may have the store open; what only one of them may do hangs on a lease.

mod address;
mod catalog;
mod codec;
mod connections;
mod error;
mod lists;
pub(crate) mod load;
pub(crate) mod migrate;
mod open;
mod options;
mod own;
mod patience;
mod read;
mod run;
mod settled;
mod side_line;
pub(crate) mod snapshot;
#[cfg(any(test, feature = "conformance"))]
pub mod testing;
mod this_copy;
mod tls;
mod write;
mod writers;

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::watch;

pub use address::Address;
pub use options::Options;

use crate::{Condition, StoreError, Transact, Work};

/// A record in a PostgreSQL database.
pub struct PostgresStore(Arc<Inner>);

/// What outlives a caller that stops waiting for its write.
struct Inner {
    connections: connections::Connections,
    writers: writers::Writers,
    settled: settled::Settled,
    /// Changes with every write that has committed.
    commits: watch::Sender<()>,
    unfolded: Arc<lists::Unfolded>,
    /// Keeps leases.
    lease_line: side_line::SideLine,
    /// Says whether the database answers.
    ready_line: side_line::SideLine,
}

#[async_trait]
impl Transact for PostgresStore {
    async fn transact(&self, work: Work) -> Result<(), StoreError> {
        // A task of its own: a caller that stops waiting changes nothing, the command runs all the same.
        let inner = Arc::clone(&self.0);
        let task = tokio::spawn(async move { run::run(&inner, &work).await });
        task.await.unwrap_or_else(|error| {
            Err(StoreError::Unavailable(format!(
                "a write ended early: {error}"
            )))
        })
    }

    fn commits(&self) -> watch::Receiver<()> {
        self.0.commits.subscribe()
    }

    async fn transact_aside(&self, work: Work) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.0);
        let task = tokio::spawn(async move { inner.lease_line.transact(&work).await });
        task.await.unwrap_or_else(|error| {
            Err(StoreError::Unavailable(format!(
                "a write ended early: {error}"
            )))
        })
    }
}

#[async_trait]
impl Condition for PostgresStore {
    async fn ready(&self) -> Result<(), StoreError> {
        let row = self.0.ready_line.row("SELECT 1 FROM store", &[]).await?;
        row.map(|_| ())
            .ok_or_else(|| StoreError::Corrupt("the row of the store is missing".to_owned()))
    }

    fn is_shared(&self) -> bool {
        true
    }
}
