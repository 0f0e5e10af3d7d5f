//! Deploy requests and what they released.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, Generation, LogId, OrganizationId, PolicyId, Revision, UserId},
    model::{DeployRequest, Release, View},
};
use tokio_postgres::Row;

use super::{in_view, root};
use crate::{
    DeployReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document, document_option, get, moment, number, number_option, parsed, signed},
    },
};

/// The request in each row, with one release beside it if it has any.
const REQUEST: &str = concat!(
    "SELECT r.id, r.tenant, r.account, r.policy, r.platform, r.environment, r.state, r.message, r.submitter, r.history,
       r.created_at, r.updated_at, l.request, l.generation, l.log, l.slot, l.revision, l.pops, l.rolled_back_at
     FROM deploy_request r LEFT JOIN release l ON l.request = r.id
     WHERE r.id = $1 AND r.account = $2 AND r.tenant = $3 AND ",
    in_view!("r.account", "$4"),
    " ORDER BY l.revision"
);
/// The column in which the release begins.
const RELEASE: usize = 12;

pub(super) fn request(row: &Row) -> Result<DeployRequest, StoreError> {
    Ok(DeployRequest {
        id: DeployRequestId(number(row, 0)?),
        tenant: parsed(row, 1)?,
        account: OrganizationId(get(row, 2)?),
        policy: PolicyId(number(row, 3)?),
        platform: parsed(row, 4)?,
        environment: parsed(row, 5)?,
        state: parsed(row, 6)?,
        message: get(row, 7)?,
        submitter: UserId(number(row, 8)?),
        history: document(row, 9)?,
        created_at: moment(row, 10)?,
        updated_at: moment(row, 11)?,
    })
}

/// A release from the columns of its table, from column `first` on.
pub(super) fn release(row: &Row, first: usize) -> Result<Release, StoreError> {
    let rolled_back_at: Option<u64> = number_option(row, first + 6)?;
    Ok(Release {
        request: DeployRequestId(number(row, first)?),
        generation: Generation(number(row, first + 1)?),
        log: LogId(get(row, first + 2)?),
        slot: parsed(row, first + 3)?,
        revision: Revision(number(row, first + 4)?),
        pops: document_option(row, first + 5)?,
        rolled_back_at: rolled_back_at.map(Revision),
    })
}

#[async_trait]
impl DeployReads for PostgresStore {
    async fn deploy_request(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<(DeployRequest, Vec<Release>)>, StoreError> {
        let Ok(number) = signed(id.0) else {
            return Ok(None);
        };
        let rows = self
            .rows(
                REQUEST,
                &[&number, &account.0, &view.tenant.as_str(), &root(view)],
            )
            .await?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let mut releases = Vec::new();
        for row in &rows {
            if get::<Option<i64>>(row, RELEASE)?.is_some() {
                releases.push(release(row, RELEASE)?);
            }
        }
        Ok(Some((request(first)?, releases)))
    }
}
