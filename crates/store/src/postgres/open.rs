//! Opening and making a store.

use std::sync::Arc;

use tokio_postgres::Client;
use uuid::Uuid;

use super::{
    Address, Inner, Options, PostgresStore,
    connections::{Connections, prepared},
    hold::{Hold, Line},
    migrate::migrate,
    patience::Patience,
    settled::Settled,
    tls::Tls,
    writers::Writers,
};
use crate::{Create, StoreError};

/// The oldest version of PostgreSQL that will do, as the server counts them.
const OLDEST: i32 = 150_000;

impl PostgresStore {
    /// Opens the store in the database at `address`, or makes it, for this process alone. Waits a moment for a database that
    /// is just starting.
    pub async fn open(
        address: &Address,
        create: Create,
        options: &Options,
    ) -> Result<Self, StoreError> {
        let place = address.to_string();
        let tls = Tls::for_address(address)?;
        let config = prepared(address, options);
        let mut patience = Patience::lasting(options.patience);
        let mut line = Line::open(&config, &tls, &mut patience)
            .await
            .map_err(|error| at(&place, error))?;
        examine(&line.client, &place).await?;
        line.take_lock(&place).await?;
        migrate(&line.client, &place, create)
            .await
            .map_err(|error| at(&place, error))?;
        let holder = Uuid::new_v4();
        take_over(&mut line.client, holder).await?;
        let connections = Connections::new(config.clone(), tls.clone(), options)?;
        let hold = Hold::keep(line, config, tls, holder, place.clone());
        Ok(Self(Arc::new(Inner {
            connections,
            writers: Writers::new(options.writers(), holder, place),
            settled: Settled::default(),
            _hold: hold,
        })))
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
    let (number, version): (i32, String) = (row.try_get(0)?, row.try_get(1)?);
    let (encoding, in_recovery): (String, bool) = (row.try_get(2)?, row.try_get(3)?);
    let commit: String = row.try_get(4)?;
    let refusal = if number < OLDEST {
        format!("is PostgreSQL {version}; Landfall needs 15 or newer")
    } else if encoding != "UTF8" {
        format!("has the encoding {encoding}; make a database with ENCODING 'UTF8'")
    } else if in_recovery {
        "is a standby, which cannot be written to; name the primary".to_owned()
    } else if commit == "off" {
        "has synchronous_commit = off, so a crash would lose writes that were answered; set it to on".to_owned()
    } else {
        return Ok(());
    };
    Err(StoreError::Unavailable(format!(
        "the database at {place} {refusal}"
    )))
}

/// Notes who has the store now.
async fn take_over(client: &mut Client, holder: Uuid) -> Result<(), StoreError> {
    let transaction = client.transaction().await?;
    transaction.batch_execute("DELETE FROM writer").await?;
    transaction
        .execute("UPDATE store SET holder = $1", &[&holder])
        .await?;
    transaction.commit().await?;
    Ok(())
}
