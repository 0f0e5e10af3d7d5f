//! Where the record is kept.

use std::{fmt, time::Duration};

use landfall_store::{postgres::Options, sqlite};
use serde::{Deserialize, Serialize, Serializer};

/// The URL of a database. It may hold a password, so it is shown without.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct StoreUrl(String);

impl StoreUrl {
    /// The URL that `text` is.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The whole of it, with the password.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// The URL with three stars for a password. One that should have been escaped and was not is no less secret: whatever stands before
    /// the last `@` is taken for a name and a password then.
    fn masked(&self) -> String {
        let url = match self.0.split_once("password=") {
            Some((before, value)) => {
                let behind = value.find('&').map_or("", |end| &value[end..]);
                format!("{before}password=***{behind}")
            }
            None => self.0.clone(),
        };
        let hidden = url.split_once("://").and_then(|(scheme, rest)| {
            let (user, host) = rest.rsplit_once('@')?;
            let (name, _) = user.split_once(':')?;
            Some(format!("{scheme}://{name}:***@{host}"))
        });
        hidden.unwrap_or(url)
    }
}

impl Serialize for StoreUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Settings of the connection to a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PostgresSettings {
    /// Connections at most; two more keep the lease on the fleet and answer readiness.
    pub(crate) connections: usize,
    /// Seconds that making a connection may take.
    pub(crate) connect_seconds: u64,
    /// Seconds that a statement may run.
    pub(crate) statement_seconds: u64,
    /// Seconds that a request waits for a database that is away.
    pub(crate) patience_seconds: u64,
}

impl Default for PostgresSettings {
    fn default() -> Self {
        let options = Options::default();
        Self {
            connections: options.connections,
            connect_seconds: options.connect.as_secs(),
            statement_seconds: options.statement.as_secs(),
            patience_seconds: options.patience.as_secs(),
        }
    }
}

impl PostgresSettings {
    /// What is wrong with them, if anything is.
    pub(super) fn fault(&self) -> Option<String> {
        if !(2..=1_000).contains(&self.connections) {
            return Some("postgres.connections must be from 2 to 1000".to_owned());
        }
        let seconds = [
            ("connect_seconds", self.connect_seconds),
            ("statement_seconds", self.statement_seconds),
            ("patience_seconds", self.patience_seconds),
        ];
        let (name, _) = seconds
            .into_iter()
            .find(|(_, seconds)| !(1..=3_600).contains(seconds))?;
        Some(format!("postgres.{name} must be from 1 to 3600"))
    }

    /// The same for the engine.
    pub(crate) fn options(&self) -> Options {
        Options {
            connections: self.connections,
            connect: Duration::from_secs(self.connect_seconds),
            statement: Duration::from_secs(self.statement_seconds),
            patience: Duration::from_secs(self.patience_seconds),
        }
    }
}

/// Settings of the store in the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SqliteSettings {
    /// Seconds that a list may be read.
    pub(crate) statement_seconds: u64,
}

impl Default for SqliteSettings {
    fn default() -> Self {
        let options = sqlite::Options::default();
        Self {
            statement_seconds: options.statement.as_secs(),
        }
    }
}

impl SqliteSettings {
    /// What is wrong with them, if anything is.
    pub(super) fn fault(&self) -> Option<String> {
        let is_wrong = !(1..=3_600).contains(&self.statement_seconds);
        is_wrong.then(|| "sqlite.statement_seconds must be from 1 to 3600".to_owned())
    }

    /// The same for the engine.
    pub(crate) fn options(&self) -> sqlite::Options {
        sqlite::Options {
            statement: Duration::from_secs(self.statement_seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        for (url, shown) in [
            (
                "postgres://landfall:s3cr@t@db/record?sslmode=require",
                "postgres://landfall:***@db/record?sslmode=require",
            ),
            (
                "postgres://db/record?user=landfall&password=secret&port=5433",
                "postgres://db/record?user=landfall&password=***&port=5433",
            ),
            (
                "postgres://landfall@db/record",
                "postgres://landfall@db/record",
            ),
            (
                "postgres://landfall:s3/cr?t@db:5433/record",
                "postgres://landfall:***@db:5433/record",
            ),
            (
                "postgres://landfall@db:5433/record?password=s3cr@t&x=y",
                "postgres://landfall@db:5433/record?password=***&x=y",
            ),
        ] {
            assert_eq!(StoreUrl(url.to_owned()).masked(), shown);
        }
    }
}
