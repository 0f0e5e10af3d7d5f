//! Between the record's types and PostgreSQL's: UUIDs are UUIDs, enumerations and small identifiers their text, documents
//! JSON as text, numbers that are never negative signed ones.

use std::str::FromStr;

use landfall_core::id::Timestamp;
use serde::de::DeserializeOwned;
use tokio_postgres::{Row, types::FromSql};

use crate::StoreError;
pub(super) use crate::document::{json, json_option};

fn unreadable(row: &Row, column: usize, error: &dyn std::fmt::Display) -> StoreError {
    let name = row
        .columns()
        .get(column)
        .map_or("?", |column| column.name());
    StoreError::Corrupt(format!("column {name}: {error}"))
}

/// A column as it is.
pub(super) fn get<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Result<T, StoreError> {
    row.try_get(column)
        .map_err(|error| unreadable(row, column, &error))
}

/// A column of text as the type it is the text of.
pub(super) fn parsed<T>(row: &Row, column: usize) -> Result<T, StoreError>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    get::<&str>(row, column)?
        .parse()
        .map_err(|error: T::Err| unreadable(row, column, &error))
}

/// A column of text that may be missing.
pub(super) fn parsed_option<T>(row: &Row, column: usize) -> Result<Option<T>, StoreError>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    get::<Option<&str>>(row, column)?
        .map(str::parse)
        .transpose()
        .map_err(|error: T::Err| unreadable(row, column, &error))
}

/// A column that holds a JSON document.
pub(super) fn document<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T, StoreError> {
    serde_json::from_str(get(row, column)?).map_err(|error| unreadable(row, column, &error))
}

/// A column that holds a JSON document or nothing.
pub(super) fn document_option<T: DeserializeOwned>(
    row: &Row,
    column: usize,
) -> Result<Option<T>, StoreError> {
    get::<Option<&str>>(row, column)?
        .map(serde_json::from_str)
        .transpose()
        .map_err(|error| unreadable(row, column, &error))
}

/// A column that holds a number that is never negative.
pub(super) fn number<T: TryFrom<i64>>(row: &Row, column: usize) -> Result<T, StoreError>
where
    T::Error: std::fmt::Display,
{
    let number: i64 = get(row, column)?;
    number
        .try_into()
        .map_err(|error: T::Error| unreadable(row, column, &error))
}

/// A column that holds such a number or nothing.
pub(super) fn number_option<T: TryFrom<i64>>(
    row: &Row,
    column: usize,
) -> Result<Option<T>, StoreError>
where
    T::Error: std::fmt::Display,
{
    let number: Option<i64> = get(row, column)?;
    number
        .map(T::try_from)
        .transpose()
        .map_err(|error| unreadable(row, column, &error))
}

/// A column that holds a moment.
pub(super) fn moment(row: &Row, column: usize) -> Result<Timestamp, StoreError> {
    get(row, column).map(Timestamp::from_seconds)
}

/// A column that holds a moment or nothing.
pub(super) fn moment_option(row: &Row, column: usize) -> Result<Option<Timestamp>, StoreError> {
    let seconds: Option<i64> = get(row, column)?;
    Ok(seconds.map(Timestamp::from_seconds))
}

/// A column that holds a hash.
pub(super) fn hash(row: &Row, column: usize) -> Result<[u8; 32], StoreError> {
    get::<&[u8]>(row, column)?
        .try_into()
        .map_err(|error| unreadable(row, column, &error))
}

/// A number as its column holds it.
pub(super) fn signed(number: impl Into<u64>) -> Result<i64, StoreError> {
    let number = number.into();
    i64::try_from(number)
        .map_err(|_| StoreError::Engine(format!("{number} is too large to be kept")))
}
