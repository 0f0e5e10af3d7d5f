//! What SQLite's errors mean to the record.

use rusqlite::{Error, ErrorCode, ffi};

use crate::StoreError;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match &error {
            Error::SqliteFailure(failure, message) => {
                let text = message.clone().unwrap_or_else(|| failure.to_string());
                match (failure.code, failure.extended_code) {
                    (
                        ErrorCode::ConstraintViolation,
                        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
                    ) => {
                        let columns = text.rsplit(": ").next().unwrap_or(&text);
                        Self::Conflict {
                            what: columns.to_owned(),
                        }
                    }
                    (ErrorCode::ConstraintViolation, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => {
                        Self::Dangling(text)
                    }
                    (
                        ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                        | ErrorCode::DiskFull
                        | ErrorCode::OutOfMemory
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
            | Error::IntegralValueOutOfRange(..) => Self::Corrupt(error.to_string()),
            _ => Self::Engine(error.to_string()),
        }
    }
}
