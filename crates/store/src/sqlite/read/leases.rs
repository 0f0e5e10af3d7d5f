//! Who has which lease.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, Row};

use crate::{
    Lease, LeaseReads, StoreError,
    lease::lasting,
    sqlite::{
        SqliteStore,
        codec::{number, uuid_option},
    },
};

/// The time in microseconds, as leases are kept.
macro_rules! now {
    () => {
        "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"
    };
}

/// The same, for statements that are put together.
pub(in crate::sqlite) const NOW: &str = now!();

/// The lease `?`.
pub(in crate::sqlite) const LEASE: &str = concat!(
    "SELECT holder, fencing, address, expires_at - ",
    now!(),
    " FROM lease WHERE name = ?"
);

/// A lease from the columns of [`LEASE`].
pub(in crate::sqlite) fn lease(row: &Row<'_>) -> rusqlite::Result<Lease> {
    Ok(Lease {
        holder: uuid_option(row, 0)?,
        fencing: number(row, 1)?,
        address: row.get(2)?,
        remaining: lasting(row.get(3)?),
    })
}

#[async_trait]
impl LeaseReads for SqliteStore {
    async fn lease(&self, name: &'static str) -> Result<Option<Lease>, StoreError> {
        self.readers.point(|connection| {
            let mut statement = connection.prepare_cached(LEASE)?;
            Ok(statement.query_row([name], lease).optional()?)
        })
    }
}
