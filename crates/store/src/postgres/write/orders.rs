//! Open orders. A queue is a lock that ends with the transaction; jobs are taken past those that somebody else is about to take.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId},
    model::{FulfillmentDetail, Job, JobQueue, Subscription},
    rules::search::folded,
};
use uuid::Uuid;

use super::{LOCK, PostgresTransaction};
use crate::{
    JobClaim, OrderEnd, OrderNames, OrderWrites, ResellerNames, StoreError, TakenNames,
    TakenReseller,
    job::Move,
    postgres::{
        codec::{get, json, signed},
        read::{
            fulfillments::{DETAIL_COLUMNS, detail},
            orders::{IS_DUE, job, job_columns},
            subscriptions::{LINE_COLUMNS, line},
        },
    },
};

const TAKEN: &str = "SELECT
   EXISTS (SELECT 1 FROM fulfillment f
     JOIN organization_closure c ON c.descendant = f.seller AND c.ancestor = $2
     WHERE f.tenant = $1 AND f.external_id = $3 AND f.status NOT IN ('failed', 'cancelled')),
   EXISTS (SELECT 1 FROM organization o
     JOIN organization_closure c ON c.descendant = o.id AND c.ancestor = $2
     WHERE o.tenant = $1 AND o.external_reference = $4 AND o.kind = 'customer')
   OR EXISTS (SELECT 1 FROM fulfillment f
     JOIN organization_closure c ON c.descendant = f.seller AND c.ancestor = $2
     WHERE f.tenant = $1 AND f.external_account_id = $4 AND f.status IN ('pending', 'in_progress') AND f.account IS NULL)";

const RESELLER_NAMES: &str = "SELECT coalesce(bool_or(o.external_reference = $3), false), coalesce(bool_or(o.name_key = $4), false),
     coalesce(bool_or(EXISTS (SELECT 1 FROM jsonb_array_elements(o.profile::jsonb -> 'contacts') AS c(contact)
       WHERE lower((c.contact ->> 'email') COLLATE \"C\") = ANY($5))), false)
   FROM organization o
   WHERE o.tenant = $1 AND o.kind = 'reseller'
     AND EXISTS (SELECT 1 FROM organization_closure c WHERE c.descendant = o.id AND c.ancestor = $2)";

#[async_trait]
impl OrderWrites for PostgresTransaction {
    async fn join_queue(&mut self, queue: JobQueue) -> Result<(), StoreError> {
        let lock = json(&("order queue", queue.0))?;
        self.row(LOCK, &[&lock]).await?;
        Ok(())
    }

    async fn insert_job(&mut self, job: &Job) -> Result<(), StoreError> {
        self.join_queue(job.queue).await?;
        let (work, trace) = (json(&job.work)?, json(&job.trace)?);
        let added = self
            .run(
                "INSERT INTO fulfillment_job (fulfillment, tenant, queue, number, is_first, work, trace, due_at, tries, fencing)
                 SELECT f.id, f.tenant, $3,
                   coalesce((SELECT max(number) FROM fulfillment_job WHERE queue = $3), 0) + 1,
                   NOT EXISTS (SELECT 1 FROM fulfillment_job WHERE queue = $3), $4, $5, $6, 0, 0
                 FROM fulfillment f WHERE f.id = $1 AND f.tenant = $2",
                &[
                    &job.fulfillment.0,
                    &job.tenant.as_str(),
                    &job.queue.0,
                    &work,
                    &trace,
                    &job.due_micros,
                ],
            )
            .await?;
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
            "WITH free AS MATERIALIZED (SELECT fulfillment FROM fulfillment_job WHERE {IS_DUE}
               ORDER BY due_at, fulfillment LIMIT $5 FOR UPDATE SKIP LOCKED)
             UPDATE fulfillment_job j SET holder = $1, held_until = $4, fencing = j.fencing + 1
             FROM free WHERE j.fulfillment = free.fulfillment RETURNING {}",
            job_columns!()
        );
        let due = claim.due;
        let rows = self
            .rows_of(
                &sql,
                &[
                    &due.holder,
                    &due.now_micros,
                    &due.alone,
                    &claim.until_micros,
                    &i64::from(claim.limit),
                ],
            )
            .await?;
        let mut taken = rows.iter().map(job).collect::<Result<Vec<Job>, _>>()?;
        taken.sort_by_key(|job| (job.due_micros, job.fulfillment));
        Ok(taken)
    }

    async fn hold_job(&mut self, job: &Job) -> Result<bool, StoreError> {
        self.join_queue(job.queue).await?;
        let found = self
            .row(
                "SELECT 1 FROM fulfillment_job WHERE fulfillment = $1 AND fencing = $2 FOR UPDATE",
                &[&job.fulfillment.0, &signed(job.fencing)?],
            )
            .await?;
        Ok(found.is_some())
    }

    async fn postpone_job(
        &mut self,
        job: &Job,
        tries: u32,
        due_micros: i64,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE fulfillment_job SET holder = NULL, held_until = NULL, tries = $1, due_at = $2
                 WHERE fulfillment = $3 AND fencing = $4",
                &[
                    &i64::from(tries),
                    &due_micros,
                    &job.fulfillment.0,
                    &signed(job.fencing)?,
                ],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn end_job(&mut self, id: FulfillmentId, queue: JobQueue) -> Result<bool, StoreError> {
        self.join_queue(queue).await?;
        let rows = self
            .run(
                "DELETE FROM fulfillment_job WHERE fulfillment = $1 AND queue = $2",
                &[&id.0, &queue.0],
            )
            .await?;
        self.run(
            "UPDATE fulfillment_job SET is_first = true WHERE NOT is_first AND queue = $1
               AND number = (SELECT min(number) FROM fulfillment_job WHERE queue = $1)",
            &[&queue.0],
        )
        .await?;
        Ok(rows == 1)
    }

    async fn release_jobs(&mut self, holder: Uuid) -> Result<u64, StoreError> {
        self.run(
            "UPDATE fulfillment_job SET holder = NULL, held_until = NULL WHERE holder = $1",
            &[&holder],
        )
        .await
    }

    async fn find_fulfillment(
        &mut self,
        tenant: &TenantId,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, StoreError> {
        let sql = format!(
            "SELECT {DETAIL_COLUMNS} FROM fulfillment f WHERE f.id = $1 AND f.tenant = $2 FOR UPDATE"
        );
        let found = self.row(&sql, &[&id.0, &tenant.as_str()]).await?;
        found.as_ref().map(detail).transpose()
    }

    async fn end_order(&mut self, end: &OrderEnd) -> Result<bool, StoreError> {
        self.move_fulfillment(&Move::from(end)).await
    }

    async fn find_taken(&mut self, names: &OrderNames) -> Result<TakenNames, StoreError> {
        // Always in this order, so that two who ask for the same two names do not wait for each other.
        for (what, name) in [("order", &names.order), ("account", &names.account)] {
            if let Some(name) = name {
                let lock = json(&(what, "name", names.root.0, name))?;
                self.row(LOCK, &[&lock]).await?;
            }
        }
        if names.order.is_none() && names.account.is_none() {
            return Ok(TakenNames::default());
        }
        let row = self
            .row(
                TAKEN,
                &[
                    &names.tenant.as_str(),
                    &names.root.0,
                    &names.order,
                    &names.account,
                ],
            )
            .await?;
        let row = row.ok_or_else(|| StoreError::Engine("two questions gave no row".to_owned()))?;
        Ok(TakenNames {
            order: get(&row, 0)?,
            account: get(&row, 1)?,
        })
    }

    async fn find_reseller_names(
        &mut self,
        names: &ResellerNames,
    ) -> Result<TakenReseller, StoreError> {
        let lock = json(&("reseller", "names", names.root.0))?;
        let name = folded(&names.name);
        let rows = self
            .both(
                (LOCK, &[&lock]),
                (
                    RESELLER_NAMES,
                    &[
                        &names.tenant.as_str(),
                        &names.root.0,
                        &names.external_reference,
                        &name,
                        &names.emails,
                    ],
                ),
            )
            .await?;
        let row = rows.first();
        let row = row.ok_or_else(|| StoreError::Engine("a question gave no row".to_owned()))?;
        Ok(TakenReseller {
            external_reference: get(row, 0)?,
            name: get(row, 1)?,
            email: get(row, 2)?,
        })
    }

    async fn find_order_named(
        &mut self,
        root: OrganizationId,
        account: OrganizationId,
        name: &str,
    ) -> Result<Option<FulfillmentId>, StoreError> {
        let row = self
            .row(
                "SELECT f.id FROM fulfillment f JOIN organization_closure c ON c.descendant = f.seller AND c.ancestor = $1
                 WHERE f.tenant = (SELECT tenant FROM organization WHERE id = $1) AND f.external_id = $3
                   AND f.account = $2 AND f.status = 'complete'
                 ORDER BY f.created_at DESC, f.id LIMIT 1",
                &[&root.0, &account.0, &name],
            )
            .await?;
        let found = row.as_ref().map(|row| get::<Uuid>(row, 0)).transpose()?;
        Ok(found.map(FulfillmentId))
    }

    async fn find_lines(
        &mut self,
        account: OrganizationId,
    ) -> Result<Vec<Subscription>, StoreError> {
        let sql = format!(
            "SELECT {LINE_COLUMNS} FROM subscription s WHERE s.account = $1 ORDER BY s.ordered_at, s.id"
        );
        let rows = self.rows_of(&sql, &[&account.0]).await?;
        let lines = rows.iter().filter_map(|row| line(row, 0).transpose());
        lines.collect()
    }
}
