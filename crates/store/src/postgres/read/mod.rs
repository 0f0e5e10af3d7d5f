//! Reading, one file for each part of the record.
//!
//! A read is one statement, or several in a read-only snapshot; both are sent in one go. While the database is away a read
//! waits for it and is then done again.

pub(super) mod access;
mod account_lists;
pub(super) mod accounts;
pub(super) mod admin;
mod conditions;
pub(super) mod deploy;
pub(super) mod deploying;
pub(super) mod deployments;
mod enrolment;
mod events;
pub(super) mod fleet;
pub(super) mod fulfillments;
pub(super) mod items;
pub(super) mod leases;
mod log;
pub(super) mod orders;
pub(super) mod policies;
mod sites;
mod sold_filter;
pub(super) mod subscriptions;
mod walked;
pub(super) mod zones;

use deadpool_postgres::Object;
use futures_util::future::join_all;
use landfall_core::model::View;
use tokio_postgres::{
    Error, Row,
    types::{ToSql, Type},
};
use uuid::Uuid;

use super::{
    PostgresStore,
    connections::discard,
    error::{self, Failure, Remedy},
    write::Parameters,
};
use crate::StoreError;

/// The condition that the organization in column `$column` is in view. The view's root is the parameter `$root`, NULL for
/// the whole tenant; the tenant is checked beside it.
macro_rules! in_view {
    ($column:literal, $root:literal) => {
        concat!(
            "(",
            $root,
            "::uuid IS NULL OR EXISTS (SELECT 1 FROM organization_closure WHERE descendant = ",
            $column,
            " AND ancestor = ",
            $root,
            "))"
        )
    };
}
use in_view;

/// The root of a view as a parameter.
fn root(view: &View) -> Option<Uuid> {
    view.root.map(|root| root.0)
}

/// An offset as a parameter: far behind every list, where it does not fit.
fn offset(offset: u64) -> i64 {
    i64::try_from(offset).unwrap_or(i64::MAX)
}

impl PostgresStore {
    /// The rows of one statement, which is kept prepared.
    async fn rows(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, StoreError> {
        let mut results = self.snapshot(&[(sql, parameters)]).await?;
        Ok(results.pop().unwrap_or_default())
    }

    /// The row of one statement, which gives one at most.
    async fn row(&self, sql: &str, parameters: Parameters<'_>) -> Result<Option<Row>, StoreError> {
        let mut rows = self.rows(sql, parameters).await?;
        Ok(rows.pop())
    }

    /// The rows of one statement that is not kept prepared; each parameter has its type beside it.
    async fn unprepared(
        &self,
        sql: &str,
        parameters: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, StoreError> {
        let connections = &self.0.connections;
        let mut patience = connections.patience();
        loop {
            let connection = connections.get(&mut patience).await?;
            let failure = match connection.query_typed(sql, parameters).await {
                Ok(rows) => return Ok(rows),
                Err(error) => Failure::from(error),
            };
            match failure.remedy {
                Remedy::None => return Err(failure.error),
                Remedy::Repeat => {}
                Remedy::Reconnect => discard(connection),
            }
            patience.pause(failure.error).await?;
        }
    }

    /// The rows of two statements, from one snapshot.
    async fn pair(
        &self,
        first: (&str, Parameters<'_>),
        second: (&str, Parameters<'_>),
    ) -> Result<(Vec<Row>, Vec<Row>), StoreError> {
        let mut results = self.snapshot(&[first, second]).await?;
        let second = results.pop().unwrap_or_default();
        Ok((results.pop().unwrap_or_default(), second))
    }

    /// The rows of each statement, all from one snapshot.
    async fn snapshot(
        &self,
        statements: &[(&str, Parameters<'_>)],
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let connections = &self.0.connections;
        let mut patience = connections.patience();
        loop {
            let connection = connections.get(&mut patience).await?;
            let failure = match together(&connection, statements).await {
                Ok(results) => return Ok(results),
                Err(error) => Failure::from(error),
            };
            match failure.remedy {
                Remedy::None => return Err(failure.error),
                Remedy::Repeat => {}
                Remedy::Reconnect => discard(connection),
            }
            patience.pause(failure.error).await?;
        }
    }
}

/// Runs statements on one snapshot. All are sent before the first answer is waited for, the end of the transaction too: a
/// caller that stops waiting leaves none open.
async fn together(
    connection: &Object,
    statements: &[(&str, Parameters<'_>)],
) -> Result<Vec<Vec<Row>>, Error> {
    let mut prepared = Vec::with_capacity(statements.len());
    for (sql, _) in statements {
        prepared.push(connection.prepare_cached(sql).await?);
    }
    let queries = prepared.iter().zip(statements);
    let queries =
        queries.map(|(statement, (_, parameters))| connection.query(statement, parameters));
    if let [_] = statements {
        return join_all(queries).await.into_iter().collect();
    }
    let (begun, results, ended) = futures_util::future::join3(
        connection.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        join_all(queries),
        connection.batch_execute("COMMIT"),
    )
    .await;
    let (begun, ended) = (begun.map(|()| Vec::new()), ended.map(|()| Vec::new()));
    let all = [begun].into_iter().chain(results).chain([ended]);
    let mut results = error::together(all)?;
    // Neither the beginning nor the end has rows.
    results.pop();
    results.remove(0);
    Ok(results)
}
