//! What operators list.

use std::collections::HashMap;

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, EventId, OrganizationId, TenantId, Timestamp, UserId},
    model::{
        ApiClient, Event, IdempotencyKey, IdempotencyRecord, Organization, OrganizationKind,
        RoleBinding, SealedKey, Tenant, Token, User,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    access::{CLIENT, TOKEN, USER, client, tenant, token, user},
    accounts::{ORGANIZATION, organization},
};
use crate::{
    AdminReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, number, parsed, parsed_option, uuid, uuid_option},
    },
};

/// The idempotency record of that key.
pub(in crate::sqlite) fn idempotency(
    connection: &Connection,
    key: &IdempotencyKey,
) -> Result<Option<IdempotencyRecord>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT request_hash, status, body, created_at, expires_at, correlation_id, request_id FROM idempotency
             WHERE dialect = ? AND scope = ? AND key = ?",
        )?
        .query_row(params![key.dialect.as_str(), key.scope, key.key], |row| {
            Ok(IdempotencyRecord {
                key: key.clone(),
                request_hash: row.get(0)?,
                status: row.get(1)?,
                body: row.get(2)?,
                created_at: Timestamp::from_seconds(number(row, 3)?),
                expires_at: Timestamp::from_seconds(number(row, 4)?),
                correlation_id: row.get(5)?,
                request_id: row.get(6)?,
            })
        })
        .optional()?;
    Ok(found)
}

pub(super) fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        position: number(row, 0)?,
        id: EventId(uuid(row, 1)?),
        tenant: parsed_option(row, 2)?,
        organization: uuid_option(row, 3)?.map(OrganizationId),
        actor: document(row, 4)?,
        kind: row.get(5)?,
        resource: parsed(row, 6)?,
        resource_id: row.get(7)?,
        detail: row.get(8)?,
        correlation_id: row.get(9)?,
        request_id: row.get(10)?,
        at_micros: row.get(11)?,
    })
}

fn key(row: &Row<'_>) -> rusqlite::Result<SealedKey> {
    Ok(SealedKey {
        id: number(row, 0)?,
        purpose: parsed(row, 1)?,
        public: row.get(2)?,
        sealed: row.get(3)?,
        created_at: Timestamp::from_seconds(number(row, 4)?),
    })
}

/// The installation's keys.
pub(crate) fn keys(connection: &Connection) -> Result<Vec<SealedKey>, StoreError> {
    let rows = connection
        .prepare(
            "SELECT id, purpose, public, sealed, created_at FROM installation_key ORDER BY id",
        )?
        .query_map([], key)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

#[async_trait]
impl AdminReads for SqliteStore {
    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        self.readers
            .list(|connection| {
                let rows = connection
                    .prepare(
                        "SELECT id, organization, settings, created_at FROM tenant ORDER BY id",
                    )?
                    .query_map([], tenant)?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn organizations(
        &self,
        tenant: &TenantId,
        kind: Option<OrganizationKind>,
        offset: u64,
        limit: u32,
    ) -> Result<Vec<Organization>, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .list(move |connection| {
                let rows = connection
                    .prepare(&format!(
                        "SELECT {ORGANIZATION} FROM organization o
                         WHERE o.tenant = ?1 AND (?2 IS NULL OR o.kind = ?2) ORDER BY o.name_key, o.id LIMIT ?3 OFFSET ?4"
                    ))?
                    .query_map(
                        params![
                            tenant.as_str(),
                            kind.map(OrganizationKind::as_str),
                            limit,
                            i64::try_from(offset).unwrap_or(i64::MAX)
                        ],
                        organization,
                    )?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn account(
        &self,
        tenant: &TenantId,
        number: &AccountNumber,
    ) -> Result<Option<OrganizationId>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT id FROM organization WHERE account_number = ? AND tenant = ?",
                )?
                .query_row(params![number.as_str(), tenant.as_str()], |row| {
                    uuid(row, 0)
                })
                .optional()?;
            Ok(found.map(OrganizationId))
        })
    }

    async fn clients(&self, tenant: &TenantId) -> Result<Vec<ApiClient>, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .list(move |connection| {
                let rows = connection
                    .prepare(&format!(
                        "SELECT {CLIENT} FROM api_client c WHERE c.tenant = ? ORDER BY c.client_id"
                    ))?
                    .query_map([tenant.as_str()], |row| client(row, 0))?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn users(&self, tenant: &TenantId) -> Result<Vec<(User, Vec<RoleBinding>)>, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .list(move |connection| {
                let mut roles: HashMap<UserId, Vec<RoleBinding>> = HashMap::new();
                let mut statement = connection.prepare(
                    "SELECT b.user, b.organization, b.role FROM role_binding b JOIN user u ON u.id = b.user
                     WHERE u.tenant = ? ORDER BY b.user, b.role, b.organization",
                )?;
                let bindings = statement.query_map([tenant.as_str()], |row| {
                    Ok(RoleBinding {
                        user: UserId(number(row, 0)?),
                        organization: OrganizationId(uuid(row, 1)?),
                        role: parsed(row, 2)?,
                    })
                })?;
                for binding in bindings {
                    let binding = binding?;
                    roles.entry(binding.user).or_default().push(binding);
                }
                let users: Vec<User> = connection
                    .prepare(&format!(
                        "SELECT {USER} FROM user u WHERE u.tenant = ? ORDER BY u.email"
                    ))?
                    .query_map([tenant.as_str()], |row| user(row, 0))?
                    .collect::<Result<_, _>>()?;
                let with_roles = users.into_iter().map(|user| {
                    let roles = roles.remove(&user.id).unwrap_or_default();
                    (user, roles)
                });
                Ok(with_roles.collect())
            })
            .await
    }

    async fn tokens(
        &self,
        tenant: &TenantId,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Token>, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .list(move |connection| {
                let rows = connection
                    .prepare(&format!(
                        "SELECT {TOKEN} FROM token t WHERE t.tenant = ?1 AND t.revoked_at IS NULL
                           AND (t.expires_at IS NULL OR t.expires_at > ?2)
                         ORDER BY t.issued_at DESC, t.family, t.hash LIMIT ?3"
                    ))?
                    .query_map(params![tenant.as_str(), now, limit], token)?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn keys(&self) -> Result<Vec<SealedKey>, StoreError> {
        self.readers.list(keys).await
    }

    async fn events(&self, after: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.readers
            .list(move |connection| {
                let rows = connection
                    .prepare_cached(
                        "SELECT position, id, tenant, organization, actor, kind, resource, resource_id, detail,
                           correlation_id, request_id, at_micros
                         FROM event WHERE position > ? ORDER BY position LIMIT ?",
                    )?
                    .query_map(params![after, limit], event)?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn idempotency(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        self.readers
            .point(|connection| idempotency(connection, key))
    }
}
