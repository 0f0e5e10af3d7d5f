//! Servers' credentials.

use async_trait::async_trait;
use landfall_core::{
    id::{ServerId, Timestamp},
    model::{Server, ServerCredential},
};
use rusqlite::{OptionalExtension, Row};

use super::fleet::server;
use crate::{
    EnrolmentReads, StoreError,
    sqlite::{SqliteStore, codec::number},
};

const CREDENTIAL: &str = "SELECT s.id, s.tenant, s.name, s.pop, s.platform, s.environment, s.membership, s.cursor_epoch,
     s.cursor_revision, s.counted_epoch, s.counted_revision, s.last_seen_at, c.hash, c.server, c.created_at, c.revoked_at
   FROM server_credential c JOIN server s ON s.id = c.server WHERE c.hash = ?";

fn credential(row: &Row<'_>) -> rusqlite::Result<(ServerCredential, Server)> {
    let revoked_at: Option<i64> = row.get(15)?;
    let credential = ServerCredential {
        hash: row.get(12)?,
        server: ServerId(number(row, 13)?),
        created_at: Timestamp::from_seconds(row.get(14)?),
        revoked_at: revoked_at.map(Timestamp::from_seconds),
    };
    Ok((credential, server(row)?))
}

#[async_trait]
impl EnrolmentReads for SqliteStore {
    async fn server_credential(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<(ServerCredential, Server)>, StoreError> {
        self.readers.point(|connection| {
            let mut statement = connection.prepare_cached(CREDENTIAL)?;
            Ok(statement.query_row([hash], credential).optional()?)
        })
    }
}
