//! What SQLite's errors mean to the record.

use rusqlite::{Error, ErrorCode, ffi};

use crate::{StoreError, taken::taken};

/// Words for the columns that SQLite's message names behind its colon.
fn taken_columns(message: &str) -> String {
    taken(message.rsplit(": ").next().unwrap_or(message))
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match &error {
            Error::SqliteFailure(failure, message) => {
                let text = message.clone().unwrap_or_else(|| failure.to_string());
                match (failure.code, failure.extended_code) {
                    (
                        ErrorCode::ConstraintViolation,
                        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
                    ) => Self::Conflict {
                        what: taken_columns(&text),
                    },
                    (ErrorCode::ConstraintViolation, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => {
                        Self::Dangling(text)
                    }
                    (
                        ErrorCode::CannotOpen
                        | ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                        | ErrorCode::DiskFull
                        | ErrorCode::FileLockingProtocolFailed
                        | ErrorCode::OperationInterrupted
                        | ErrorCode::OutOfMemory
                        | ErrorCode::ReadOnly
                        | ErrorCode::SystemIoFailure,
                        _,
                    ) => Self::Unavailable(text),
                    (ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt, _) => {
                        Self::Corrupt(text)
                    }
                    _ => Self::Engine(text),
                }
            }
            Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::Utf8Error(..) => Self::Corrupt(error.to_string()),
            _ => Self::Engine(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Create, sqlite::SqliteStore, taken::TAKEN};

    #[test]
    fn what_is_taken_is_named_in_words() {
        let message = "UNIQUE constraint failed: api_client.client_id";
        assert_eq!(taken_columns(message), "an API client of this id");
        let message = "UNIQUE constraint failed: deploy_request.id";
        assert_eq!(taken_columns(message), "deploy request of this id");
    }

    #[test]
    fn every_constraint_that_has_words_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("landfall.db");
        let store = SqliteStore::open(&path, Create::New).unwrap();
        for (columns, _) in TAKEN {
            let (table, _) = columns.split_once('.').unwrap();
            let columns = columns.replace(&format!("{table}."), "");
            // Only columns of a unique constraint can be the target of a conflict.
            let sql = format!(
                "EXPLAIN INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({columns}) DO NOTHING"
            );
            let prepared = store
                .readers
                .point(|connection| connection.prepare(&sql).map(|_| ()).map_err(Into::into));
            // Some are unique only where the value is not missing, which a target would have to repeat.
            let is_partial = [
                "vipmp_id, vipmp_space",
                "account_number",
                "account, platform, environment",
            ]
            .contains(&columns.as_str());
            assert!(prepared.is_ok() || is_partial, "{table}: {prepared:?}");
        }
    }
}
