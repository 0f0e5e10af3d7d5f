//! Counters, events, idempotency records and keys.

use async_trait::async_trait;
use landfall_core::{
    id::{TenantId, Timestamp, counter},
    model::{CallIds, IdempotencyKey, IdempotencyRecord, KnownIds, NewEvent, SealedKey},
};

use super::{LOCK, PostgresTransaction};
use crate::{
    Claimed, RecordWrites, StoreError, SweptEvents,
    postgres::{
        codec::{get, json, number, signed},
        read::admin::{IDEMPOTENCY, idempotency},
    },
};

#[async_trait]
impl RecordWrites for PostgresTransaction {
    async fn next_number(&mut self, counter: &'static str) -> Result<u64, StoreError> {
        self.next_numbers(counter, 1).await
    }

    async fn next_numbers(&mut self, counter: &'static str, count: u64) -> Result<u64, StoreError> {
        let row = self
            .row(
                "INSERT INTO counter AS c (name, value) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET value = c.value + excluded.value RETURNING value - $2 + 1",
                &[&counter, &signed(count)?],
            )
            .await?;
        let row = row.ok_or_else(|| StoreError::Engine("a counter gave no number".to_owned()))?;
        number(&row, 0)
    }

    async fn raise_counter(&mut self, counter: &'static str, value: u64) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO counter AS c (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = greatest(c.value, excluded.value)",
            &[&counter, &signed(value)?],
        )
        .await?;
        Ok(())
    }

    async fn append_event(&mut self, event: &NewEvent) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO event (id, tenant, organization, actor, kind, resource, resource_id, detail, correlation_id,
               request_id, at_micros)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &[
                &event.id.0,
                &event.tenant.as_ref().map(TenantId::as_str),
                &event.organization.map(|organization| organization.0),
                &json(&event.actor)?,
                &event.kind,
                &event.resource.as_str(),
                &event.resource_id,
                &event.detail,
                &event.correlation_id,
                &event.request_id,
                &event.at_micros,
            ],
        )
        .await?;
        Ok(())
    }

    /// Whoever asks first for a key is the only one who knows of it until its transaction has ended; then the next one
    /// finds what it has left.
    async fn find_idempotency(
        &mut self,
        key: &IdempotencyKey,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        let lock = json(&(key.dialect.as_str(), &key.scope, &key.key))?;
        let rows = self
            .both(
                (LOCK, &[&lock]),
                (IDEMPOTENCY, &[&key.dialect.as_str(), &key.scope, &key.key]),
            )
            .await?;
        rows.first().map(|row| idempotency(row, key)).transpose()
    }

    async fn claim_idempotency(&mut self, key: &IdempotencyKey) -> Result<Claimed, StoreError> {
        let lock = json(&(key.dialect.as_str(), &key.scope, &key.key))?;
        // The record is looked for by a statement of its own: one that had begun before the key was free would not see what
        // whoever had it has left.
        let (free, found) = self
            .both_rows(
                (
                    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))",
                    &[&lock],
                ),
                (IDEMPOTENCY, &[&key.dialect.as_str(), &key.scope, &key.key]),
            )
            .await?;
        let free = free.first().map(|row| get(row, 0)).transpose()?;
        if free != Some(true) {
            return Ok(Claimed::Theirs);
        }
        let found = found.first().map(|row| idempotency(row, key)).transpose()?;
        Ok(Claimed::Ours(found))
    }

    async fn find_call_ids(
        &mut self,
        ids: &CallIds,
        now: Timestamp,
    ) -> Result<KnownIds, StoreError> {
        let dialect = ids.dialect.as_str();
        // Five texts, so that it is no key's.
        let lock = json(&(dialect, &ids.scope, "", "request", &ids.request_id))?;
        let rows = self
            .both(
                (
                    LOCK,
                    &[&lock],
                ),
                (
                    "SELECT
                       EXISTS (SELECT 1 FROM idempotency
                         WHERE dialect = $1 AND scope = $2 AND correlation_id = $3 AND expires_at > $5),
                       EXISTS (SELECT 1 FROM idempotency
                         WHERE dialect = $1 AND scope = $2 AND request_id = $4 AND expires_at > $5)",
                    &[
                        &dialect,
                        &ids.scope,
                        &ids.correlation_id,
                        &ids.request_id,
                        &now.seconds(),
                    ],
                ),
            )
            .await?;
        let row = rows.first();
        let row = row.ok_or_else(|| StoreError::Engine("two questions gave no row".to_owned()))?;
        Ok(KnownIds {
            correlation: get(row, 0)?,
            request: get(row, 1)?,
        })
    }

    async fn put_idempotency(&mut self, record: &IdempotencyRecord) -> Result<(), StoreError> {
        let key = &record.key;
        self.both(
            (
                "DELETE FROM idempotency WHERE dialect = $1 AND scope = $2 AND key = $3 AND expires_at <= $4",
                &[
                    &key.dialect.as_str(),
                    &key.scope,
                    &key.key,
                    &record.created_at.seconds(),
                ],
            ),
            (
                "INSERT INTO idempotency (dialect, scope, key, correlation_id, request_id, request_hash, status, body, created_at,
                   expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                &[
                    &key.dialect.as_str(),
                    &key.scope,
                    &key.key,
                    &record.correlation_id,
                    &record.request_id,
                    &record.request_hash.as_slice(),
                    &i64::from(record.status),
                    &record.body,
                    &record.created_at.seconds(),
                    &record.expires_at.seconds(),
                ],
            ),
        )
        .await?;
        Ok(())
    }

    async fn sweep_idempotency(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        self.run(
            "DELETE FROM idempotency WHERE expires_at < $1",
            &[&before.seconds()],
        )
        .await
    }

    async fn sweep_events(
        &mut self,
        before_micros: i64,
        limit: u32,
    ) -> Result<SweptEvents, StoreError> {
        let limit = i64::from(limit);
        // The oldest ones up to the first that has to stay.
        let row = self
            .row(
                "WITH oldest AS (SELECT position, at_micros FROM event ORDER BY position LIMIT $1)
                 SELECT max(position) FROM oldest WHERE position <
                   coalesce((SELECT min(position) FROM oldest WHERE at_micros >= $2), 9223372036854775807)",
                &[&limit, &before_micros],
            )
            .await?;
        let through: Option<i64> = row.map(|row| get(&row, 0)).transpose()?.flatten();
        let Some(through) = through else {
            return Ok(SweptEvents {
                removed: 0,
                through: 0,
            });
        };
        let removed = self
            .run("DELETE FROM event WHERE position <= $1", &[&through])
            .await?;
        let through = u64::try_from(through).unwrap_or_default();
        self.raise_counter(counter::EVENTS_SWEPT, through).await?;
        Ok(SweptEvents { removed, through })
    }

    async fn insert_key(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO installation_key (id, purpose, public, sealed, created_at) VALUES ($1, $2, $3, $4, $5)",
            &[
                &signed(key.id)?,
                &key.purpose.as_str(),
                &key.public,
                &key.sealed,
                &key.created_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }
}
