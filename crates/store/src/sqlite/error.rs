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
