//! Open orders and what they are judged by.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId},
    model::{Job, JobQueue, Offer, OrganizationKind},
};
use tokio_postgres::Row;

use crate::{
    JobsDue, OrderReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document, get, moment, number, parsed},
    },
};

/// The columns that [`job`] reads, of a table called `j`.
macro_rules! job_columns {
    () => {
        "j.fulfillment, j.tenant, j.queue, j.work, j.trace, j.due_at, j.tries, j.fencing"
    };
}
pub(in crate::postgres) use job_columns;

/// That a job can be taken by $1 at $2, who is alone if $3 is true.
pub(in crate::postgres) const IS_DUE: &str = "is_first AND due_at <= $2
   AND (holder IS NULL OR held_until <= $2 OR ($3 AND holder <> $1))";
/// The columns that [`offer`] reads.
pub(in crate::postgres) const OFFER: &str = "tenant, sku, name, offered, updated_at";

pub(in crate::postgres) fn job(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        fulfillment: FulfillmentId(get(row, 0)?),
        tenant: parsed(row, 1)?,
        queue: JobQueue(get(row, 2)?),
        work: document(row, 3)?,
        trace: document(row, 4)?,
        due_micros: get(row, 5)?,
        tries: number(row, 6)?,
        fencing: number(row, 7)?,
    })
}

pub(in crate::postgres) fn offer(row: &Row) -> Result<Offer, StoreError> {
    Ok(Offer {
        tenant: parsed(row, 0)?,
        sku: get(row, 1)?,
        name: get(row, 2)?,
        offered: get(row, 3)?,
        updated_at: moment(row, 4)?,
    })
}

#[async_trait]
impl OrderReads for PostgresStore {
    async fn is_job_due(&self, due: &JobsDue) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM fulfillment_job WHERE {IS_DUE})");
        let row = self
            .row(&sql, &[&due.holder, &due.now_micros, &due.alone])
            .await?;
        row.map_or(Ok(false), |row| get(&row, 0))
    }

    async fn lineage(
        &self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Vec<(OrganizationId, OrganizationKind)>, StoreError> {
        let rows = self
            .rows(
                "SELECT o.id, o.kind FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                 WHERE c.descendant = $1 AND o.tenant = $2 ORDER BY c.depth",
                &[&id.0, &tenant.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| Ok((OrganizationId(get(row, 0)?), parsed(row, 1)?)))
            .collect()
    }

    async fn offers(
        &self,
        tenant: &TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Offer>, StoreError> {
        let sql = format!(
            "SELECT {OFFER} FROM offer WHERE tenant = $1 AND sku > $2 ORDER BY sku LIMIT $3"
        );
        let rows = self
            .rows(&sql, &[&tenant.as_str(), &after, &i64::from(limit)])
            .await?;
        rows.iter().map(offer).collect()
    }

    async fn offer(&self, tenant: &TenantId, sku: &str) -> Result<Option<Offer>, StoreError> {
        let sql = format!("SELECT {OFFER} FROM offer WHERE tenant = $1 AND sku = $2");
        let row = self.row(&sql, &[&tenant.as_str(), &sku]).await?;
        row.as_ref().map(offer).transpose()
    }
}
