//! Inviting servers, letting them in, and taking them out.

use async_trait::async_trait;
use landfall_core::{
    id::{PopId, ServerId, Timestamp},
    model::{JoinToken, Placement, Server, ServerCredential, ServerMembership},
};
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteTransaction;
use crate::{
    EnrolmentWrites, StoreError,
    sqlite::{
        codec::{number, parsed},
        read::fleet::server,
    },
};

fn join_token(row: &Row<'_>) -> rusqlite::Result<JoinToken> {
    let used_at: Option<i64> = row.get(8)?;
    let by: Option<i64> = row.get(9)?;
    Ok(JoinToken {
        hash: row.get(0)?,
        tenant: parsed(row, 1)?,
        placement: Placement {
            pop: PopId(number(row, 2)?),
            platform: parsed(row, 3)?,
            environment: parsed(row, 4)?,
        },
        name: row.get(5)?,
        created_at: Timestamp::from_seconds(row.get(6)?),
        expires_at: Timestamp::from_seconds(row.get(7)?),
        used: match (used_at, by) {
            (Some(at), Some(_)) => Some((Timestamp::from_seconds(at), ServerId(number(row, 9)?))),
            _ => None,
        },
    })
}

#[async_trait]
impl EnrolmentWrites for SqliteTransaction {
    async fn insert_join_token(&mut self, token: &JoinToken) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO join_token (hash, tenant, pop, platform, environment, name, created_at, expires_at, used_at, server)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                token.hash,
                token.tenant.as_str(),
                token.placement.pop.0,
                token.placement.platform.as_str(),
                token.placement.environment.as_str(),
                token.name,
                token.created_at.seconds(),
                token.expires_at.seconds(),
                token.used.map(|(at, _)| at.seconds()),
                token.used.map(|(_, server)| server.0),
            ],
        )?;
        Ok(())
    }

    async fn find_join_token(&mut self, hash: &[u8; 32]) -> Result<Option<JoinToken>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT hash, tenant, pop, platform, environment, name, created_at, expires_at, used_at, server
             FROM join_token WHERE hash = ?",
        )?;
        Ok(statement.query_row([hash], join_token).optional()?)
    }

    async fn use_join_token(
        &mut self,
        hash: &[u8; 32],
        server: ServerId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let known = self.run(
            "UPDATE join_token SET used_at = ?, server = ? WHERE hash = ? AND used_at IS NULL",
            params![at.seconds(), server.0, hash],
        )?;
        if known == 0 {
            let gone = "there is no such invitation, or it was used".to_owned();
            return Err(self.fail(StoreError::Dangling(gone)));
        }
        Ok(())
    }

    async fn insert_server_credential(
        &mut self,
        credential: &ServerCredential,
    ) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO server_credential (hash, server, created_at, revoked_at) VALUES (?, ?, ?, ?)",
            params![
                credential.hash,
                credential.server.0,
                credential.created_at.seconds(),
                credential.revoked_at.map(Timestamp::seconds),
            ],
        )?;
        Ok(())
    }

    async fn revoke_server_credentials(
        &mut self,
        server: ServerId,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let rows = self.run(
            "UPDATE server_credential SET revoked_at = ? WHERE server = ? AND revoked_at IS NULL",
            params![at.seconds(), server.0],
        )?;
        Ok(rows as u64)
    }

    async fn find_server(&mut self, id: ServerId) -> Result<Option<Server>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, tenant, name, pop, platform, environment, membership, cursor_epoch, cursor_revision, counted_epoch,
               counted_revision, last_seen_at FROM server WHERE id = ?",
        )?;
        Ok(statement.query_row([id.0], server).optional()?)
    }

    async fn set_membership(
        &mut self,
        server: ServerId,
        membership: ServerMembership,
    ) -> Result<(), StoreError> {
        let known = self.run(
            "UPDATE server SET membership = ? WHERE id = ?",
            params![membership.as_str(), server.0],
        )?;
        if known == 0 {
            return Err(self.fail(StoreError::Dangling(format!("there is no server {server}"))));
        }
        Ok(())
    }
}
