//! Several statements of one snapshot, where what is asked next depends on the answers before.

use std::sync::{Mutex, PoisonError};

use deadpool_postgres::Object;
use futures_util::future::{BoxFuture, join};
use tokio_postgres::Row;

use crate::{
    StoreError,
    postgres::{
        connections::{Connections, discard},
        error::{Failure, Remedy, is_aftermath},
        write::Parameters,
    },
};

/// A connection while a snapshot is open on it. Whoever stops waiting in the middle leaves it in no known state, and it is
/// not used again.
pub(in crate::postgres) struct Reading {
    connection: Option<Object>,
    /// Why the first statement failed that did. Those behind it only hear that the transaction is over.
    failed: Mutex<Option<Failure>>,
}

impl Reading {
    fn on(connection: Object) -> Self {
        Self {
            connection: Some(connection),
            failed: Mutex::default(),
        }
    }

    /// The connection.
    pub(in crate::postgres) fn connection(&self) -> Result<&Object, StoreError> {
        let gone = || StoreError::Engine("a snapshot has ended".to_owned());
        self.connection.as_ref().ok_or_else(gone)
    }

    /// The rows of a statement, which is kept prepared.
    pub(in crate::postgres) async fn rows(
        &self,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, Failure> {
        let connection = self.connection()?;
        let ran = async {
            let statement = connection.prepare_cached(sql).await?;
            connection.query(&statement, parameters).await
        };
        ran.await.map_err(|error| self.failed(error))
    }

    /// The failure that an error is: of the statement that failed first, where another one only followed from that.
    fn failed(&self, error: tokio_postgres::Error) -> Failure {
        let mut first = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_aftermath = is_aftermath(&error);
        let failure = Failure::from(error);
        if is_aftermath {
            return first.clone().unwrap_or(failure);
        }
        first.get_or_insert(failure).clone()
    }

    /// The same failure, or the one that it followed from and that was heard of later.
    fn cause(&self, failure: Failure) -> Failure {
        let first = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        first.clone().unwrap_or(failure)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
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
        let mut reading = Reading::on(connections.get(&mut patience).await?);
        let failure = match attempt(&reading, read).await {
            Ok(result) => {
                // The connection is as good as new, and goes back to the others.
                drop(reading.connection.take());
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
    let result = result.map_err(|failure| reading.cause(failure))?;
    connection.batch_execute("COMMIT").await?;
    Ok(result)
}
