//! Who has which lease.

use async_trait::async_trait;
use tokio_postgres::Row;

use crate::{
    Lease, LeaseReads, StoreError,
    lease::lasting,
    postgres::{
        PostgresStore,
        codec::{get, number},
    },
};

/// The lease `$1`.
pub(in crate::postgres) const LEASE: &str = "SELECT holder, fencing, address,
     (extract(epoch FROM expires_at - clock_timestamp()) * 1000000)::bigint FROM lease WHERE name = $1";

/// A lease from the columns of [`LEASE`].
pub(in crate::postgres) fn lease(row: &Row) -> Result<Lease, StoreError> {
    Ok(Lease {
        holder: get(row, 0)?,
        fencing: number(row, 1)?,
        address: get(row, 2)?,
        remaining: lasting(get(row, 3)?),
    })
}

#[async_trait]
impl LeaseReads for PostgresStore {
    async fn lease(&self, name: &'static str) -> Result<Option<Lease>, StoreError> {
        let row = self.0.lease_line.row(LEASE, &[&name]).await?;
        row.as_ref().map(lease).transpose()
    }
}
