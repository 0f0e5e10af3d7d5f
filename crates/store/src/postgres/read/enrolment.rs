//! Servers' credentials.

use async_trait::async_trait;
use landfall_core::{
    id::ServerId,
    model::{Server, ServerCredential},
};
use tokio_postgres::Row;

use super::fleet::server;
use crate::{
    EnrolmentReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{hash, moment, moment_option, number},
    },
};

const CREDENTIAL: &str = "SELECT s.id, s.tenant, s.name, s.pop, s.platform, s.environment, s.membership, s.cursor_epoch,
     s.cursor_revision, s.counted_epoch, s.counted_revision, s.last_seen_at, c.hash, c.server, c.created_at, c.revoked_at
   FROM server_credential c JOIN server s ON s.id = c.server WHERE c.hash = $1";

fn credential(row: &Row) -> Result<(ServerCredential, Server), StoreError> {
    let credential = ServerCredential {
        hash: hash(row, 12)?,
        server: ServerId(number(row, 13)?),
        created_at: moment(row, 14)?,
        revoked_at: moment_option(row, 15)?,
    };
    Ok((credential, server(row)?))
}

#[async_trait]
impl EnrolmentReads for PostgresStore {
    async fn server_credential(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<(ServerCredential, Server)>, StoreError> {
        let row = self.row(CREDENTIAL, &[&hash.as_slice()]).await?;
        row.as_ref().map(credential).transpose()
    }
}
