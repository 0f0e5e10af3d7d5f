//! The schema's versions. They only go forward, each in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// Marks a SQLite file as Landfall's: `LNDF` as a big-endian number.
const APPLICATION_ID: i32 = 0x4C4E_4446;

/// The scripts that lead from one version to the next.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];

/// Sees to it that the file is a Landfall store of this version: makes the schema in an empty file, brings an older one
/// forward, refuses any other.
pub(super) fn migrate(connection: &mut Connection, new: bool) -> Result<(), StoreError> {
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if !new && application != APPLICATION_ID {
        return Err(StoreError::Foreign(
            "this file is not a Landfall store".to_owned(),
        ));
    }
    let version = version as usize;
    if version > STEPS.len() {
        return Err(StoreError::Foreign(format!(
            "this store has version {version} and this program knows versions up to {}; use a newer Landfall",
            STEPS.len()
        )));
    }
    for (step, script) in STEPS.iter().enumerate().skip(version) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(script)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(
            None,
            "user_version",
            u32::try_from(step + 1).unwrap_or(u32::MAX),
        )?;
        transaction.commit()?;
    }
    Ok(())
}
