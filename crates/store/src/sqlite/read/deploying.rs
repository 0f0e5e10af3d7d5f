//! What is on its way to the fleet.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId, Timestamp},
    model::{DeployRequest, Freeze, Review},
};
use rusqlite::{Row, params};

use super::deploy::{request, request_columns};
use crate::{
    DeployingReads, StoreError, Unfinished,
    sqlite::{
        SqliteStore,
        codec::{number, parsed, uuid},
    },
};

const UNFINISHED: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM deploy_request d INDEXED BY deploy_request_unfinished
     JOIN tenant t ON t.id = d.tenant
     LEFT JOIN deploy_review v ON v.account = d.account AND v.environment = d.environment
     WHERE d.state NOT IN ('rejected', 'canceled', 'deployed') AND d.id > ?1
       AND ((d.state NOT IN ('pending_review', 'escalated') AND d.updated_at <= ?2)
         OR (d.state = 'pending_review' AND d.updated_at + coalesce(v.within, t.settings ->> ('$.review.' || d.environment), ?4) <= ?3))
     ORDER BY d.id LIMIT ?5"
);

const WAITING: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM deploy_request d INDEXED BY deploy_request_unfinished
     WHERE d.state NOT IN ('rejected', 'canceled', 'deployed') AND d.tenant = ?1
       AND d.state IN ('pending_review', 'escalated')
     ORDER BY d.id LIMIT ?2"
);

pub(in crate::sqlite) const REVIEW: &str =
    "SELECT tenant, account, environment, within FROM deploy_review";
pub(in crate::sqlite) const FREEZE: &str =
    "SELECT tenant, platform, environment, reason, since FROM fleet_freeze";

pub(in crate::sqlite) fn review(row: &Row<'_>) -> rusqlite::Result<Review> {
    Ok(Review {
        tenant: parsed(row, 0)?,
        account: OrganizationId(uuid(row, 1)?),
        environment: parsed(row, 2)?,
        within: number(row, 3)?,
    })
}

pub(in crate::sqlite) fn freeze(row: &Row<'_>) -> rusqlite::Result<Freeze> {
    Ok(Freeze {
        tenant: parsed(row, 0)?,
        platform: parsed(row, 1)?,
        environment: parsed(row, 2)?,
        reason: row.get(3)?,
        since: Timestamp::from_seconds(number(row, 4)?),
    })
}

#[async_trait]
impl DeployingReads for SqliteStore {
    async fn unfinished_deploy_requests(
        &self,
        wanted: &Unfinished,
    ) -> Result<Vec<DeployRequest>, StoreError> {
        let wanted = *wanted;
        self.readers
            .list(move |connection| {
                let parameters = params![
                    wanted.after.0,
                    wanted.moved_before.seconds(),
                    wanted.now.seconds(),
                    wanted.review_within,
                    wanted.limit,
                ];
                let rows = connection
                    .prepare_cached(UNFINISHED)?
                    .query_map(parameters, request)?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn waiting_deploy_requests(
        &self,
        tenant: &TenantId,
        limit: u32,
    ) -> Result<Vec<DeployRequest>, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .list(move |connection| {
                let rows = connection
                    .prepare_cached(WAITING)?
                    .query_map(params![tenant.as_str(), limit], request)?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn reviews(&self, tenant: &TenantId) -> Result<Vec<Review>, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .list(move |connection| {
                let rows = connection
                    .prepare_cached(&format!(
                        "{REVIEW} WHERE tenant = ? ORDER BY account, environment"
                    ))?
                    .query_map([tenant.as_str()], review)?
                    .collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .await
    }

    async fn reviews_of(&self, account: OrganizationId) -> Result<Vec<Review>, StoreError> {
        self.readers.point(|connection| {
            let rows = connection
                .prepare_cached(&format!("{REVIEW} WHERE account = ? ORDER BY environment"))?
                .query_map([account.0.as_bytes()], review)?
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }

    async fn freezes(&self) -> Result<Vec<Freeze>, StoreError> {
        self.readers.point(|connection| {
            let rows = connection
                .prepare_cached(&format!("{FREEZE} ORDER BY tenant, platform, environment"))?
                .query_map([], freeze)?
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }
}
