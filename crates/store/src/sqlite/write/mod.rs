//! Writing, one file for each part of the record.

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

#[cfg(test)]
mod tests;

use std::cell::RefCell;

use rusqlite::{Connection, Statement};

use crate::{StoreError, lists::Change};

/// The writing connection while commands run on it.
pub(super) struct SqliteTransaction {
    connection: Connection,
    /// The first write of the running command that failed. Writes are more than one statement, so what a failed one has
    /// done may not stay.
    failure: RefCell<Option<StoreError>>,
    /// What the commands of the transaction have changed in lists, until it is put into the counters before the commit.
    pub(super) changes: Vec<Change>,
    /// How many of them were there before the running command, and how many rows had been changed.
    changed_before: usize,
    rows_before: u64,
}

/// What a command that gives up goes back to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    /// The beginning of the transaction, which is its own.
    Begin,
    /// A savepoint. It costs a copy of every page that is changed behind it.
    Savepoint,
    /// Nothing: only a command that has changed nothing can give up by itself.
    None,
}

impl SqliteTransaction {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            connection,
            failure: RefCell::new(None),
            changes: Vec::new(),
            changed_before: 0,
            rows_before: 0,
        }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Sets the mark that a command goes back to when it gives up.
    pub(super) fn begin_command(&mut self, mark: Mark) -> Result<(), StoreError> {
        self.failure.take();
        self.changed_before = self.changes.len();
        self.rows_before = self.connection.total_changes();
        match mark {
            Mark::Savepoint => self.control("SAVEPOINT command"),
            Mark::Begin | Mark::None => Ok(()),
        }
    }

    /// Goes back to that mark; false if there is none and something was changed.
    pub(super) fn undo_command(&mut self, mark: Mark) -> Result<bool, StoreError> {
        self.changes.truncate(self.changed_before);
        match mark {
            Mark::Savepoint => self.control("ROLLBACK TO command")?,
            Mark::Begin => self.control("ROLLBACK")?,
            Mark::None => return Ok(self.connection.total_changes() == self.rows_before),
        }
        Ok(true)
    }

    /// The error of the first write of the running command that failed.
    pub(super) fn failure(&self) -> Option<StoreError> {
        self.failure.borrow().clone()
    }

    /// Runs a statement that begins or ends something.
    pub(super) fn control(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Runs a statement, kept prepared, and gives the number of rows it touched.
    fn run(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<usize, StoreError> {
        self.write(sql, |statement| statement.execute(parameters))
    }

    /// Runs a statement that changes something. Nothing more is written after a failure: if the engine has ended the
    /// transaction, it would stay.
    pub(super) fn write<T>(
        &self,
        sql: &str,
        run: impl FnOnce(&mut Statement<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if let Some(error) = self.failure() {
            return Err(error);
        }
        let prepared = self.connection.prepare_cached(sql);
        let result = prepared.and_then(|mut statement| run(&mut statement));
        result.map_err(|error| {
            self.fail(match error.into() {
                // SQLite does not say what is missing; which write it was narrows it down.
                StoreError::Dangling(_) => StoreError::Dangling(first_words(sql)),
                error => error,
            })
        })
    }

    /// Notes that a write has failed, and gives its error back.
    pub(super) fn fail(&self, error: StoreError) -> StoreError {
        self.failure
            .borrow_mut()
            .get_or_insert_with(|| error.clone());
        error
    }
}

/// The statement up to its first bracket, such as `INSERT INTO deployment`.
fn first_words(sql: &str) -> String {
    sql.split(['(', '='])
        .next()
        .unwrap_or(sql)
        .trim()
        .to_owned()
}
