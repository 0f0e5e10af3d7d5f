//! Carrying deploy requests through their states. A slot is locked by a name of its own, since there may be no row of it yet;
//! a fleet too, by those who hand over to it together and by who freezes it alone.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, Epoch, LogId, OrganizationId, Revision, TenantId, Timestamp},
    model::{
        Actor, DeployRequest, DeploySlot, Environment, Freeze, LogHead, Platform, Review,
        SlotRequests, Submission,
    },
};
use tokio_postgres::Row;

use super::{LOCK, PostgresTransaction};
use crate::{
    DeployingWrites, StoreError,
    postgres::{
        codec::{document_option, get, json, number, signed},
        read::{
            deploy::{REQUEST_COLUMNS, request, request_columns},
            deploying::{freeze, freeze_columns, review, review_columns},
        },
    },
};

/// The open request of a slot, and the one that was handed over last.
const SLOT: &str = concat!(
    "(SELECT ",
    request_columns!(),
    ", r.credential, r.sent_at, false FROM deploy_request r
     WHERE r.account = $1 AND r.platform = $2 AND r.environment = $3
       AND r.state NOT IN ('rejected', 'canceled', 'deployed') LIMIT 1)
     UNION ALL (SELECT ",
    request_columns!(),
    ", r.credential, r.sent_at,
       EXISTS (SELECT 1 FROM release l WHERE l.request = r.id AND l.rolled_back_at IS NOT NULL)
     FROM deploy_request r
     WHERE r.account = $1 AND r.platform = $2 AND r.environment = $3 AND r.state = 'deployed'
     ORDER BY r.created_at DESC, r.id DESC LIMIT 1)"
);
const REQUEST: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM deploy_request r WHERE r.id = $1 FOR NO KEY UPDATE"
);

fn submission(row: &Row) -> Result<Submission, StoreError> {
    let request = request(row)?;
    let sent_at: Option<i64> = get(row, REQUEST_COLUMNS + 1)?;
    Ok(Submission {
        credential: document_option(row, REQUEST_COLUMNS)?,
        sent_at: sent_at.map_or(request.created_at, Timestamp::from_seconds),
        rolled_back: get(row, REQUEST_COLUMNS + 2)?,
        request,
    })
}

/// The name by which a fleet is locked.
fn fleet_lock(
    tenant: &TenantId,
    platform: Platform,
    environment: Environment,
) -> Result<String, StoreError> {
    json(&("fleet", tenant, platform, environment))
}

#[async_trait]
impl DeployingWrites for PostgresTransaction {
    async fn find_slot(&mut self, slot: &DeploySlot) -> Result<SlotRequests, StoreError> {
        let lock = json(&("slot", slot.account, slot.platform, slot.environment))?;
        let rows = self
            .both(
                (LOCK, &[&lock]),
                (
                    SLOT,
                    &[
                        &slot.account.0,
                        &slot.platform.as_str(),
                        &slot.environment.as_str(),
                    ],
                ),
            )
            .await?;
        let mut found = SlotRequests::default();
        for row in &rows {
            found.add(submission(row)?);
        }
        Ok(found)
    }

    async fn find_deploy_request(
        &mut self,
        id: DeployRequestId,
    ) -> Result<Option<DeployRequest>, StoreError> {
        let Ok(number) = signed(id.0) else {
            return Ok(None);
        };
        let found = self.row(REQUEST, &[&number]).await?;
        found.as_ref().map(request).transpose()
    }

    async fn update_deploy_request(&mut self, request: &DeployRequest) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE deploy_request SET state = $1, history = $2, updated_at = $3 WHERE id = $4",
                &[
                    &request.state.as_str(),
                    &json(&request.history)?,
                    &request.updated_at.seconds(),
                    &signed(request.id.0)?,
                ],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn note_sent(
        &mut self,
        id: DeployRequestId,
        credential: Actor,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE deploy_request SET credential = $1, sent_at = $2 WHERE id = $3",
            &[&json(&credential)?, &at.seconds(), &signed(id.0)?],
        )
        .await?;
        Ok(())
    }

    async fn find_log(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<Option<LogHead>, StoreError> {
        let row = self
            .row(
                "SELECT id, epoch, head, floor FROM change_log WHERE tenant = $1 AND platform = $2 AND environment = $3",
                &[
                    &tenant.as_str(),
                    &platform.as_str(),
                    &environment.as_str(),
                ],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(LogHead {
            id: LogId(get(&row, 0)?),
            tenant: tenant.clone(),
            platform,
            environment,
            epoch: Epoch(number(&row, 1)?),
            head: Revision(number(&row, 2)?),
            floor: Revision(number(&row, 3)?),
        }))
    }

    async fn find_review(
        &mut self,
        account: OrganizationId,
        environment: Environment,
    ) -> Result<Option<Review>, StoreError> {
        let sql = concat!(
            review_columns!(),
            " WHERE account = $1 AND environment = $2"
        );
        let found = self.row(sql, &[&account.0, &environment.as_str()]).await?;
        found.as_ref().map(review).transpose()
    }

    async fn find_reviews(&mut self, account: OrganizationId) -> Result<Vec<Review>, StoreError> {
        // By name, since there may be none to lock.
        let lock = json(&("reviews", account))?;
        let sql = concat!(
            review_columns!(),
            " WHERE account = $1 ORDER BY environment"
        );
        let rows = self.both((LOCK, &[&lock]), (sql, &[&account.0])).await?;
        rows.iter().map(review).collect()
    }

    async fn set_review(&mut self, review: &Review) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO deploy_review (account, environment, tenant, within) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account, environment) DO UPDATE SET within = excluded.within",
            &[
                &review.account.0,
                &review.environment.as_str(),
                &review.tenant.as_str(),
                &i64::from(review.within),
            ],
        )
        .await?;
        Ok(())
    }

    async fn delete_review(
        &mut self,
        account: OrganizationId,
        environment: Environment,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "DELETE FROM deploy_review WHERE account = $1 AND environment = $2",
                &[&account.0, &environment.as_str()],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn find_freeze(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<Option<Freeze>, StoreError> {
        let lock = fleet_lock(tenant, platform, environment)?;
        let rows = self
            .both(
                (
                    "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
                    &[&lock],
                ),
                (
                    concat!(
                        freeze_columns!(),
                        " WHERE tenant = $1 AND platform = $2 AND environment = $3"
                    ),
                    &[&tenant.as_str(), &platform.as_str(), &environment.as_str()],
                ),
            )
            .await?;
        rows.first().map(freeze).transpose()
    }

    async fn insert_freeze(&mut self, freeze: &Freeze) -> Result<bool, StoreError> {
        let lock = fleet_lock(&freeze.tenant, freeze.platform, freeze.environment)?;
        let rows = self
            .both(
                (
                    LOCK,
                    &[&lock],
                ),
                (
                    "INSERT INTO fleet_freeze (tenant, platform, environment, reason, since) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (tenant, platform, environment) DO NOTHING RETURNING tenant",
                    &[
                        &freeze.tenant.as_str(),
                        &freeze.platform.as_str(),
                        &freeze.environment.as_str(),
                        &freeze.reason,
                        &freeze.since.seconds(),
                    ],
                ),
            )
            .await?;
        Ok(rows.len() == 1)
    }

    async fn delete_freeze(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "DELETE FROM fleet_freeze WHERE tenant = $1 AND platform = $2 AND environment = $3",
                &[&tenant.as_str(), &platform.as_str(), &environment.as_str()],
            )
            .await?;
        Ok(rows == 1)
    }
}
