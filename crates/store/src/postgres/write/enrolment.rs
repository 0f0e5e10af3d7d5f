//! Inviting servers, letting them in, and taking them out.

use async_trait::async_trait;
use landfall_core::{
    id::{PopId, ServerId, Timestamp},
    model::{JoinToken, Placement, Server, ServerCredential, ServerMembership},
};
use tokio_postgres::Row;

use super::PostgresTransaction;
use crate::{
    EnrolmentWrites, StoreError,
    postgres::{
        codec::{get, hash, moment, moment_option, number, number_option, parsed, signed},
        read::fleet::server,
    },
};

fn join_token(row: &Row) -> Result<JoinToken, StoreError> {
    let by: Option<u64> = number_option(row, 9)?;
    Ok(JoinToken {
        hash: hash(row, 0)?,
        tenant: parsed(row, 1)?,
        placement: Placement {
            pop: PopId(number(row, 2)?),
            platform: parsed(row, 3)?,
            environment: parsed(row, 4)?,
        },
        name: get(row, 5)?,
        created_at: moment(row, 6)?,
        expires_at: moment(row, 7)?,
        used: moment_option(row, 8)?.zip(by.map(ServerId)),
    })
}

#[async_trait]
impl EnrolmentWrites for PostgresTransaction {
    async fn insert_join_token(&mut self, token: &JoinToken) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO join_token (hash, tenant, pop, platform, environment, name, created_at, expires_at, used_at, server)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &token.hash.as_slice(),
                &token.tenant.as_str(),
                &signed(token.placement.pop.0)?,
                &token.placement.platform.as_str(),
                &token.placement.environment.as_str(),
                &token.name,
                &token.created_at.seconds(),
                &token.expires_at.seconds(),
                &token.used.map(|(at, _)| at.seconds()),
                &token.used.map(|(_, server)| signed(server.0)).transpose()?,
            ],
        )
        .await?;
        Ok(())
    }

    async fn find_join_token(&mut self, hash: &[u8; 32]) -> Result<Option<JoinToken>, StoreError> {
        let found = self
            .row(
                "SELECT hash, tenant, pop, platform, environment, name, created_at, expires_at, used_at, server
                 FROM join_token WHERE hash = $1 FOR NO KEY UPDATE",
                &[&hash.as_slice()],
            )
            .await?;
        found.map(|row| join_token(&row)).transpose()
    }

    async fn use_join_token(
        &mut self,
        hash: &[u8; 32],
        server: ServerId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let known = self
            .run(
                "UPDATE join_token SET used_at = $1, server = $2 WHERE hash = $3 AND used_at IS NULL",
                &[&at.seconds(), &signed(server.0)?, &hash.as_slice()],
            )
            .await?;
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
            "INSERT INTO server_credential (hash, server, created_at, revoked_at) VALUES ($1, $2, $3, $4)",
            &[
                &credential.hash.as_slice(),
                &signed(credential.server.0)?,
                &credential.created_at.seconds(),
                &credential.revoked_at.map(Timestamp::seconds),
            ],
        )
        .await?;
        Ok(())
    }

    async fn revoke_server_credentials(
        &mut self,
        server: ServerId,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        self.run(
            "UPDATE server_credential SET revoked_at = $1 WHERE server = $2 AND revoked_at IS NULL",
            &[&at.seconds(), &signed(server.0)?],
        )
        .await
    }

    async fn find_server(&mut self, id: ServerId) -> Result<Option<Server>, StoreError> {
        let found = self
            .row(
                "SELECT id, tenant, name, pop, platform, environment, membership, cursor_epoch, cursor_revision,
                   counted_epoch, counted_revision, last_seen_at FROM server WHERE id = $1 FOR NO KEY UPDATE",
                &[&signed(id.0)?],
            )
            .await?;
        found.map(|row| server(&row)).transpose()
    }

    async fn set_membership(
        &mut self,
        server: ServerId,
        membership: ServerMembership,
    ) -> Result<(), StoreError> {
        let known = self
            .run(
                "UPDATE server SET membership = $1 WHERE id = $2",
                &[&membership.as_str(), &signed(server.0)?],
            )
            .await?;
        if known == 0 {
            return Err(self.fail(StoreError::Dangling(format!("there is no server {server}"))));
        }
        Ok(())
    }
}
