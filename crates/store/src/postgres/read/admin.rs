//! What operators list.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, EventId, OrganizationId, TenantId, UserId},
    model::{
        ApiClient, Event, IdempotencyKey, IdempotencyRecord, Organization, OrganizationKind,
        RoleBinding, SealedKey, Tenant, Token, User,
    },
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    access::{client, client_columns, tenant, token, token_columns, user, user_columns},
    accounts::{organization, organization_columns},
    offset,
};
use crate::{
    AdminReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document, get, hash, moment, number, parsed, parsed_option},
    },
};

/// The columns that [`idempotency`] reads, of the record of a key.
pub(in crate::postgres) const IDEMPOTENCY: &str =
    "SELECT request_hash, status, body, created_at, expires_at, correlation_id, request_id FROM idempotency
     WHERE dialect = $1 AND scope = $2 AND key = $3";

const EVENTS: &str =
    "SELECT position, id, tenant, organization, actor, kind, resource, resource_id, detail, correlation_id, request_id,
       at_micros
     FROM event WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3";

/// A user in each row, with one role beside it if there is any.
const USERS: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", b.organization, b.role FROM \"user\" u LEFT JOIN role_binding b ON b.\"user\" = u.id
     WHERE u.tenant = $1 ORDER BY u.email, b.role, b.organization"
);
/// The column in which the role's organization stands.
const BINDING: usize = 10;

/// The idempotency record of that key from the columns of [`IDEMPOTENCY`].
pub(in crate::postgres) fn idempotency(
    row: &Row,
    key: &IdempotencyKey,
) -> Result<IdempotencyRecord, StoreError> {
    Ok(IdempotencyRecord {
        key: key.clone(),
        request_hash: hash(row, 0)?,
        status: number(row, 1)?,
        body: get(row, 2)?,
        created_at: moment(row, 3)?,
        expires_at: moment(row, 4)?,
        correlation_id: get(row, 5)?,
        request_id: get(row, 6)?,
    })
}

pub(super) fn event(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        position: number(row, 0)?,
        id: EventId(get(row, 1)?),
        tenant: parsed_option(row, 2)?,
        organization: get::<Option<Uuid>>(row, 3)?.map(OrganizationId),
        actor: document(row, 4)?,
        kind: get(row, 5)?,
        resource: parsed(row, 6)?,
        resource_id: get(row, 7)?,
        detail: get(row, 8)?,
        correlation_id: get(row, 9)?,
        request_id: get(row, 10)?,
        at_micros: get(row, 11)?,
    })
}

fn key(row: &Row) -> Result<SealedKey, StoreError> {
    Ok(SealedKey {
        id: number(row, 0)?,
        purpose: parsed(row, 1)?,
        public: get(row, 2)?,
        sealed: get(row, 3)?,
        created_at: moment(row, 4)?,
    })
}

impl PostgresStore {
    /// The last position up to which no event is still to appear; not asked for afresh when there is nothing behind `after`.
    pub(super) async fn settled_after(&self, after: i64) -> Result<i64, StoreError> {
        let settled = &self.0.settled;
        let last = self
            .row("SELECT coalesce(max(position), 0) FROM event", &[])
            .await?;
        let last: i64 = last.map_or(Ok(0), |row| get(&row, 0))?;
        if last <= after || last <= settled.up_to() {
            return Ok(settled.up_to());
        }
        // The number is given only now that the position has been seen. It is its transaction's own, so it is the oldest
        // running one exactly when all before it have ended.
        let row = self
            .row(
                "SELECT number::text::bigint, pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                 FROM pg_current_xact_id() AS number",
                &[],
            )
            .await?;
        let row =
            row.ok_or_else(|| StoreError::Engine("a transaction has no number".to_owned()))?;
        Ok(settled.note(last, get(&row, 0)?, get(&row, 1)?))
    }
}

#[async_trait]
impl AdminReads for PostgresStore {
    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        let rows = self
            .rows(
                "SELECT id, organization, settings, created_at FROM tenant ORDER BY id",
                &[],
            )
            .await?;
        rows.iter().map(tenant).collect()
    }

    async fn organizations(
        &self,
        tenant: &TenantId,
        kind: Option<OrganizationKind>,
        first: u64,
        limit: u32,
    ) -> Result<Vec<Organization>, StoreError> {
        let rows = self
            .rows(
                concat!(
                    "SELECT ",
                    organization_columns!(),
                    " FROM organization o WHERE o.tenant = $1 AND ($2::text IS NULL OR o.kind = $2)
                     ORDER BY o.name_key, o.id LIMIT $3 OFFSET $4"
                ),
                &[
                    &tenant.as_str(),
                    &kind.map(OrganizationKind::as_str),
                    &i64::from(limit),
                    &offset(first),
                ],
            )
            .await?;
        rows.iter().map(organization).collect()
    }

    async fn account(
        &self,
        tenant: &TenantId,
        number: &AccountNumber,
    ) -> Result<Option<OrganizationId>, StoreError> {
        let found = self
            .row(
                "SELECT id FROM organization WHERE account_number = $1 AND tenant = $2",
                &[&number.as_str(), &tenant.as_str()],
            )
            .await?;
        found
            .map(|row| get(&row, 0).map(OrganizationId))
            .transpose()
    }

    async fn clients(&self, tenant: &TenantId) -> Result<Vec<ApiClient>, StoreError> {
        let rows = self
            .rows(
                concat!(
                    "SELECT ",
                    client_columns!(),
                    " FROM api_client c WHERE c.tenant = $1 ORDER BY c.client_id"
                ),
                &[&tenant.as_str()],
            )
            .await?;
        rows.iter().map(|row| client(row, 0)).collect()
    }

    async fn users(&self, tenant: &TenantId) -> Result<Vec<(User, Vec<RoleBinding>)>, StoreError> {
        let rows = self.rows(USERS, &[&tenant.as_str()]).await?;
        let mut users: Vec<(User, Vec<RoleBinding>)> = Vec::new();
        for row in &rows {
            let id = UserId(number(row, 0)?);
            if users.last().is_none_or(|(last, _)| last.id != id) {
                users.push((user(row, 0)?, Vec::new()));
            }
            let organization: Option<Uuid> = get(row, BINDING)?;
            if let (Some((_, roles)), Some(organization)) = (users.last_mut(), organization) {
                roles.push(RoleBinding {
                    user: id,
                    organization: OrganizationId(organization),
                    role: parsed(row, BINDING + 1)?,
                });
            }
        }
        Ok(users)
    }

    async fn tokens(
        &self,
        tenant: &TenantId,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Token>, StoreError> {
        let rows = self
            .rows(
                concat!(
                    "SELECT ",
                    token_columns!(),
                    " FROM token t WHERE t.tenant = $1 AND t.revoked_at IS NULL
                       AND (t.expires_at IS NULL OR t.expires_at > $2)
                     ORDER BY t.issued_at DESC, t.family, t.hash LIMIT $3"
                ),
                &[&tenant.as_str(), &now, &i64::from(limit)],
            )
            .await?;
        rows.iter().map(token).collect()
    }

    async fn keys(&self) -> Result<Vec<SealedKey>, StoreError> {
        let rows = self
            .rows(
                "SELECT id, purpose, public, sealed, created_at FROM installation_key ORDER BY id",
                &[],
            )
            .await?;
        rows.iter().map(key).collect()
    }

    async fn events(&self, after: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
        let after = offset(after);
        let settled = self.settled_after(after).await?;
        if settled <= after {
            return Ok(Vec::new());
        }
        let rows = self
            .rows(EVENTS, &[&after, &settled, &i64::from(limit)])
            .await?;
        rows.iter().map(event).collect()
    }

    async fn idempotency(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        let found = self
            .row(IDEMPOTENCY, &[&key.dialect.as_str(), &key.scope, &key.key])
            .await?;
        found.map(|row| idempotency(&row, key)).transpose()
    }
}
