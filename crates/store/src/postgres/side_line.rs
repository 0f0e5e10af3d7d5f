//! A connection beside the pool, for the few quick things that must not queue behind other work: keeping a lease, saying
//! whether the database answers. What takes too long is given up, and nothing is tried again: whoever asks asks again.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::Object;
use tokio_postgres::Row;

use super::{
    Options,
    connections::{Connections, discard},
    error::{Failure, Remedy},
    patience::Patience,
    run::perform,
    tls::Tls,
    write::{Parameters, PostgresTransaction},
};
use crate::{StoreError, Work};

/// The connection, made when it is needed.
pub(super) struct SideLine {
    connections: Connections,
    limit: Duration,
}

impl SideLine {
    /// A connection on which everything has to be over within `limit`.
    pub(super) fn new(
        config: tokio_postgres::Config,
        tls: Tls,
        options: &Options,
        limit: Duration,
    ) -> Result<Self, StoreError> {
        let options = Options {
            connections: 1,
            connect: options.connect.min(limit),
            ..options.clone()
        };
        Ok(Self {
            connections: Connections::new(config, tls, &options)?,
            limit,
        })
    }

    /// The row of one statement, which gives one at most.
    pub(super) async fn row(
        &self,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<Option<Row>, StoreError> {
        self.limited(async |connection: &Object| {
            let statement = connection.prepare_cached(sql).await?;
            Ok(connection.query_opt(&statement, parameters).await?)
        })
        .await
    }

    /// Has one use of the connection done within the limit.
    async fn limited<T>(
        &self,
        work: impl AsyncFnOnce(&Object) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        // Both limits together, so that who waits for the connection does not wait for its own work too.
        let patience = Patience::lasting(self.limit);
        let connection = self.connections.once(&patience).await?;
        match tokio::time::timeout(patience.left(), work(&connection)).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(failure)) => {
                if failure.remedy == Remedy::Reconnect {
                    discard(connection);
                }
                Err(failure.error)
            }
            Err(_) => {
                // What was asked may still be under way.
                discard(connection);
                Err(too_late())
            }
        }
    }

    /// Runs `work` in one transaction, once.
    pub(super) async fn transact(&self, work: &Work) -> Result<(), StoreError> {
        let patience = Patience::lasting(self.limit);
        let connection = self.connections.once(&patience).await?;
        let mut transaction = PostgresTransaction::new(connection, &Arc::default());
        let done = tokio::time::timeout(patience.left(), async {
            transaction.begin().await?;
            perform(&mut transaction, work).await?;
            transaction.commit().await
        });
        let failure = match done.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure)) => failure,
            Err(_) => Failure {
                error: too_late(),
                remedy: Remedy::Reconnect,
            },
        };
        let connection = transaction.into_connection();
        let kept_for_next = failure.remedy != Remedy::Reconnect
            && matches!(
                tokio::time::timeout(self.limit, connection.batch_execute("ROLLBACK")).await,
                Ok(Ok(()))
            );
        if !kept_for_next {
            discard(connection);
        }
        Err(failure.error)
    }
}

fn too_late() -> StoreError {
    StoreError::Unavailable("the database did not answer in time".to_owned())
}
