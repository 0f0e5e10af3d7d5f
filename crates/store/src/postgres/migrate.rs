//! The schema's versions. They only go forward, all that are missing in one transaction.

use tokio_postgres::Client;

use crate::{Create, StoreError};

/// The scripts that lead from one version to the next.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];
/// This program's version of the schema.
pub(crate) const CURRENT: usize = STEPS.len();
/// Guards migrations: `LNDF`, then 2.
const LOCK: i64 = 0x4C4E_4446_0000_0002;

/// Brings the database to this program's version, or makes the store; refuses what is not a store that it understands. After
/// an error the connection is of no more use.
pub(super) async fn migrate(
    client: &Client,
    place: &str,
    create: Create,
) -> Result<(), StoreError> {
    client.batch_execute("BEGIN").await?;
    migrate_within(client, place, create).await?;
    Ok(client.batch_execute("COMMIT").await?)
}

/// The same within a transaction of the caller's. Until that has ended nobody else makes a store there.
pub(super) async fn migrate_within(
    transaction: &Client,
    place: &str,
    create: Create,
) -> Result<(), StoreError> {
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    let found = find(transaction, place).await?;
    let version = match (found.version, create) {
        (Some(version), _) => version,
        (None, Create::Never) => return Err(no_store(place)),
        (None, Create::New) => 0,
    };
    if found.version.is_some() && create == Create::New {
        refuse_used(transaction, place).await?;
    }
    if !found.has_schema {
        transaction.batch_execute("CREATE SCHEMA landfall").await?;
    }
    for script in STEPS.iter().skip(version) {
        transaction.batch_execute(script).await?;
    }
    if version < CURRENT {
        let version = i64::try_from(CURRENT).unwrap_or(i64::MAX);
        transaction
            .execute("UPDATE store SET version = $1", &[&version])
            .await?;
    }
    Ok(())
}

/// What a database has of a store.
struct Found {
    has_schema: bool,
    /// The version of the store, if there is one.
    version: Option<usize>,
}

async fn find(transaction: &Client, place: &str) -> Result<Found, StoreError> {
    let row = transaction
        .query_one(
            "SELECT to_regnamespace('landfall') IS NOT NULL, to_regclass('landfall.store') IS NOT NULL,
               EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('landfall'))",
            &[],
        )
        .await?;
    let [has_schema, is_store, has_anything]: [bool; 3] =
        [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?];
    let version = if is_store {
        Some(known_version(transaction, place).await?)
    } else if has_anything {
        return Err(StoreError::Foreign(format!(
            "the schema landfall at {place} is not a Landfall store"
        )));
    } else {
        None
    };
    Ok(Found {
        has_schema,
        version,
    })
}

fn no_store(place: &str) -> StoreError {
    StoreError::Foreign(format!(
        "there is no store at {place}; `landfall init` makes one"
    ))
}

/// The version of the store that is there.
pub(super) async fn version_within(transaction: &Client, place: &str) -> Result<usize, StoreError> {
    let found = find(transaction, place).await?;
    found.version.ok_or_else(|| no_store(place))
}

async fn known_version(transaction: &Client, place: &str) -> Result<usize, StoreError> {
    let row = transaction
        .query_one("SELECT version FROM store", &[])
        .await?;
    let version: i64 = row.try_get(0)?;
    match usize::try_from(version) {
        Ok(known) if known <= CURRENT => Ok(known),
        _ => Err(StoreError::Foreign(format!(
            "the store at {place} has version {version} and this program knows versions up to {CURRENT}; use a newer Landfall"
        ))),
    }
}

/// A store that was made and never filled is as good as none: whatever broke off between the two left it behind.
async fn refuse_used(transaction: &Client, place: &str) -> Result<(), StoreError> {
    let row = transaction
        .query_one(
            "SELECT EXISTS (SELECT 1 FROM tenant) OR EXISTS (SELECT 1 FROM installation_key)
               OR EXISTS (SELECT 1 FROM event)",
            &[],
        )
        .await?;
    if row.try_get(0)? {
        return Err(StoreError::Conflict {
            what: format!("a store at {place}"),
        });
    }
    Ok(())
}
