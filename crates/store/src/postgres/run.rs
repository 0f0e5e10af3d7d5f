//! Running a write: again from the start when it met another transaction or lost its connection, and to a certain end.

use std::panic::AssertUnwindSafe;

use deadpool_postgres::Object;
use futures_util::{FutureExt, future};
use uuid::Uuid;

use super::{
    Inner,
    connections::discard,
    error::{Failure, Remedy},
    migrate::newest,
    patience::Patience,
    write::{BEGIN, PostgresTransaction},
};
use crate::{StoreError, Work};

/// Leaves a mark in the writer's row, if the schema is still this program's. The first statement of every transaction: the
/// transaction has its number from here on, before it draws positions of events.
const MARK: &str =
    "INSERT INTO writer (id, mark, at) SELECT $1, $2, now() FROM store WHERE version = $3
   ON CONFLICT (id) DO UPDATE SET mark = excluded.mark, at = excluded.at";

/// How one try has ended when it did not commit.
enum Broken {
    /// Nothing of it was kept.
    Undone(Failure),
    /// The connection ended while it committed.
    Unknown(StoreError),
}

/// Runs `work` in one transaction, until it has committed or failed.
pub(super) async fn run(inner: &Inner, work: &Work) -> Result<(), StoreError> {
    run_to_its_end(inner, work).await?;
    inner.commits.send_replace(());
    Ok(())
}

async fn run_to_its_end(inner: &Inner, work: &Work) -> Result<(), StoreError> {
    let mut patience = inner.connections.patience();
    let writer = inner.writers.turn(&patience).await?;
    loop {
        let connection = inner.connections.get(&mut patience).await?;
        let mark = Uuid::new_v4();
        let failure = match attempt(inner, connection, writer.id, mark, work).await {
            Ok(()) => return Ok(()),
            Err(Broken::Undone(failure)) => failure,
            Err(Broken::Unknown(error)) => {
                if is_marked(inner, writer.id, mark, &error).await? {
                    return Ok(());
                }
                Failure {
                    error,
                    remedy: Remedy::Reconnect,
                }
            }
        };
        if failure.remedy == Remedy::None {
            return Err(failure.error);
        }
        patience.pause(failure.error).await?;
    }
}

/// Runs `work` once, and commits it.
async fn attempt(
    inner: &Inner,
    connection: Object,
    writer: Uuid,
    mark: Uuid,
    work: &Work,
) -> Result<(), Broken> {
    let mut transaction = PostgresTransaction::new(connection, &inner.unfolded);
    let outcome = match begin(transaction.connection(), writer, mark).await {
        Ok(true) => perform(&mut transaction, work).await,
        Ok(false) => Err(inner.writers.outdated().into()),
        Err(error) => Err(error.into()),
    };
    let connection = match outcome {
        Ok(()) => transaction.into_connection(),
        Err(failure) => {
            undo(transaction.into_connection(), &failure).await;
            return Err(Broken::Undone(failure));
        }
    };
    let Err(error) = connection.batch_execute("COMMIT").await else {
        return Ok(());
    };
    let refused = error.as_db_error().is_some();
    let failure = Failure::from(error);
    // What the server itself refuses is not kept, unless it ended the connection in the middle of it.
    let broken = if refused && failure.remedy != Remedy::Reconnect {
        undo(connection, &failure).await;
        Broken::Undone(failure)
    } else {
        discard(connection);
        Broken::Unknown(failure.error)
    };
    Err(broken)
}

/// Begins a transaction; false if the schema is no longer this program's.
async fn begin(
    connection: &Object,
    writer: Uuid,
    mark: Uuid,
) -> Result<bool, tokio_postgres::Error> {
    let statement = connection.prepare_cached(MARK).await?;
    let (begun, marked) = future::join(
        connection.batch_execute(BEGIN),
        connection.execute(&statement, &[&writer, &mark, &newest()]),
    )
    .await;
    begun?;
    Ok(marked? == 1)
}

/// Has the work done up to its commit.
pub(super) async fn perform(
    transaction: &mut PostgresTransaction,
    work: &Work,
) -> Result<(), Failure> {
    // Both where the work makes its future and where that runs.
    let running = AssertUnwindSafe(async { work(transaction).await });
    let result = running
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(StoreError::Engine("a command panicked".to_owned())));
    // A command that carries on after an error of the store's does not get the half that worked; and one that gives up
    // because of such an error is done again if that helps.
    if let Some(failure) = transaction.take_failure() {
        return Err(failure);
    }
    result?;
    transaction.finish().await
}

/// Undoes the transaction and gives the connection back, if it can still be used.
async fn undo(connection: Object, failure: &Failure) {
    if failure.remedy == Remedy::Reconnect || connection.batch_execute("ROLLBACK").await.is_err() {
        discard(connection);
    }
}

/// Whether the transaction that left `mark` has committed. Waits for its end: until then it keeps its writer's row locked,
/// also when its connection is gone already.
async fn is_marked(
    inner: &Inner,
    writer: Uuid,
    mark: Uuid,
    error: &StoreError,
) -> Result<bool, StoreError> {
    let mut patience: Patience = inner.connections.patience();
    let unknown = |why: &StoreError| {
        StoreError::OutcomeUnknown(format!(
            "the connection broke while it was committed ({error}), and then the database stayed away: {why}"
        ))
    };
    loop {
        let connection = match inner.connections.get(&mut patience).await {
            Ok(connection) => connection,
            Err(why) => return Err(unknown(&why)),
        };
        let asked = connection
            .query_opt(
                "SELECT mark FROM writer WHERE id = $1 FOR UPDATE",
                &[&writer],
            )
            .await;
        let failure = match asked {
            Ok(row) => {
                let found: Option<Uuid> = row.map(|row| row.try_get(0)).transpose()?;
                return Ok(found == Some(mark));
            }
            Err(error) => Failure::from(error),
        };
        discard(connection);
        if failure.remedy == Remedy::None {
            return Err(unknown(&failure.error));
        }
        if let Err(why) = patience.pause(failure.error).await {
            return Err(unknown(&why));
        }
    }
}
