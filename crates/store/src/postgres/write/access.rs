//! Clients, users, roles, sessions and tokens.

use async_trait::async_trait;
use landfall_core::{
    id::{ClientKey, TenantId, Timestamp, UserId},
    model::{ApiClient, RoleBinding, Session, Token, TokenFamily, TokenHolder, TokenSlot, User},
};

use super::PostgresTransaction;
use crate::{
    AccessWrites, StoreError,
    postgres::{
        codec::{json, signed},
        read::access::{client, client_columns, user, user_columns},
    },
};

#[async_trait]
impl AccessWrites for PostgresTransaction {
    async fn insert_client(&mut self, client: &ApiClient) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO api_client (key, client_id, tenant, organization, description, person, grants, secret_hash,
               created_at, revoked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &signed(client.key.0)?,
                &client.client_id,
                &client.tenant.as_str(),
                &client.organization.map(|organization| organization.0),
                &client.description,
                &client.person,
                &json(&client.grants)?,
                &client.secret_hash.as_slice(),
                &client.created_at.seconds(),
                &client.revoked_at.map(Timestamp::seconds),
            ],
        )
        .await?;
        Ok(())
    }

    async fn find_client(&mut self, client_id: &str) -> Result<Option<ApiClient>, StoreError> {
        let found = self
            .row(
                concat!(
                    "SELECT ",
                    client_columns!(),
                    " FROM api_client c WHERE c.client_id = $1 FOR NO KEY UPDATE"
                ),
                &[&client_id],
            )
            .await?;
        found.map(|row| client(&row, 0)).transpose()
    }

    async fn set_client_secret(
        &mut self,
        client: ClientKey,
        secret_hash: &[u8; 32],
    ) -> Result<(), StoreError> {
        let known = self
            .run(
                "UPDATE api_client SET secret_hash = $1 WHERE key = $2",
                &[&secret_hash.as_slice(), &signed(client.0)?],
            )
            .await?;
        if known == 0 {
            return Err(self.fail(StoreError::Dangling(format!("there is no client {client}"))));
        }
        Ok(())
    }

    async fn revoke_client(
        &mut self,
        tenant: &TenantId,
        client_id: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE api_client SET revoked_at = $1 WHERE tenant = $2 AND client_id = $3 AND revoked_at IS NULL",
                &[&at.seconds(), &tenant.as_str(), &client_id],
            )
            .await?;
        self.run(
            "UPDATE token SET revoked_at = $1 WHERE revoked_at IS NULL
               AND client = (SELECT key FROM api_client WHERE tenant = $2 AND client_id = $3)",
            &[&at.seconds(), &tenant.as_str(), &client_id],
        )
        .await?;
        Ok(rows == 1)
    }

    async fn insert_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO \"user\" (id, uuid, tenant, email, name, first_name, last_name, password_hash, created_at,
               revoked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &signed(user.id.0)?,
                &user.uuid,
                &user.tenant.as_str(),
                &user.email,
                &user.name,
                &user.first_name,
                &user.last_name,
                &user.password_hash,
                &user.created_at.seconds(),
                &user.revoked_at.map(Timestamp::seconds),
            ],
        )
        .await?;
        Ok(())
    }

    async fn find_user(
        &mut self,
        tenant: &TenantId,
        email: &str,
    ) -> Result<Option<User>, StoreError> {
        let found = self
            .row(
                concat!(
                    "SELECT ",
                    user_columns!(),
                    " FROM \"user\" u WHERE u.tenant = $1 AND u.email = $2 FOR NO KEY UPDATE"
                ),
                &[&tenant.as_str(), &email],
            )
            .await?;
        found.map(|row| user(&row, 0)).transpose()
    }

    async fn set_password(
        &mut self,
        user: UserId,
        password_hash: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let id = signed(user.0)?;
        let known = self
            .run(
                "UPDATE \"user\" SET password_hash = $1, revoked_at = NULL WHERE id = $2",
                &[&password_hash, &id],
            )
            .await?;
        if known == 0 {
            return Err(self.fail(StoreError::Dangling(format!("there is no user {user}"))));
        }
        self.run(
            "UPDATE session SET revoked_at = $1 WHERE \"user\" = $2 AND revoked_at IS NULL",
            &[&at.seconds(), &id],
        )
        .await?;
        Ok(())
    }

    async fn revoke_user(&mut self, user: UserId, at: Timestamp) -> Result<bool, StoreError> {
        let id = signed(user.0)?;
        let rows = self
            .run(
                "UPDATE \"user\" SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL",
                &[&at.seconds(), &id],
            )
            .await?;
        for sql in [
            "UPDATE session SET revoked_at = $1 WHERE \"user\" = $2 AND revoked_at IS NULL",
            "UPDATE token SET revoked_at = $1 WHERE \"user\" = $2 AND revoked_at IS NULL",
        ] {
            self.run(sql, &[&at.seconds(), &id]).await?;
        }
        Ok(rows == 1)
    }

    async fn bind_role(&mut self, binding: &RoleBinding) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO role_binding (\"user\", organization, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[
                &signed(binding.user.0)?,
                &binding.organization.0,
                &binding.role.as_str(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO session (hash, \"user\", tenant, issued_at, expires_at, revoked_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                &session.hash.as_slice(),
                &signed(session.user.0)?,
                &session.tenant.as_str(),
                &session.issued_at.seconds(),
                &session.expires_at.seconds(),
                &session.revoked_at.map(Timestamp::seconds),
            ],
        )
        .await?;
        Ok(())
    }

    async fn revoke_session(&mut self, hash: &[u8; 32], at: Timestamp) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE session SET revoked_at = $1 WHERE hash = $2 AND revoked_at IS NULL",
                &[&at.seconds(), &hash.as_slice()],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn insert_token(&mut self, token: &Token) -> Result<(), StoreError> {
        let (client, user, account, slot, write) = match &token.holder {
            TokenHolder::Client(client) => (Some(signed(client.0)?), None, None, None, None),
            TokenHolder::User {
                user,
                account,
                slot,
                write,
            } => (
                None,
                Some(signed(user.0)?),
                Some(account.0),
                Some(slot.as_str()),
                Some(*write),
            ),
        };
        self.run(
            "INSERT INTO token (family, hash, tenant, client, \"user\", account, slot, write, issued_at, expires_at,
               revoked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &[
                &token.family.as_str(),
                &token.hash.as_slice(),
                &token.tenant.as_str(),
                &client,
                &user,
                &account,
                &slot,
                &write,
                &token.issued_at.seconds(),
                &token.expires_at.map(Timestamp::seconds),
                &token.revoked_at.map(Timestamp::seconds),
            ],
        )
        .await?;
        Ok(())
    }

    async fn revoke_token(
        &mut self,
        tenant: &TenantId,
        family: TokenFamily,
        hash: &[u8; 32],
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE token SET revoked_at = $1
                 WHERE tenant = $2 AND family = $3 AND hash = $4 AND revoked_at IS NULL",
                &[
                    &at.seconds(),
                    &tenant.as_str(),
                    &family.as_str(),
                    &hash.as_slice(),
                ],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn revoke_slot(
        &mut self,
        user: UserId,
        slot: TokenSlot,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let id = signed(user.0)?;
        // Of two that rotate at a time the second waits here, and then ends the token of the first.
        self.row(
            "SELECT id FROM \"user\" WHERE id = $1 FOR NO KEY UPDATE",
            &[&id],
        )
        .await?;
        self.run(
            "UPDATE token SET revoked_at = $1 WHERE \"user\" = $2 AND slot = $3 AND revoked_at IS NULL",
            &[&at.seconds(), &id, &slot.as_str()],
        )
        .await?;
        Ok(())
    }

    async fn sweep_access(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let before = before.seconds();
        let tokens = self
            .run(
                "DELETE FROM token WHERE expires_at < $1 OR revoked_at < $1",
                &[&before],
            )
            .await?;
        let sessions = self
            .run(
                "DELETE FROM session WHERE expires_at < $1 OR revoked_at < $1",
                &[&before],
            )
            .await?;
        Ok(tokens + sessions)
    }
}
