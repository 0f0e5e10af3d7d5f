//! Clients, users, roles, sessions and tokens.

use async_trait::async_trait;
use landfall_core::{
    id::{ClientKey, TenantId, Timestamp, UserId},
    model::{ApiClient, RoleBinding, Session, Token, TokenFamily, TokenHolder, TokenSlot, User},
};
use rusqlite::{OptionalExtension, params};

use super::SqliteTransaction;
use crate::{
    AccessWrites, StoreError,
    sqlite::{
        codec::json,
        read::access::{CLIENT, USER, client, user},
    },
};

#[async_trait]
impl AccessWrites for SqliteTransaction {
    async fn insert_client(&mut self, client: &ApiClient) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO api_client (key, client_id, tenant, organization, description, person, grants, secret_hash,
               created_at, revoked_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                client.key.0,
                client.client_id,
                client.tenant.as_str(),
                client.organization.map(|organization| *organization.0.as_bytes()),
                client.description,
                client.person,
                json(&client.grants)?,
                client.secret_hash,
                client.created_at.seconds(),
                client.revoked_at.map(Timestamp::seconds),
            ],
        )?;
        Ok(())
    }

    async fn find_client(&mut self, client_id: &str) -> Result<Option<ApiClient>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!(
                "SELECT {CLIENT} FROM api_client c WHERE c.client_id = ?"
            ))?
            .query_row([client_id], |row| client(row, 0))
            .optional()?;
        Ok(found)
    }

    async fn set_client_secret(
        &mut self,
        client: ClientKey,
        secret_hash: &[u8; 32],
    ) -> Result<(), StoreError> {
        let known = self.run(
            "UPDATE api_client SET secret_hash = ? WHERE key = ?",
            params![secret_hash, client.0],
        )?;
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
        let rows = self.run(
            "UPDATE api_client SET revoked_at = ? WHERE tenant = ? AND client_id = ? AND revoked_at IS NULL",
            params![at.seconds(), tenant.as_str(), client_id],
        )?;
        self.run(
            "UPDATE token SET revoked_at = ? WHERE revoked_at IS NULL
               AND client = (SELECT key FROM api_client WHERE tenant = ? AND client_id = ?)",
            params![at.seconds(), tenant.as_str(), client_id],
        )?;
        Ok(rows == 1)
    }

    async fn insert_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO user (id, uuid, tenant, email, name, first_name, last_name, password_hash, created_at, revoked_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                user.id.0,
                user.uuid.as_bytes(),
                user.tenant.as_str(),
                user.email,
                user.name,
                user.first_name,
                user.last_name,
                user.password_hash,
                user.created_at.seconds(),
                user.revoked_at.map(Timestamp::seconds),
            ],
        )?;
        Ok(())
    }

    async fn find_user(
        &mut self,
        tenant: &TenantId,
        email: &str,
    ) -> Result<Option<User>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!(
                "SELECT {USER} FROM user u WHERE u.tenant = ? AND u.email = ?"
            ))?
            .query_row(params![tenant.as_str(), email], |row| user(row, 0))
            .optional()?;
        Ok(found)
    }

    async fn set_password(
        &mut self,
        user: UserId,
        password_hash: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let known = self.run(
            "UPDATE user SET password_hash = ?, revoked_at = NULL WHERE id = ?",
            params![password_hash, user.0],
        )?;
        if known == 0 {
            return Err(self.fail(StoreError::Dangling(format!("there is no user {user}"))));
        }
        self.run(
            "UPDATE session SET revoked_at = ? WHERE user = ? AND revoked_at IS NULL",
            params![at.seconds(), user.0],
        )?;
        Ok(())
    }

    async fn revoke_user(&mut self, user: UserId, at: Timestamp) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE user SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            params![at.seconds(), user.0],
        )?;
        self.run(
            "UPDATE session SET revoked_at = ? WHERE user = ? AND revoked_at IS NULL",
            params![at.seconds(), user.0],
        )?;
        self.run(
            "UPDATE token SET revoked_at = ? WHERE user = ? AND revoked_at IS NULL",
            params![at.seconds(), user.0],
        )?;
        Ok(rows == 1)
    }

    async fn bind_role(&mut self, binding: &RoleBinding) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO role_binding (user, organization, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            params![
                binding.user.0,
                binding.organization.0.as_bytes(),
                binding.role.as_str()
            ],
        )?;
        Ok(())
    }

    async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO session (hash, user, tenant, issued_at, expires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?)",
            params![
                session.hash,
                session.user.0,
                session.tenant.as_str(),
                session.issued_at.seconds(),
                session.expires_at.seconds(),
                session.revoked_at.map(Timestamp::seconds),
            ],
        )?;
        Ok(())
    }

    async fn revoke_session(&mut self, hash: &[u8; 32], at: Timestamp) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE session SET revoked_at = ? WHERE hash = ? AND revoked_at IS NULL",
            params![at.seconds(), hash],
        )?;
        Ok(rows == 1)
    }

    async fn insert_token(&mut self, token: &Token) -> Result<(), StoreError> {
        let (client, user, account, slot, write) = match &token.holder {
            TokenHolder::Client(client) => (Some(client.0), None, None, None, None),
            TokenHolder::User {
                user,
                account,
                slot,
                write,
            } => (
                None,
                Some(user.0),
                Some(*account.0.as_bytes()),
                Some(slot.as_str()),
                Some(*write),
            ),
        };
        self.run(
            "INSERT INTO token (family, hash, tenant, client, user, account, slot, write, issued_at, expires_at, revoked_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                token.family.as_str(),
                token.hash,
                token.tenant.as_str(),
                client,
                user,
                account,
                slot,
                write,
                token.issued_at.seconds(),
                token.expires_at.map(Timestamp::seconds),
                token.revoked_at.map(Timestamp::seconds),
            ],
        )?;
        Ok(())
    }

    async fn revoke_token(
        &mut self,
        tenant: &TenantId,
        family: TokenFamily,
        hash: &[u8; 32],
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE token SET revoked_at = ? WHERE tenant = ? AND family = ? AND hash = ? AND revoked_at IS NULL",
            params![at.seconds(), tenant.as_str(), family.as_str(), hash],
        )?;
        Ok(rows == 1)
    }

    async fn revoke_slot(
        &mut self,
        user: UserId,
        slot: TokenSlot,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE token SET revoked_at = ? WHERE user = ? AND slot = ? AND revoked_at IS NULL",
            params![at.seconds(), user.0, slot.as_str()],
        )?;
        Ok(())
    }

    async fn sweep_access(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let tokens = self.run(
            "DELETE FROM token WHERE expires_at < ?1 OR revoked_at < ?1",
            [before.seconds()],
        )?;
        let sessions = self.run(
            "DELETE FROM session WHERE expires_at < ?1 OR revoked_at < ?1",
            [before.seconds()],
        )?;
        Ok((tokens + sessions) as u64)
    }
}
