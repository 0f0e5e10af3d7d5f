//! Counters, events, idempotency records and keys.

use async_trait::async_trait;
use landfall_core::{
    id::{Timestamp, counter},
    model::{CallIds, IdempotencyKey, IdempotencyRecord, KnownIds, NewEvent, SealedKey},
};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{
    Claimed, RecordWrites, StoreError, SweptEvents,
    sqlite::{codec::json, read::admin::idempotency},
};

#[async_trait]
impl RecordWrites for SqliteTransaction {
    async fn next_number(&mut self, counter: &'static str) -> Result<u64, StoreError> {
        self.next_numbers(counter, 1).await
    }

    async fn next_numbers(&mut self, counter: &'static str, count: u64) -> Result<u64, StoreError> {
        self.write(
            "INSERT INTO counter (name, value) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET value = value + excluded.value RETURNING value - ?2 + 1",
            |statement| statement.query_row(params![counter, count], |row| row.get(0)),
        )
    }

    async fn raise_counter(&mut self, counter: &'static str, value: u64) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO counter (name, value) VALUES (?, ?)
             ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
            params![counter, value],
        )?;
        Ok(())
    }

    async fn append_event(&mut self, event: &NewEvent) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO event (id, tenant, organization, actor, kind, resource, resource_id, detail, correlation_id,
               request_id, at_micros)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                event.id.0.as_bytes(),
                event.tenant.as_ref().map(|tenant| tenant.as_str().to_owned()),
                event.organization.map(|organization| *organization.0.as_bytes()),
                json(&event.actor)?,
                event.kind,
                event.resource.as_str(),
                event.resource_id,
                event.detail,
                event.correlation_id,
                event.request_id,
                event.at_micros,
            ],
        )?;
        Ok(())
    }

    async fn find_idempotency(
        &mut self,
        key: &IdempotencyKey,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        idempotency(self.connection(), key)
    }

    /// There is one writer, so nobody else can have it.
    async fn claim_idempotency(&mut self, key: &IdempotencyKey) -> Result<Claimed, StoreError> {
        Ok(Claimed::Ours(idempotency(self.connection(), key)?))
    }

    async fn find_call_ids(
        &mut self,
        ids: &CallIds,
        now: Timestamp,
    ) -> Result<KnownIds, StoreError> {
        // Without statistics SQLite takes the first part of the primary key to be as good, which is all that one caller ever wrote.
        let mut statement = self.connection().prepare_cached(
            "SELECT
               EXISTS (SELECT 1 FROM idempotency INDEXED BY idempotency_by_correlation
                 WHERE dialect = ?1 AND scope = ?2 AND correlation_id = ?3 AND expires_at > ?5),
               EXISTS (SELECT 1 FROM idempotency INDEXED BY idempotency_by_request
                 WHERE dialect = ?1 AND scope = ?2 AND request_id = ?4 AND expires_at > ?5)",
        )?;
        let asked = params![
            ids.dialect.as_str(),
            ids.scope,
            ids.correlation_id,
            ids.request_id,
            now.seconds()
        ];
        let known = statement.query_row(asked, |row| {
            Ok(KnownIds {
                correlation: row.get(0)?,
                request: row.get(1)?,
            })
        })?;
        Ok(known)
    }

    async fn put_idempotency(&mut self, record: &IdempotencyRecord) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM idempotency WHERE dialect = ? AND scope = ? AND key = ? AND expires_at <= ?",
            params![
                record.key.dialect.as_str(),
                record.key.scope,
                record.key.key,
                record.created_at.seconds()
            ],
        )?;
        self.run(
            "INSERT INTO idempotency (dialect, scope, key, correlation_id, request_id, request_hash, status, body, created_at,
               expires_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                record.key.dialect.as_str(),
                record.key.scope,
                record.key.key,
                record.correlation_id,
                record.request_id,
                record.request_hash,
                record.status,
                record.body,
                record.created_at.seconds(),
                record.expires_at.seconds(),
            ],
        )?;
        Ok(())
    }

    async fn sweep_idempotency(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let rows = self.run(
            "DELETE FROM idempotency WHERE expires_at < ?",
            [before.seconds()],
        )?;
        Ok(rows as u64)
    }

    async fn sweep_events(
        &mut self,
        before_micros: i64,
        limit: u32,
    ) -> Result<SweptEvents, StoreError> {
        // The oldest ones up to the first that has to stay.
        let through: Option<u64> = self.write(
            "SELECT max(position) FROM (SELECT position, at_micros FROM event ORDER BY position LIMIT ?1)
             WHERE position < coalesce(
               (SELECT min(position) FROM
                 (SELECT position, at_micros FROM event ORDER BY position LIMIT ?1)
                WHERE at_micros >= ?2),
               9223372036854775807)",
            |statement| statement.query_row(params![limit, before_micros], |row| row.get(0)),
        )?;
        let removed = match through {
            Some(through) => self.run("DELETE FROM event WHERE position <= ?", [through])?,
            None => 0,
        };
        if let Some(through) = through {
            self.raise_counter(counter::EVENTS_SWEPT, through).await?;
        }
        Ok(SweptEvents {
            removed: removed as u64,
            through: through.unwrap_or_default(),
        })
    }

    async fn insert_key(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO installation_key (id, purpose, public, sealed, created_at) VALUES (?, ?, ?, ?, ?)",
            params![
                key.id,
                key.purpose.as_str(),
                key.public,
                key.sealed,
                key.created_at.seconds()
            ],
        )?;
        Ok(())
    }
}
