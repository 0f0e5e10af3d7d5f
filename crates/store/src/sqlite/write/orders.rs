//! Open orders. Writes follow one another, so nothing needs a lock here.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId},
    model::{FulfillmentDetail, Job, JobQueue, Subscription},
    rules::search::folded,
};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::SqliteTransaction;
use crate::{
    JobClaim, OrderEnd, OrderNames, OrderWrites, ResellerNames, StoreError, TakenNames,
    TakenReseller,
    job::Move,
    sqlite::{
        codec::{json, uuid},
        read::{
            fulfillments::{DETAIL_COLUMNS, detail},
            orders::{IS_DUE, JOB, job},
            subscriptions::{LINE, line},
        },
    },
};

const ORDER_TAKEN: &str = "SELECT EXISTS (SELECT 1 FROM fulfillment f
   JOIN organization_closure c ON c.descendant = f.seller AND c.ancestor = ?2
   WHERE f.tenant = ?1 AND f.external_id = ?3 AND f.status NOT IN ('failed', 'cancelled'))";

const ACCOUNT_TAKEN: &str = "SELECT EXISTS (SELECT 1 FROM organization o
     JOIN organization_closure c ON c.descendant = o.id AND c.ancestor = ?2
     WHERE o.tenant = ?1 AND o.external_reference = ?3 AND o.kind = 'customer')
   OR EXISTS (SELECT 1 FROM fulfillment f
     JOIN organization_closure c ON c.descendant = f.seller AND c.ancestor = ?2
     WHERE f.tenant = ?1 AND f.external_account_id = ?3 AND f.status IN ('pending', 'in_progress') AND f.account IS NULL)";

// The second condition on the kind is the index's.
const RESELLER_NAMES: &str = "SELECT coalesce(max(o.external_reference = ?3), 0), coalesce(max(o.name_key = ?4), 0),
     coalesce(max(EXISTS (SELECT 1 FROM json_each(o.profile, '$.contacts') c
       WHERE lower(json_extract(c.value, '$.email')) IN (SELECT value FROM json_each(?5)))), 0)
   FROM organization o
   WHERE o.tenant = ?1 AND o.kind = 'reseller' AND o.kind <> 'customer'
     AND EXISTS (SELECT 1 FROM organization_closure c WHERE c.descendant = o.id AND c.ancestor = ?2)";

impl SqliteTransaction {
    fn is_taken(
        &self,
        sql: &str,
        names: &OrderNames,
        name: Option<&String>,
    ) -> Result<bool, StoreError> {
        let Some(name) = name else {
            return Ok(false);
        };
        let parameters = params![names.tenant.as_str(), names.root.0.as_bytes(), name];
        Ok(self
            .connection()
            .prepare_cached(sql)?
            .query_row(parameters, |row| row.get(0))?)
    }
}

#[async_trait]
impl OrderWrites for SqliteTransaction {
    async fn join_queue(&mut self, _: JobQueue) -> Result<(), StoreError> {
        Ok(())
    }

    async fn insert_job(&mut self, job: &Job) -> Result<(), StoreError> {
        let added = self.run(
            "INSERT INTO fulfillment_job (fulfillment, tenant, queue, number, is_first, work, trace, due_at, tries, fencing)
             SELECT f.id, f.tenant, ?3,
               coalesce((SELECT max(number) FROM fulfillment_job WHERE queue = ?3), 0) + 1,
               NOT EXISTS (SELECT 1 FROM fulfillment_job WHERE queue = ?3), ?4, ?5, ?6, 0, 0
             FROM fulfillment f WHERE f.id = ?1 AND f.tenant = ?2",
            params![
                job.fulfillment.0.as_bytes(),
                job.tenant.as_str(),
                job.queue.0.as_bytes(),
                json(&job.work)?,
                json(&job.trace)?,
                job.due_micros,
            ],
        )?;
        if added == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "job of fulfillment {}, which is not in its tenant",
                job.fulfillment
            ))));
        }
        Ok(())
    }

    async fn claim_jobs(&mut self, claim: &JobClaim) -> Result<Vec<Job>, StoreError> {
        let sql = format!(
            "UPDATE fulfillment_job SET holder = ?1, held_until = ?4, fencing = fencing + 1
             WHERE fulfillment IN (SELECT fulfillment FROM fulfillment_job WHERE {IS_DUE}
               ORDER BY due_at, fulfillment LIMIT ?5)
             RETURNING {JOB}"
        );
        let due = claim.due;
        let mut taken = self.write(&sql, |statement| {
            let parameters = params![
                due.holder.as_bytes(),
                due.now_micros,
                due.alone,
                claim.until_micros,
                claim.limit,
            ];
            let rows = statement.query_map(parameters, job)?;
            rows.collect::<rusqlite::Result<Vec<Job>>>()
        })?;
        taken.sort_by_key(|job| (job.due_micros, job.fulfillment));
        Ok(taken)
    }

    async fn hold_job(&mut self, job: &Job) -> Result<bool, StoreError> {
        let found = self
            .connection()
            .prepare_cached("SELECT 1 FROM fulfillment_job WHERE fulfillment = ? AND fencing = ?")?
            .query_row(params![job.fulfillment.0.as_bytes(), job.fencing], |_| {
                Ok(())
            })
            .optional()?;
        Ok(found.is_some())
    }

    async fn postpone_job(
        &mut self,
        job: &Job,
        tries: u32,
        due_micros: i64,
    ) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE fulfillment_job SET holder = NULL, held_until = NULL, tries = ?, due_at = ?
             WHERE fulfillment = ? AND fencing = ?",
            params![tries, due_micros, job.fulfillment.0.as_bytes(), job.fencing],
        )?;
        Ok(rows == 1)
    }

    async fn end_job(&mut self, id: FulfillmentId, queue: JobQueue) -> Result<bool, StoreError> {
        let rows = self.run(
            "DELETE FROM fulfillment_job WHERE fulfillment = ? AND queue = ?",
            params![id.0.as_bytes(), queue.0.as_bytes()],
        )?;
        self.run(
            "UPDATE fulfillment_job SET is_first = 1 WHERE NOT is_first AND queue = ?1
               AND number = (SELECT min(number) FROM fulfillment_job WHERE queue = ?1)",
            [queue.0.as_bytes()],
        )?;
        Ok(rows == 1)
    }

    async fn release_jobs(&mut self, holder: Uuid) -> Result<u64, StoreError> {
        let rows = self.run(
            "UPDATE fulfillment_job SET holder = NULL, held_until = NULL WHERE holder = ?",
            [holder.as_bytes()],
        )?;
        Ok(rows as u64)
    }

    async fn find_fulfillment(
        &mut self,
        tenant: &TenantId,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, StoreError> {
        Ok(self
            .connection()
            .prepare_cached(&format!(
                "SELECT {DETAIL_COLUMNS} FROM fulfillment WHERE id = ? AND tenant = ?"
            ))?
            .query_row(params![id.0.as_bytes(), tenant.as_str()], detail)
            .optional()?)
    }

    async fn end_order(&mut self, end: &OrderEnd) -> Result<bool, StoreError> {
        self.move_fulfillment(&Move::from(end))
    }

    async fn find_taken(&mut self, names: &OrderNames) -> Result<TakenNames, StoreError> {
        Ok(TakenNames {
            order: self.is_taken(ORDER_TAKEN, names, names.order.as_ref())?,
            account: self.is_taken(ACCOUNT_TAKEN, names, names.account.as_ref())?,
        })
    }

    async fn find_reseller_names(
        &mut self,
        names: &ResellerNames,
    ) -> Result<TakenReseller, StoreError> {
        let parameters = params![
            names.tenant.as_str(),
            names.root.0.as_bytes(),
            names.external_reference,
            folded(&names.name),
            json(&names.emails)?,
        ];
        Ok(self
            .connection()
            .prepare_cached(RESELLER_NAMES)?
            .query_row(parameters, |row| {
                Ok(TakenReseller {
                    external_reference: row.get(0)?,
                    name: row.get(1)?,
                    email: row.get(2)?,
                })
            })?)
    }

    async fn find_order_named(
        &mut self,
        root: OrganizationId,
        account: OrganizationId,
        name: &str,
    ) -> Result<Option<FulfillmentId>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(
                "SELECT f.id FROM fulfillment f JOIN organization_closure c ON c.descendant = f.seller AND c.ancestor = ?1
                 WHERE f.tenant = (SELECT tenant FROM organization WHERE id = ?1) AND f.external_id = ?3
                   AND f.account = ?2 AND f.status = 'complete'
                 ORDER BY f.created_at DESC, f.id LIMIT 1",
            )?
            .query_row(
                params![root.0.as_bytes(), account.0.as_bytes(), name],
                |row| uuid(row, 0),
            )
            .optional()?;
        Ok(found.map(FulfillmentId))
    }

    async fn find_lines(
        &mut self,
        account: OrganizationId,
    ) -> Result<Vec<Subscription>, StoreError> {
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT {LINE} FROM subscription s WHERE s.account = ? ORDER BY s.ordered_at, s.id"
        ))?;
        let lines = statement.query_map([account.0.as_bytes()], line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}
