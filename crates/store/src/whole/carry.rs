//! Rows on their way from one engine to the other: a channel of batches, with an end that says that nothing is missing.

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::StoreError;

/// How many batches may be on their way.
const WAITING: usize = 8;

/// What either end says when it broke off because the other did; the other knows why.
pub(crate) const BROKE_OFF: StoreError = StoreError::GivenUp;

/// Some rows, or their end.
pub(crate) enum Batch {
    /// Whole rows of one table, as PostgreSQL's binary COPY has them.
    Rows {
        /// Which of the tables; it never falls.
        table: usize,
        /// The rows, one behind the other.
        rows: Bytes,
        /// How many.
        count: u64,
    },
    /// Every row of every table has been sent.
    End {
        /// How many rows each table has.
        counts: Vec<u64>,
        /// The highest number that each table's rows were given, also if they are gone; 0 where none were.
        numbers: Vec<i64>,
    },
}

/// The receiving end.
pub(crate) type Rows = mpsc::Receiver<Batch>;

/// A way for rows.
pub(super) fn channel() -> (mpsc::Sender<Batch>, Rows) {
    mpsc::channel(WAITING)
}

/// The outcome of both ends: if one broke off, the reason of the other.
pub(super) fn both<T>(
    sent: Result<(), StoreError>,
    arrived: Result<T, StoreError>,
) -> Result<T, StoreError> {
    match (sent, arrived) {
        (Err(reason), Err(StoreError::GivenUp) | Ok(_)) => Err(reason),
        (_, arrived) => arrived,
    }
}

/// Runs what must not be run on a serving thread.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let task = tokio::task::spawn_blocking(work);
    task.await
        .unwrap_or_else(|error| Err(StoreError::Engine(format!("the work ended early: {error}"))))
}
