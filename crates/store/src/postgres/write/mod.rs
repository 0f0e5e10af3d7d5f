//! Writing, one file for each part of the record.
//!
//! At READ COMMITTED each statement sees what has committed before it. Where a command decides on what it has read, the read
//! locks it: `find_…` keeps the row as it is until the command ends, and `find_idempotency` makes equal calls wait for each
//! other, so that the second finds the answer of the first. What must not be there yet is kept out by unique constraints.

mod access;
mod accounts;
mod catalogue;
mod customers;
mod deploy;
mod deploying;
mod enrolment;
mod fleet;
mod fulfillments;
mod items;
mod leases;
mod log;
mod orders;
mod record;
mod sites;
mod subscriptions;
mod zones;

use deadpool_postgres::Object;
use landfall_core::{
    id::{LogId, counter},
    model::Change,
};
use tokio_postgres::{Row, types::ToSql};

use std::sync::Arc;

use super::{
    error::{Failure, Remedy},
    lists::{Unfolded, note},
};
use crate::{RecordWrites, StoreError, lists};

/// Parameters of a statement.
pub(super) type Parameters<'p> = &'p [&'p (dyn ToSql + Sync)];

/// Begins a transaction. READ COMMITTED: commands meet at a few rows (a counter, a log's head), where this level waits for the
/// other transaction and goes on with what it left, while the stricter ones would have to start again.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

/// Waits until nobody else holds a name, and holds it until the transaction ends.
const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

/// A connection while a command runs on it.
pub(super) struct PostgresTransaction {
    connection: Object,
    /// The first statement of the command that failed. PostgreSQL runs nothing more in its transaction.
    failure: Option<Failure>,
    /// Entries of logs, kept back until the command has done everything else.
    changes: Vec<Change>,
    /// What was changed in lists, until it is put into the counters or beside them.
    pub(super) listed: Vec<lists::Change>,
    unfolded: Arc<Unfolded>,
    /// Logs whose heads this command has locked by itself.
    locked: Vec<LogId>,
    /// Whether POPs or servers were added.
    adds_to_fleet: bool,
}

impl PostgresTransaction {
    pub(super) fn new(connection: Object, unfolded: &Arc<Unfolded>) -> Self {
        Self {
            connection,
            failure: None,
            changes: Vec::new(),
            listed: Vec::new(),
            unfolded: Arc::clone(unfolded),
            locked: Vec::new(),
            adds_to_fleet: false,
        }
    }

    /// Begins the transaction, for a command that leaves no mark.
    pub(super) async fn begin(&mut self) -> Result<(), Failure> {
        Ok(self.connection.batch_execute(BEGIN).await?)
    }

    /// Commits, for a command whose answer may get lost.
    pub(super) async fn commit(&self) -> Result<(), Failure> {
        Ok(self.connection.batch_execute("COMMIT").await?)
    }

    pub(super) fn connection(&self) -> &Object {
        &self.connection
    }

    pub(super) fn into_connection(self) -> Object {
        self.connection
    }

    /// The first failure, if there was one.
    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Does what was kept back: nothing but the commit follows, so what others wait for is locked as shortly as can be, and
    /// always in the same order.
    pub(super) async fn finish(&mut self) -> Result<(), Failure> {
        let listed = std::mem::take(&mut self.listed);
        note(&self.connection, listed, &self.unfolded).await?;
        let kept_back = self.do_kept_back().await;
        kept_back.map_err(|error| self.take_failure().unwrap_or_else(|| error.into()))
    }

    async fn do_kept_back(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.adds_to_fleet) {
            self.next_number(counter::FLEET_ADDITION).await?;
        }
        let mut changes = std::mem::take(&mut self.changes);
        changes.sort_by_key(|change| change.log.0);
        for change in changes {
            self.append_now(&change).await?;
        }
        Ok(())
    }

    /// Runs a statement, kept prepared, and gives the number of rows it touched.
    async fn run(&mut self, sql: &str, parameters: Parameters<'_>) -> Result<u64, StoreError> {
        self.go_on()?;
        let ran = async {
            let statement = self.connection.prepare_cached(sql).await?;
            self.connection.execute(&statement, parameters).await
        };
        let ran = ran.await;
        ran.map_err(|error| self.note(error.into()))
    }

    /// Runs a statement that gives a row or none.
    async fn row(
        &mut self,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<Option<Row>, StoreError> {
        self.go_on()?;
        let ran = async {
            let statement = self.connection.prepare_cached(sql).await?;
            self.connection.query_opt(&statement, parameters).await
        };
        let ran = ran.await;
        ran.map_err(|error| self.note(error.into()))
    }

    /// Runs a statement that gives any number of rows.
    async fn rows_of(
        &mut self,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        self.go_on()?;
        let ran = async {
            let statement = self.connection.prepare_cached(sql).await?;
            self.connection.query(&statement, parameters).await
        };
        let ran = ran.await;
        ran.map_err(|error| self.note(error.into()))
    }

    /// Runs two statements, sent together; gives the rows of the second.
    async fn both(
        &mut self,
        first: (&str, Parameters<'_>),
        second: (&str, Parameters<'_>),
    ) -> Result<Vec<Row>, StoreError> {
        Ok(self.both_rows(first, second).await?.1)
    }

    /// The same, with the rows of both.
    async fn both_rows(
        &mut self,
        first: (&str, Parameters<'_>),
        second: (&str, Parameters<'_>),
    ) -> Result<(Vec<Row>, Vec<Row>), StoreError> {
        self.go_on()?;
        let ran = async {
            let connection = &self.connection;
            let (one, two) = (
                connection.prepare_cached(first.0).await?,
                connection.prepare_cached(second.0).await?,
            );
            let (one, two) = futures_util::future::join(
                connection.query(&one, first.1),
                connection.query(&two, second.1),
            )
            .await;
            Ok::<_, tokio_postgres::Error>((one?, two?))
        };
        let ran = ran.await;
        ran.map_err(|error| self.note(error.into()))
    }

    /// Runs two statements, sent together; gives the number of rows that the first touched and the rows of the second.
    pub(super) async fn changing(
        &mut self,
        first: (&str, Parameters<'_>),
        second: (&str, Parameters<'_>),
    ) -> Result<(u64, Vec<Row>), StoreError> {
        self.go_on()?;
        let ran = async {
            let connection = &self.connection;
            let (one, two) = (
                connection.prepare_cached(first.0).await?,
                connection.prepare_cached(second.0).await?,
            );
            let (one, two) = futures_util::future::join(
                connection.execute(&one, first.1),
                connection.query(&two, second.1),
            )
            .await;
            Ok::<_, tokio_postgres::Error>((one?, two?))
        };
        let ran = ran.await;
        ran.map_err(|error| self.note(error.into()))
    }

    /// Refuses to run anything behind a failure.
    fn go_on(&self) -> Result<(), StoreError> {
        match &self.failure {
            Some(failure) => Err(failure.error.clone()),
            None => Ok(()),
        }
    }

    /// Notes that a write has failed, and gives its error back.
    fn fail(&mut self, error: StoreError) -> StoreError {
        let remedy = Remedy::None;
        self.note(Failure { error, remedy })
    }

    pub(super) fn note(&mut self, failure: Failure) -> StoreError {
        self.failure.get_or_insert(failure).error.clone()
    }
}
