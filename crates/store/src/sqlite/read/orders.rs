//! Open orders and what they are judged by.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId, Timestamp},
    model::{Job, JobQueue, Offer, OrganizationKind},
};
use rusqlite::{OptionalExtension, Row, params};

use crate::{
    JobsDue, OrderReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, number, parsed, uuid},
    },
};

/// The columns that [`job`] reads.
pub(in crate::sqlite) const JOB: &str =
    "fulfillment, tenant, queue, work, trace, due_at, tries, fencing";
/// That a job can be taken by ?1 at ?2, who is alone if ?3 is true.
pub(in crate::sqlite) const IS_DUE: &str = "is_first AND due_at <= ?2
   AND (holder IS NULL OR held_until <= ?2 OR (?3 AND holder <> ?1))";
/// The columns that [`offer`] reads.
pub(in crate::sqlite) const OFFER: &str = "tenant, sku, name, offered, updated_at";

pub(in crate::sqlite) fn job(row: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        fulfillment: FulfillmentId(uuid(row, 0)?),
        tenant: parsed(row, 1)?,
        queue: JobQueue(uuid(row, 2)?),
        work: document(row, 3)?,
        trace: document(row, 4)?,
        due_micros: row.get(5)?,
        tries: number(row, 6)?,
        fencing: number(row, 7)?,
    })
}

pub(in crate::sqlite) fn offer(row: &Row<'_>) -> rusqlite::Result<Offer> {
    Ok(Offer {
        tenant: parsed(row, 0)?,
        sku: row.get(1)?,
        name: row.get(2)?,
        offered: row.get(3)?,
        updated_at: Timestamp::from_seconds(number(row, 4)?),
    })
}

#[async_trait]
impl OrderReads for SqliteStore {
    async fn is_job_due(&self, due: &JobsDue) -> Result<bool, StoreError> {
        self.readers.point(|connection| {
            let parameters = params![due.holder.as_bytes(), due.now_micros, due.alone];
            let found = connection
                .prepare_cached(&format!(
                    "SELECT EXISTS (SELECT 1 FROM fulfillment_job WHERE {IS_DUE})"
                ))?
                .query_row(parameters, |row| row.get(0))?;
            Ok(found)
        })
    }

    async fn lineage(
        &self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Vec<(OrganizationId, OrganizationKind)>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT o.id, o.kind FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                     WHERE c.descendant = ? AND o.tenant = ? ORDER BY c.depth",
                )?
                .query_map(params![id.0.as_bytes(), tenant.as_str()], |row| {
                    Ok((OrganizationId(uuid(row, 0)?), parsed(row, 1)?))
                })?
                .collect::<Result<_, _>>()?;
            Ok(found)
        })
    }

    async fn offers(
        &self,
        tenant: &TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Offer>, StoreError> {
        let (tenant, after) = (tenant.clone(), after.to_owned());
        self.readers
            .list(move |connection| {
                let found = connection
                    .prepare_cached(&format!(
                        "SELECT {OFFER} FROM offer WHERE tenant = ? AND sku > ? ORDER BY sku LIMIT ?"
                    ))?
                    .query_map(params![tenant.as_str(), after, limit], offer)?
                    .collect::<Result<_, _>>()?;
                Ok(found)
            })
            .await
    }

    async fn offer(&self, tenant: &TenantId, sku: &str) -> Result<Option<Offer>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(&format!(
                    "SELECT {OFFER} FROM offer WHERE tenant = ? AND sku = ?"
                ))?
                .query_row(params![tenant.as_str(), sku], offer)
                .optional()?;
            Ok(found)
        })
    }
}
