//! The schema's versions. They only go forward, each in one transaction.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::StoreError;

/// Marks a SQLite file as Landfall's: `LNDF` as a big-endian number.
const APPLICATION_ID: i32 = 0x4C4E_4446;

/// The scripts that lead from one version to the next.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];

/// The version of the store that the connection has open; anything but a store that this program understands is refused.
/// Reads only, so that a file of another program is left as it was.
pub(super) fn recognize(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    let foreign = || StoreError::Foreign(format!("{} is not a Landfall store", path.display()));
    let pragma = |name: &str| connection.query_row(name, [], |row| row.get::<_, i32>(0));
    let application = pragma("PRAGMA application_id").map_err(|error| {
        if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
            foreign()
        } else {
            error.into()
        }
    })?;
    if application != APPLICATION_ID {
        return Err(foreign());
    }
    let version = pragma("PRAGMA user_version")?;
    match usize::try_from(version) {
        Ok(known) if known <= STEPS.len() => Ok(known),
        _ => Err(StoreError::Foreign(format!(
            "the store at {} has version {version} and this program knows versions up to {}; use a newer Landfall",
            path.display(),
            STEPS.len()
        ))),
    }
}

/// Brings the schema forward from `version`; an empty file has version 0.
pub(super) fn migrate(connection: &mut Connection, version: usize) -> Result<(), StoreError> {
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
