//! Several statements of one snapshot, where what is asked next depends on the answers before.

use deadpool_postgres::Object;
use futures_util::future::{BoxFuture, join};
use tokio_postgres::Row;

use crate::{
    StoreError,
    postgres::{
        connections::{Connections, discard},
        error::{Failure, Remedy},
        write::Parameters,
    },
};

/// A connection while a snapshot is open on it. Whoever stops waiting in the middle leaves it in no known state, and it is
/// not used again.
pub(in crate::postgres) struct Reading(Option<Object>);

impl Reading {
    /// The connection.
    pub(in crate::postgres) fn connection(&self) -> Result<&Object, StoreError> {
        let gone = || StoreError::Engine("a snapshot has ended".to_owned());
        self.0.as_ref().ok_or_else(gone)
    }

    /// The rows of a statement, which is kept prepared.
    pub(in crate::postgres) async fn rows(
        &self,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, Failure> {
        let connection = self.connection()?;
        let statement = connection.prepare_cached(sql).await?;
        Ok(connection.query(&statement, parameters).await?)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            discard(connection);
        }
    }
}

/// Runs `read` on one snapshot; again from the start when the connection has ended.
pub(in crate::postgres) async fn in_snapshot<T: Send>(
    connections: &Connections,
    read: &(dyn for<'r> Fn(&'r Reading) -> BoxFuture<'r, Result<T, Failure>> + Send + Sync),
) -> Result<T, StoreError> {
    let mut patience = connections.patience();
    loop {
        let mut reading = Reading(Some(connections.get(&mut patience).await?));
        let failure = match attempt(&reading, read).await {
            Ok(result) => {
                // The connection is as good as new, and goes back to the others.
                drop(reading.0.take());
                return Ok(result);
            }
            Err(failure) => failure,
        };
        if failure.remedy == Remedy::None {
            return Err(failure.error);
        }
        patience.pause(failure.error).await?;
    }
}

async fn attempt<T>(
    reading: &Reading,
    read: &(dyn for<'r> Fn(&'r Reading) -> BoxFuture<'r, Result<T, Failure>> + Send + Sync),
) -> Result<T, Failure> {
    let connection = reading.connection()?;
    // Sent together: what is read first does not wait for the answer of the beginning.
    let (begun, result) = join(
        connection.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        read(reading),
    )
    .await;
    begun?;
    let result = result?;
    connection.batch_execute("COMMIT").await?;
    Ok(result)
}
