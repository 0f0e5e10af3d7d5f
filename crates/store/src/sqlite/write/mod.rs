//! Writing, one file for each part of the record.

mod access;
mod accounts;
mod deploy;
mod fleet;
mod fulfillments;
mod record;
mod zones;

use rusqlite::Connection;

/// The writing connection while commands run on it.
pub(super) struct SqliteTransaction {
    connection: Connection,
}

impl SqliteTransaction {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Runs a statement, kept prepared, and gives the number of rows it touched.
    fn run(&self, sql: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<usize> {
        self.connection.prepare_cached(sql)?.execute(parameters)
    }
}
