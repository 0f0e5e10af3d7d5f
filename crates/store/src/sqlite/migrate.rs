//! The schema's versions. They only go forward, each in one transaction.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::StoreError;

/// Marks a SQLite file as Landfall's: `LNDF` as a big-endian number.
const APPLICATION_ID: i32 = 0x4C4E_4446;

/// Marks a SQLite file as a backup of a store: `LNDB`.
const BACKUP_ID: i32 = 0x4C4E_4442;

/// The scripts that lead from one version to the next.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];

/// This program's version of the schema.
pub(crate) const CURRENT: usize = STEPS.len();

/// The version of the store that the connection has open; anything but a store that this program understands is refused.
/// Reads only, so that a file of another program is left as it was.
pub(crate) fn recognize(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    match identify(connection, path)? {
        (Identity::Store, version) => Ok(version),
        (Identity::Backup, _) => Err(StoreError::Foreign(format!(
            "{} is a backup; `landfall restore` makes a store of it",
            path.display()
        ))),
    }
}

/// What a file of ours is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// A store.
    Store,
    /// A backup of one.
    Backup,
}

impl Identity {
    fn number(self) -> i32 {
        match self {
            Self::Store => APPLICATION_ID,
            Self::Backup => BACKUP_ID,
        }
    }

    /// Marks the file that the connection has open.
    pub(crate) fn mark(self, connection: &Connection) -> Result<(), StoreError> {
        connection.pragma_update(None, "application_id", self.number())?;
        Ok(())
    }
}

/// What the file is that the connection has open, and the version of its schema.
pub(crate) fn identify(
    connection: &Connection,
    path: &Path,
) -> Result<(Identity, usize), StoreError> {
    let foreign = || StoreError::Foreign(format!("{} is not a Landfall store", path.display()));
    let pragma = |name: &str| connection.query_row(name, [], |row| row.get::<_, i32>(0));
    let application = pragma("PRAGMA application_id").map_err(|error| {
        if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
            foreign()
        } else {
            error.into()
        }
    })?;
    let identity = [Identity::Store, Identity::Backup]
        .into_iter()
        .find(|identity| identity.number() == application)
        .ok_or_else(foreign)?;
    let version = pragma("PRAGMA user_version")?;
    match usize::try_from(version) {
        Ok(known) if known <= CURRENT => Ok((identity, known)),
        _ => Err(StoreError::Foreign(format!(
            "the store at {} has version {version} and this program knows versions up to {CURRENT}; use a newer Landfall",
            path.display()
        ))),
    }
}

/// Brings the schema forward from `version`; an empty file has version 0.
pub(crate) fn migrate(connection: &mut Connection, version: usize) -> Result<(), StoreError> {
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
