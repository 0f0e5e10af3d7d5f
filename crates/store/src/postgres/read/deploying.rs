//! What is on its way to the fleet.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{DeployRequest, Freeze, Review},
};
use tokio_postgres::Row;

use super::deploy::{request, request_columns};
use crate::{
    DeployingReads, StoreError, Unfinished,
    postgres::{
        PostgresStore,
        codec::{get, moment, number, parsed, signed},
    },
};

const UNFINISHED: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM deploy_request r
     JOIN tenant t ON t.id = r.tenant
     LEFT JOIN deploy_review v ON v.account = r.account AND v.environment = r.environment
     WHERE r.state NOT IN ('rejected', 'canceled', 'deployed') AND r.id > $1
       AND ((r.state NOT IN ('pending_review', 'escalated') AND r.updated_at <= $2)
         OR (r.state = 'pending_review' AND r.updated_at + coalesce(
           v.within, (t.settings::json #>> ARRAY['review', r.environment])::bigint, $4) <= $3))
     ORDER BY r.id LIMIT $5"
);

const WAITING: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM deploy_request r
     WHERE r.state NOT IN ('rejected', 'canceled', 'deployed') AND r.tenant = $1
       AND r.state IN ('pending_review', 'escalated')
     ORDER BY r.id LIMIT $2"
);

macro_rules! review_columns {
    () => {
        "SELECT tenant, account, environment, within FROM deploy_review"
    };
}
pub(in crate::postgres) use review_columns;

macro_rules! freeze_columns {
    () => {
        "SELECT tenant, platform, environment, reason, since FROM fleet_freeze"
    };
}
pub(in crate::postgres) use freeze_columns;

pub(in crate::postgres) fn review(row: &Row) -> Result<Review, StoreError> {
    Ok(Review {
        tenant: parsed(row, 0)?,
        account: OrganizationId(get(row, 1)?),
        environment: parsed(row, 2)?,
        within: number(row, 3)?,
    })
}

pub(in crate::postgres) fn freeze(row: &Row) -> Result<Freeze, StoreError> {
    Ok(Freeze {
        tenant: parsed(row, 0)?,
        platform: parsed(row, 1)?,
        environment: parsed(row, 2)?,
        reason: get(row, 3)?,
        since: moment(row, 4)?,
    })
}

#[async_trait]
impl DeployingReads for PostgresStore {
    async fn unfinished_deploy_requests(
        &self,
        wanted: &Unfinished,
    ) -> Result<Vec<DeployRequest>, StoreError> {
        let rows = self
            .rows(
                UNFINISHED,
                &[
                    &signed(wanted.after.0)?,
                    &wanted.moved_before.seconds(),
                    &wanted.now.seconds(),
                    &i64::from(wanted.review_within),
                    &i64::from(wanted.limit),
                ],
            )
            .await?;
        rows.iter().map(request).collect()
    }

    async fn waiting_deploy_requests(
        &self,
        tenant: &TenantId,
        limit: u32,
    ) -> Result<Vec<DeployRequest>, StoreError> {
        let rows = self
            .rows(WAITING, &[&tenant.as_str(), &i64::from(limit)])
            .await?;
        rows.iter().map(request).collect()
    }

    async fn reviews(&self, tenant: &TenantId) -> Result<Vec<Review>, StoreError> {
        let sql = concat!(
            review_columns!(),
            " WHERE tenant = $1 ORDER BY account, environment"
        );
        let rows = self.rows(sql, &[&tenant.as_str()]).await?;
        rows.iter().map(review).collect()
    }

    async fn reviews_of(&self, account: OrganizationId) -> Result<Vec<Review>, StoreError> {
        let sql = concat!(
            review_columns!(),
            " WHERE account = $1 ORDER BY environment"
        );
        let rows = self.rows(sql, &[&account.0]).await?;
        rows.iter().map(review).collect()
    }

    async fn freezes(&self) -> Result<Vec<Freeze>, StoreError> {
        let sql = concat!(freeze_columns!(), " ORDER BY tenant, platform, environment");
        let rows = self.rows(sql, &[]).await?;
        rows.iter().map(freeze).collect()
    }
}
