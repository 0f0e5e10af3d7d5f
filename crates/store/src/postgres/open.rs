//! Opening and making a store.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;
use tokio_postgres::Client;

use super::{
    Address, Inner, Options, PostgresStore,
    connections::{Connections, prepared},
    error::{Failure, Remedy},
    migrate::migrate,
    patience::Patience,
    settled::Settled,
    side_line::SideLine,
    tls::Tls,
    writers::Writers,
};
use crate::{Create, StoreError};

/// The oldest version of PostgreSQL that will do, as the server counts them.
const OLDEST: i32 = 150_000;
/// How long keeping a lease may take.
const LEASE_LIMIT: Duration = Duration::from_secs(2);
/// How long saying whether the database answers may take.
const READY_LIMIT: Duration = Duration::from_secs(1);

impl PostgresStore {
    /// Opens the store in the database at `address`, or makes it. Other processes may have it open too. Waits a moment for a
    /// database that is just starting.
    pub async fn open(
        address: &Address,
        create: Create,
        options: &Options,
    ) -> Result<Self, StoreError> {
        let place = address.to_string();
        let tls = Tls::for_address(address)?;
        let config = prepared(address, options);
        let mut patience = Patience::lasting(options.patience);
        let client = connect(&config, &tls, &mut patience)
            .await
            .map_err(|error| at(&place, error))?;
        examine(&client, &place).await?;
        migrate(&client, &place, create)
            .await
            .map_err(|error| at(&place, error))?;
        forget_old_writers(&client).await?;
        let side_line = |limit| SideLine::new(config.clone(), tls.clone(), options, limit);
        Ok(Self(Arc::new(Inner {
            lease_line: side_line(LEASE_LIMIT)?,
            ready_line: side_line(READY_LIMIT)?,
            connections: Connections::new(config, tls, options)?,
            writers: Writers::new(options.writers(), place),
            settled: Settled::default(),
            commits: watch::Sender::new(()),
            unfolded: Arc::default(),
        })))
    }
}

/// Connects, with patience while the database starts. The connection ends when the client is dropped.
async fn connect(
    config: &tokio_postgres::Config,
    tls: &Tls,
    patience: &mut Patience,
) -> Result<Client, StoreError> {
    loop {
        let failure = match config.connect(tls.clone()).await {
            Ok((client, connection)) => {
                tokio::spawn(async move {
                    let _ = connection.await;
                });
                return Ok(client);
            }
            Err(error) => Failure::from(error),
        };
        if failure.remedy != Remedy::Reconnect {
            return Err(failure.error);
        }
        patience.pause(failure.error).await?;
    }
}

/// Names the place in an error that does not.
pub(super) fn at(place: &str, error: StoreError) -> StoreError {
    match error {
        StoreError::Unavailable(text) if !text.contains(place) => {
            StoreError::Unavailable(format!("{place}: {text}"))
        }
        other => other,
    }
}

/// Refuses a server that the store would not be safe on, or not be the same.
pub(super) async fn examine(client: &Client, place: &str) -> Result<(), StoreError> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'),
               current_setting('server_encoding'), pg_is_in_recovery(), current_setting('synchronous_commit')",
            &[],
        )
        .await?;
    let server = Server {
        number: row.try_get(0)?,
        version: row.try_get(1)?,
        encoding: row.try_get(2)?,
        in_recovery: row.try_get(3)?,
        commit: row.try_get(4)?,
    };
    match server.refusal() {
        None => Ok(()),
        Some(refusal) => Err(StoreError::Unavailable(format!(
            "the database at {place} {refusal}"
        ))),
    }
}

/// What a server says of itself.
#[derive(Debug, Clone)]
struct Server {
    /// Its version as a number, such as 150004.
    number: i32,
    /// Its version for people.
    version: String,
    /// The database's encoding.
    encoding: String,
    /// Whether it is a standby.
    in_recovery: bool,
    /// `synchronous_commit`.
    commit: String,
}

impl Server {
    /// Why it will not do; none if it will.
    fn refusal(&self) -> Option<String> {
        if self.number < OLDEST {
            let version = &self.version;
            Some(format!(
                "is PostgreSQL {version}; Landfall needs 15 or newer"
            ))
        } else if self.encoding != "UTF8" {
            let encoding = &self.encoding;
            Some(format!(
                "has the encoding {encoding}; make a database with ENCODING 'UTF8'"
            ))
        } else if self.in_recovery {
            Some("is a standby, which cannot be written to; name the primary".to_owned())
        } else if self.commit == "off" {
            Some("has synchronous_commit = off, so a crash would lose writes that were answered; set it to on".to_owned())
        } else {
            None
        }
    }
}

/// Removes what writers have left that nobody can ask for any more: whoever lost an answer asks within seconds.
async fn forget_old_writers(client: &Client) -> Result<(), StoreError> {
    client
        .batch_execute("DELETE FROM writer WHERE at < now() - interval '1 day'")
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Server {
        Server {
            number: 150_000,
            version: "15.0".to_owned(),
            encoding: "UTF8".to_owned(),
            in_recovery: false,
            commit: "on".to_owned(),
        }
    }

    #[test]
    fn a_server_that_would_not_be_safe_is_refused_with_what_to_do() {
        assert_eq!(good().refusal(), None);
        for commit in ["local", "remote_write", "remote_apply"] {
            let commit = commit.to_owned();
            assert_eq!(Server { commit, ..good() }.refusal(), None);
        }
        let old = Server {
            number: 140_019,
            version: "14.19 (Debian 14.19-1)".to_owned(),
            ..good()
        };
        let standby = Server {
            in_recovery: true,
            ..good()
        };
        let western = Server {
            encoding: "LATIN1".to_owned(),
            ..good()
        };
        let hasty = Server {
            commit: "off".to_owned(),
            ..good()
        };
        for (server, reason) in [
            (
                old,
                "is PostgreSQL 14.19 (Debian 14.19-1); Landfall needs 15 or newer",
            ),
            (
                standby,
                "is a standby, which cannot be written to; name the primary",
            ),
            (
                western,
                "has the encoding LATIN1; make a database with ENCODING 'UTF8'",
            ),
            (hasty, "has synchronous_commit = off"),
        ] {
            let refusal = server.refusal().unwrap();
            assert!(refusal.starts_with(reason), "{refusal}");
        }
    }
}
