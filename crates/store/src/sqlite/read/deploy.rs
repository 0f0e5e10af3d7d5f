//! Deploy requests and what they released.

use async_trait::async_trait;
use landfall_core::{
    id::{
        DeployRequestId, Generation, LogId, OrganizationId, PolicyId, Revision, Timestamp, UserId,
    },
    model::{DeployRequest, Release, View},
};
use rusqlite::{OptionalExtension, Row, params};

use super::{in_view, root};
use crate::{
    DeployReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, document_option, number, parsed, uuid},
    },
};

const REQUEST: &str = concat!(
    "SELECT id, tenant, account, policy, platform, environment, state, message, submitter, history, created_at,
       updated_at
     FROM deploy_request WHERE id = ?1 AND account = ?2 AND tenant = ?3 AND ",
    in_view!("account", "?4")
);

fn request(row: &Row<'_>) -> rusqlite::Result<DeployRequest> {
    Ok(DeployRequest {
        id: DeployRequestId(number(row, 0)?),
        tenant: parsed(row, 1)?,
        account: OrganizationId(uuid(row, 2)?),
        policy: PolicyId(number(row, 3)?),
        platform: parsed(row, 4)?,
        environment: parsed(row, 5)?,
        state: parsed(row, 6)?,
        message: row.get(7)?,
        submitter: UserId(number(row, 8)?),
        history: document(row, 9)?,
        created_at: Timestamp::from_seconds(number(row, 10)?),
        updated_at: Timestamp::from_seconds(number(row, 11)?),
    })
}

fn release(row: &Row<'_>) -> rusqlite::Result<Release> {
    let rolled_back_at: Option<u64> = row.get(6)?;
    Ok(Release {
        request: DeployRequestId(number(row, 0)?),
        generation: Generation(number(row, 1)?),
        log: LogId(uuid(row, 2)?),
        slot: parsed(row, 3)?,
        revision: Revision(number(row, 4)?),
        pops: document_option(row, 5)?,
        rolled_back_at: rolled_back_at.map(Revision),
    })
}

#[async_trait]
impl DeployReads for SqliteStore {
    async fn deploy_request(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<(DeployRequest, Vec<Release>)>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(REQUEST)?
                .query_row(
                    params![
                        id.0,
                        account.0.as_bytes(),
                        view.tenant.as_str(),
                        root(view)
                    ],
                    request,
                )
                .optional()?;
            let Some(found) = found else {
                return Ok(None);
            };
            let releases = connection
                .prepare_cached(
                    "SELECT request, generation, log, slot, revision, pops, rolled_back_at FROM release
                     WHERE request = ? ORDER BY revision",
                )?
                .query_map([id.0], release)?
                .collect::<Result<_, _>>()?;
            Ok(Some((found, releases)))
        })
    }
}
