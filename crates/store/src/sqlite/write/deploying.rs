//! Carrying deploy requests through their states. Writes follow one another, so nothing has to be locked.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, Epoch, LogId, OrganizationId, Revision, TenantId, Timestamp},
    model::{
        Actor, DeployRequest, DeploySlot, DeployState, Environment, Freeze, LogHead, Platform,
        Review, SlotRequests, Submission,
    },
};
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteTransaction;
use crate::{
    DeployingWrites, StoreError,
    sqlite::{
        codec::{document_option, json, number, uuid},
        read::{
            deploy::{REQUEST_COLUMNS, request, request_columns},
            deploying::{FREEZE, REVIEW, freeze, review},
        },
    },
};

/// The open request of a slot, and the one that was handed over last.
const SLOT: &str = concat!(
    "SELECT * FROM (SELECT ",
    request_columns!(),
    ", d.credential, d.sent_at, 0 FROM deploy_request d
     WHERE d.account = ?1 AND d.platform = ?2 AND d.environment = ?3
       AND d.state NOT IN ('rejected', 'canceled', 'deployed') LIMIT 1)
     UNION ALL SELECT * FROM (SELECT ",
    request_columns!(),
    ", d.credential, d.sent_at,
       EXISTS (SELECT 1 FROM release l WHERE l.request = d.id AND l.rolled_back_at IS NOT NULL)
     FROM deploy_request d
     WHERE d.account = ?1 AND d.platform = ?2 AND d.environment = ?3 AND d.state = 'deployed'
     ORDER BY d.created_at DESC, d.id DESC LIMIT 1)"
);
const REQUEST: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM deploy_request d WHERE d.id = ?"
);

fn submission(row: &Row<'_>) -> rusqlite::Result<Submission> {
    let request = request(row)?;
    let sent_at: Option<i64> = row.get(REQUEST_COLUMNS + 1)?;
    Ok(Submission {
        credential: document_option(row, REQUEST_COLUMNS)?,
        sent_at: sent_at.map_or(request.created_at, Timestamp::from_seconds),
        rolled_back: row.get(REQUEST_COLUMNS + 2)?,
        request,
    })
}

#[async_trait]
impl DeployingWrites for SqliteTransaction {
    async fn find_slot(&mut self, slot: &DeploySlot) -> Result<SlotRequests, StoreError> {
        let mut found = SlotRequests::default();
        let mut statement = self.connection().prepare_cached(SLOT)?;
        let rows = statement.query_map(
            params![
                slot.account.0.as_bytes(),
                slot.platform.as_str(),
                slot.environment.as_str()
            ],
            submission,
        )?;
        for row in rows {
            let row = row?;
            if row.request.state == DeployState::Deployed {
                found.active = Some(row);
            } else {
                found.open = Some(row);
            }
        }
        Ok(found)
    }

    async fn find_deploy_request(
        &mut self,
        id: DeployRequestId,
    ) -> Result<Option<DeployRequest>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(REQUEST)?
            .query_row([id.0], request)
            .optional()?;
        Ok(found)
    }

    async fn update_deploy_request(&mut self, request: &DeployRequest) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE deploy_request SET state = ?, history = ?, updated_at = ? WHERE id = ?",
            params![
                request.state.as_str(),
                json(&request.history)?,
                request.updated_at.seconds(),
                request.id.0,
            ],
        )?;
        Ok(rows == 1)
    }

    async fn note_sent(
        &mut self,
        id: DeployRequestId,
        credential: Actor,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE deploy_request SET credential = ?, sent_at = ? WHERE id = ?",
            params![json(&credential)?, at.seconds(), id.0],
        )?;
        Ok(())
    }

    async fn find_log(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<Option<LogHead>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(
                "SELECT id, epoch, head, floor FROM change_log WHERE tenant = ? AND platform = ? AND environment = ?",
            )?
            .query_row(
                params![tenant.as_str(), platform.as_str(), environment.as_str()],
                |row| {
                    Ok(LogHead {
                        id: LogId(uuid(row, 0)?),
                        tenant: tenant.clone(),
                        platform,
                        environment,
                        epoch: Epoch(number(row, 1)?),
                        head: Revision(number(row, 2)?),
                        floor: Revision(number(row, 3)?),
                    })
                },
            )
            .optional()?;
        Ok(found)
    }

    async fn find_review(
        &mut self,
        account: OrganizationId,
        environment: Environment,
    ) -> Result<Option<Review>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!("{REVIEW} WHERE account = ? AND environment = ?"))?
            .query_row(params![account.0.as_bytes(), environment.as_str()], review)
            .optional()?;
        Ok(found)
    }

    async fn find_reviews(&mut self, account: OrganizationId) -> Result<Vec<Review>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!("{REVIEW} WHERE account = ? ORDER BY environment"))?
            .query_map([account.0.as_bytes()], review)?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    async fn set_review(&mut self, review: &Review) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO deploy_review (account, environment, tenant, within) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, environment) DO UPDATE SET within = ?4",
            params![
                review.account.0.as_bytes(),
                review.environment.as_str(),
                review.tenant.as_str(),
                review.within,
            ],
        )?;
        Ok(())
    }

    async fn delete_review(
        &mut self,
        account: OrganizationId,
        environment: Environment,
    ) -> Result<bool, StoreError> {
        let rows = self.run(
            "DELETE FROM deploy_review WHERE account = ? AND environment = ?",
            params![account.0.as_bytes(), environment.as_str()],
        )?;
        Ok(rows == 1)
    }

    async fn find_freeze(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<Option<Freeze>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!(
                "{FREEZE} WHERE tenant = ? AND platform = ? AND environment = ?"
            ))?
            .query_row(
                params![tenant.as_str(), platform.as_str(), environment.as_str()],
                freeze,
            )
            .optional()?;
        Ok(found)
    }

    async fn insert_freeze(&mut self, freeze: &Freeze) -> Result<bool, StoreError> {
        let rows = self.run(
            "INSERT INTO fleet_freeze (tenant, platform, environment, reason, since) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (tenant, platform, environment) DO NOTHING",
            params![
                freeze.tenant.as_str(),
                freeze.platform.as_str(),
                freeze.environment.as_str(),
                freeze.reason,
                freeze.since.seconds(),
            ],
        )?;
        Ok(rows == 1)
    }

    async fn delete_freeze(
        &mut self,
        tenant: &TenantId,
        platform: Platform,
        environment: Environment,
    ) -> Result<bool, StoreError> {
        let rows = self.run(
            "DELETE FROM fleet_freeze WHERE tenant = ? AND platform = ? AND environment = ?",
            params![tenant.as_str(), platform.as_str(), environment.as_str()],
        )?;
        Ok(rows == 1)
    }
}
