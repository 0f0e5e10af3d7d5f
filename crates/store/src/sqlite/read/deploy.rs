//! Policies, deploy requests and what they released.

use async_trait::async_trait;
use landfall_core::{
    id::{
        DeployRequestId, Generation, LogId, OrganizationId, PolicyId, Revision, Timestamp, UserId,
    },
    model::{
        DeployFilter, DeployRecord, DeployRequest, Page, PageRequest, Policy, PolicyFilter,
        PolicySummary, Release, View,
    },
    rules::search::folded,
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::{
    conditions::Conditions,
    in_view,
    policies::{policies, policy, summary, summary_columns, wanted as wanted_policies},
    root,
};
use crate::{
    DeployReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, document_option, number, parsed, uuid},
    },
};

macro_rules! request_columns {
    () => {
        "d.id, d.tenant, d.account, d.policy, d.platform, d.environment, d.state, d.message, d.submitter, d.history, \
         d.created_at, d.updated_at"
    };
}
pub(in crate::sqlite) use request_columns;
/// How many columns [`request`] reads.
pub(in crate::sqlite) const REQUEST_COLUMNS: usize = 12;

macro_rules! of_account {
    () => {
        concat!(
            " WHERE d.id = ?1 AND d.account = ?2 AND d.tenant = ?3 AND ",
            in_view!("d.account", "?4")
        )
    };
}

const REQUEST: &str = concat!(
    "SELECT ",
    request_columns!(),
    " FROM deploy_request d",
    of_account!()
);

/// Requests with their policies.
const RECORD: &str = concat!(
    "SELECT ",
    request_columns!(),
    ", ",
    summary_columns!(),
    " FROM deploy_request d JOIN policy p ON p.id = d.policy"
);

pub(in crate::sqlite) fn request(row: &Row<'_>) -> rusqlite::Result<DeployRequest> {
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

fn record(row: &Row<'_>) -> rusqlite::Result<DeployRecord> {
    Ok(DeployRecord {
        request: request(row)?,
        policy: summary(row, REQUEST_COLUMNS)?,
    })
}

/// What a request of the list has to satisfy.
fn wanted(view: &View, account: OrganizationId, filter: &DeployFilter) -> Conditions {
    let mut wanted = Conditions::of_account("d", view, account);
    if let Some(platform) = filter.platform {
        wanted.equal("d.platform", platform.as_str());
    }
    if let Some(environment) = filter.environment {
        wanted.equal("d.environment", environment.as_str());
    }
    if let Some(state) = filter.state {
        wanted.equal("d.state", state.as_str());
    }
    if !filter.policies.is_empty() {
        wanted.one_of("d.policy", filter.policies.iter().map(|policy| policy.0));
    }
    if let Some(search) = &filter.search {
        let text = wanted.text(folded(search));
        wanted.also(format!(
            "(instr(p.name_folded, {text}) > 0 OR instr(d.message_folded, {text}) > 0)"
        ));
    }
    wanted
}

pub(super) fn release(row: &Row<'_>) -> rusqlite::Result<Release> {
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

/// What a request released, by revision.
pub(super) fn releases(
    connection: &Connection,
    id: DeployRequestId,
) -> Result<Vec<Release>, StoreError> {
    let releases = connection
        .prepare_cached(
            "SELECT request, generation, log, slot, revision, pops, rolled_back_at FROM release
             WHERE request = ? ORDER BY revision",
        )?
        .query_map([id.0], release)?
        .collect::<Result<_, _>>()?;
    Ok(releases)
}

#[async_trait]
impl DeployReads for SqliteStore {
    async fn policy(
        &self,
        view: &View,
        account: OrganizationId,
        id: PolicyId,
    ) -> Result<Option<Policy>, StoreError> {
        self.readers
            .point(|connection| policy(connection, view, account, id))
    }

    async fn policies(
        &self,
        view: &View,
        account: OrganizationId,
        filter: &PolicyFilter,
        page: PageRequest,
    ) -> Result<Page<PolicySummary>, StoreError> {
        let mut wanted = wanted_policies(view, account, filter);
        self.readers
            .list(move |connection| policies(connection, &mut wanted, page))
            .await
    }

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
                    params![id.0, account.0.as_bytes(), view.tenant.as_str(), root(view)],
                    request,
                )
                .optional()?;
            let Some(found) = found else {
                return Ok(None);
            };
            let releases = releases(connection, id)?;
            Ok(Some((found, releases)))
        })
    }

    async fn deploy_record(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<DeployRecord>, StoreError> {
        let parameters = params![id.0, account.0.as_bytes(), view.tenant.as_str(), root(view)];
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(&format!("{RECORD}{}", of_account!()))?
                .query_row(parameters, record)
                .optional()?;
            Ok(found)
        })
    }

    async fn deploy_records(
        &self,
        view: &View,
        account: OrganizationId,
        filter: &DeployFilter,
        page: PageRequest,
    ) -> Result<Page<DeployRecord>, StoreError> {
        let mut wanted = wanted(view, account, filter);
        self.readers
            .list(move |connection| {
                let condition = wanted.sql();
                let total = connection
                    .prepare_cached(&format!(
                        "SELECT count(*) FROM deploy_request d JOIN policy p ON p.id = d.policy WHERE {condition}"
                    ))?
                    .query_row(params_from_iter(wanted.parameters()), |row| number(row, 0))?;
                let part = wanted.part(page);
                let rows = connection
                    .prepare_cached(&format!(
                        "{RECORD} WHERE {condition} ORDER BY d.created_at DESC, d.id DESC {part}"
                    ))?
                    .query_map(params_from_iter(wanted.parameters()), record)?
                    .collect::<Result<_, _>>()?;
                Ok(Page { rows, total })
            })
            .await
    }
}
