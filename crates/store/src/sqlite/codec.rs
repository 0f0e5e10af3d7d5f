//! Between the record's types and SQLite's: UUIDs are blobs, enumerations and small identifiers their text, documents JSON.

use std::str::FromStr;

use rusqlite::{
    Error, Result, Row,
    types::{FromSql, Type},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub(super) use crate::document::{json, json_option};

fn unreadable(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

/// A column of text as the type it is the text of.
pub(super) fn parsed<T>(row: &Row<'_>, column: usize) -> Result<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text(row, column)?
        .parse()
        .map_err(|error| unreadable(column, error))
}

/// A column of text that may be missing.
pub(super) fn parsed_option<T>(row: &Row<'_>, column: usize) -> Result<Option<T>>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    match row.get_ref(column)?.as_str_or_null() {
        Ok(None) => Ok(None),
        Ok(Some(text)) => text
            .parse()
            .map(Some)
            .map_err(|error| unreadable(column, error)),
        Err(error) => Err(unreadable(column, error)),
    }
}

/// A column that holds a JSON document.
pub(super) fn document<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T> {
    serde_json::from_str(text(row, column)?).map_err(|error| unreadable(column, error))
}

/// A column that holds a JSON document or nothing.
pub(super) fn document_option<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> Result<Option<T>> {
    match row.get_ref(column)?.as_str_or_null() {
        Ok(None) => Ok(None),
        Ok(Some(text)) => serde_json::from_str(text)
            .map(Some)
            .map_err(|error| unreadable(column, error)),
        Err(error) => Err(unreadable(column, error)),
    }
}

/// A column that holds a UUID.
pub(super) fn uuid(row: &Row<'_>, column: usize) -> Result<Uuid> {
    Ok(Uuid::from_bytes(row.get(column)?))
}

/// A column that holds a UUID or nothing.
pub(super) fn uuid_option(row: &Row<'_>, column: usize) -> Result<Option<Uuid>> {
    let bytes: Option<[u8; 16]> = row.get(column)?;
    Ok(bytes.map(Uuid::from_bytes))
}

/// A column that holds a number that is never negative.
pub(super) fn number<T: FromSql>(row: &Row<'_>, column: usize) -> Result<T> {
    row.get(column)
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str> {
    row.get_ref(column)?
        .as_str()
        .map_err(|error| unreadable(column, error))
}
