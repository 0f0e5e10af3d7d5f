//! What PostgreSQL's errors mean to the record, and whether trying again helps.

use rustls::pki_types::InvalidDnsNameError;
use tokio_postgres::{
    Error,
    error::{DbError, SqlState},
};

use crate::{StoreError, taken::taken};

/// What helps against a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Another connection: this one has ended, or the server takes none at the moment.
    Reconnect,
    /// The same work from the start: it met another transaction in a way that only one of them survives.
    Repeat,
    /// Nothing.
    None,
}

/// A failure with what helps against it.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) error: StoreError,
    pub(super) remedy: Remedy,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let remedy = Remedy::None;
        Self { error, remedy }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let Some(database) = error.as_db_error() {
            return from_database(database);
        }
        // An answer that cannot be read says so itself; anything else that is not the server's word is the connection's.
        let text = with_causes(&error);
        let conversion = text.contains("deserializing") || text.contains("invalid column");
        let ours = text.contains("serializing parameter") || text.contains("parameters but");
        let (error, remedy) = if conversion {
            (StoreError::Corrupt(text), Remedy::None)
        } else if is_refused_by_tls(&error, &text) {
            (StoreError::Unavailable(text), Remedy::None)
        } else if ours {
            (StoreError::Engine(text), Remedy::None)
        } else {
            (StoreError::Unavailable(text), Remedy::Reconnect)
        };
        Self { error, remedy }
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        Failure::from(error).error
    }
}

/// What all of several statements of one transaction gave, or why they failed: the first error that is not only the
/// aftermath of another one.
pub(super) fn together<T>(
    results: impl IntoIterator<Item = Result<T, Error>>,
) -> Result<Vec<T>, Error> {
    let (mut all, mut failed) = (Vec::new(), None::<Error>);
    for result in results {
        match result {
            Ok(one) => all.push(one),
            Err(error) => {
                let is_better = failed
                    .as_ref()
                    .is_none_or(|known| is_aftermath(known) && !is_aftermath(&error));
                if is_better {
                    failed = Some(error);
                }
            }
        }
    }
    failed.map_or(Ok(all), Err)
}

/// Whether the statement was refused because another one of its transaction had failed.
pub(super) fn is_aftermath(error: &Error) -> bool {
    error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION)
}

/// Whether TLS said no, or cannot be had: the next try would end the same way.
fn is_refused_by_tls(error: &Error, text: &str) -> bool {
    let Some(cause) = std::error::Error::source(error) else {
        return false;
    };
    let inner = cause
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref);
    inner
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
        .is_some()
        || cause.downcast_ref::<InvalidDnsNameError>().is_some()
        || text.contains("server does not support TLS")
}

/// The error's text with those of its causes, which is where the driver says what happened.
fn with_causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

fn from_database(error: &DbError) -> Failure {
    let text = || format!("{} ({})", error.message(), error.code().code());
    let code = error.code();
    let (error, remedy) = match code.code() {
        _ if *code == SqlState::UNIQUE_VIOLATION => (
            StoreError::Conflict {
                what: what_is_taken(error),
            },
            Remedy::None,
        ),
        _ if *code == SqlState::FOREIGN_KEY_VIOLATION => (
            StoreError::Dangling(format!(
                "{} in {}",
                error.constraint().unwrap_or("a reference"),
                error.table().unwrap_or("a table")
            )),
            Remedy::None,
        ),
        // Serialization failures and deadlocks.
        "40001" | "40P01" => (StoreError::Unavailable(text()), Remedy::Repeat),
        // The server is starting, stopping or out of connections, or has ended this one.
        "53300" | "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => {
            (StoreError::Unavailable(text()), Remedy::Reconnect)
        }
        other => match &other[..2] {
            "08" => (StoreError::Unavailable(text()), Remedy::Reconnect),
            // Full, cancelled, locked, read-only, input or output failed; not let in, no such database.
            "25" | "28" | "3D" | "53" | "55" | "57" | "58" => {
                (StoreError::Unavailable(text()), Remedy::None)
            }
            "XX" if other != "XX000" => (StoreError::Corrupt(text()), Remedy::None),
            _ if *code == SqlState::INSUFFICIENT_PRIVILEGE => (
                StoreError::Unavailable(format!(
                    "{}; the store's role has to own the schema landfall, or may create it in this database",
                    text()
                )),
                Remedy::None,
            ),
            _ => (StoreError::Engine(text()), Remedy::None),
        },
    };
    Failure { error, remedy }
}

/// Words for the value that a unique constraint found taken. Which columns it has stands in brackets in the detail, in
/// whatever language the server speaks.
fn what_is_taken(error: &DbError) -> String {
    let table = error.table().unwrap_or("row");
    let columns = error.detail().and_then(|detail| {
        let (_, behind) = detail.split_once('(')?;
        let (columns, _) = behind.split_once(")=(")?;
        Some(columns.to_owned())
    });
    let Some(columns) = columns else {
        return taken(table);
    };
    let named: Vec<String> = columns
        .split(", ")
        .map(|column| format!("{table}.{}", column.trim_matches('"')))
        .collect();
    taken(&named.join(", "))
}
