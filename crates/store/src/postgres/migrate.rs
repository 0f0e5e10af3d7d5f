//! The schema's versions. They only go forward, all that are missing in one transaction.

use tokio_postgres::Client;

use crate::{Create, StoreError};

/// The scripts that lead from one version to the next.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];
/// Guards migrations: `LNDF`, then 2.
const LOCK: i64 = 0x4C4E_4446_0000_0002;

/// The version that this program works with.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings the database to this program's version, or makes the store; refuses what is not a store that it understands.
pub(super) async fn migrate(
    client: &mut Client,
    place: &str,
    create: Create,
) -> Result<(), StoreError> {
    let transaction = client.transaction().await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    let row = transaction
        .query_one(
            "SELECT to_regnamespace('landfall') IS NOT NULL, to_regclass('landfall.store') IS NOT NULL,
               EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('landfall'))",
            &[],
        )
        .await?;
    let [has_schema, is_store, has_anything]: [bool; 3] =
        [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?];
    let version = match (is_store, create) {
        (true, _) => known_version(&transaction, place).await?,
        (false, _) if has_anything => {
            return Err(StoreError::Foreign(format!(
                "the schema landfall at {place} is not a Landfall store"
            )));
        }
        (false, Create::Never) => {
            return Err(StoreError::Foreign(format!(
                "there is no store at {place}; `landfall init` makes one"
            )));
        }
        (false, Create::New) => 0,
    };
    if is_store && create == Create::New {
        refuse_used(&transaction, place).await?;
    }
    if !has_schema {
        transaction.batch_execute("CREATE SCHEMA landfall").await?;
    }
    for script in STEPS.iter().skip(version) {
        transaction.batch_execute(script).await?;
    }
    if version < STEPS.len() {
        transaction
            .execute("UPDATE store SET version = $1", &[&newest()])
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn known_version(
    transaction: &tokio_postgres::Transaction<'_>,
    place: &str,
) -> Result<usize, StoreError> {
    let row = transaction
        .query_one("SELECT version FROM store", &[])
        .await?;
    let version: i64 = row.try_get(0)?;
    match usize::try_from(version) {
        Ok(known) if known <= STEPS.len() => Ok(known),
        _ => Err(StoreError::Foreign(format!(
            "the store at {place} has version {version} and this program knows versions up to {}; use a newer Landfall",
            STEPS.len()
        ))),
    }
}

/// A store that was made and never filled is as good as none: whatever broke off between the two left it behind.
async fn refuse_used(
    transaction: &tokio_postgres::Transaction<'_>,
    place: &str,
) -> Result<(), StoreError> {
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
