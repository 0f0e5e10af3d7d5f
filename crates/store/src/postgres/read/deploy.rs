//! Policies, deploy requests and what they released.

use async_trait::async_trait;
use landfall_core::{
    id::{DeployRequestId, Generation, LogId, OrganizationId, PolicyId, Revision, UserId},
    model::{
        DeployFilter, DeployRecord, DeployRequest, Page, PageRequest, Policy, PolicyFilter,
        PolicySummary, Release, View,
    },
    rules::search::folded,
};
use tokio_postgres::Row;

use super::{
    conditions::{Conditions, sought},
    in_view,
    policies::{POLICY, policy, summary, summary_columns, wanted as wanted_policies},
    root,
};
use crate::{
    DeployReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document, document_option, get, moment, number, number_option, parsed, signed},
    },
};

macro_rules! request_columns {
    () => {
        "r.id, r.tenant, r.account, r.policy, r.platform, r.environment, r.state, r.message, r.submitter, r.history, \
         r.created_at, r.updated_at"
    };
}
pub(in crate::postgres) use request_columns;
/// How many columns [`request`] reads; what stands beside it begins behind them.
pub(in crate::postgres) const REQUEST_COLUMNS: usize = 12;
const RELEASE: usize = REQUEST_COLUMNS;

/// The request in each row, with one release beside it if it has any.
const REQUEST: &str = concat!(
    "SELECT ",
    request_columns!(),
    ", l.request, l.generation, l.log, l.slot, l.revision, l.pops, l.rolled_back_at
     FROM deploy_request r LEFT JOIN release l ON l.request = r.id
     WHERE r.id = $1 AND r.account = $2 AND r.tenant = $3 AND ",
    in_view!("r.account", "$4"),
    " ORDER BY l.revision"
);

/// Requests with their policies.
const RECORDS: &str = concat!(
    "SELECT ",
    request_columns!(),
    ", ",
    summary_columns!(),
    " FROM deploy_request r JOIN policy p ON p.id = r.policy"
);
const RECORD: &str = concat!(
    "SELECT ",
    request_columns!(),
    ", ",
    summary_columns!(),
    " FROM deploy_request r JOIN policy p ON p.id = r.policy
     WHERE r.id = $1 AND r.account = $2 AND r.tenant = $3 AND ",
    in_view!("r.account", "$4")
);

pub(in crate::postgres) fn request(row: &Row) -> Result<DeployRequest, StoreError> {
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

fn record(row: &Row) -> Result<DeployRecord, StoreError> {
    Ok(DeployRecord {
        request: request(row)?,
        policy: summary(row, REQUEST_COLUMNS)?,
    })
}

/// What a request of the list has to satisfy.
fn wanted(view: &View, account: OrganizationId, filter: &DeployFilter) -> Conditions {
    let mut wanted = Conditions::of_account("r", view, account);
    if let Some(platform) = filter.platform {
        wanted.equal("r.platform", platform.as_str());
    }
    if let Some(environment) = filter.environment {
        wanted.equal("r.environment", environment.as_str());
    }
    if let Some(state) = filter.state {
        wanted.equal("r.state", state.as_str());
    }
    if !filter.policies.is_empty() {
        // No row has a number that the database's do not reach.
        let policies = filter
            .policies
            .iter()
            .filter_map(|policy| i64::try_from(policy.0).ok());
        let policies = wanted.parameter(policies.collect::<Vec<_>>());
        wanted.also(format!("r.policy = ANY({policies})"));
    }
    if let Some(search) = &filter.search {
        let text = wanted.parameter(sought(folded(search)));
        wanted.also(format!(
            "(strpos(p.name_folded, {text}) > 0 OR strpos(r.message_folded, {text}) > 0)"
        ));
    }
    wanted
}

#[async_trait]
impl DeployReads for PostgresStore {
    async fn policy(
        &self,
        view: &View,
        account: OrganizationId,
        id: PolicyId,
    ) -> Result<Option<Policy>, StoreError> {
        let Ok(number) = signed(id.0) else {
            return Ok(None);
        };
        let found = self
            .row(
                POLICY,
                &[&number, &account.0, &view.tenant.as_str(), &root(view)],
            )
            .await?;
        found.as_ref().map(policy).transpose()
    }

    async fn policies(
        &self,
        view: &View,
        account: OrganizationId,
        filter: &PolicyFilter,
        page: PageRequest,
    ) -> Result<Page<PolicySummary>, StoreError> {
        let mut wanted = wanted_policies(view, account, filter);
        let condition = wanted.sql();
        let total = format!("SELECT count(*) FROM policy p WHERE {condition}");
        let asked = wanted.count();
        let (columns, part) = (summary_columns!(), wanted.part(page));
        let rows = format!(
            "SELECT {columns} FROM policy p WHERE {condition} ORDER BY p.updated_at DESC, p.id DESC {part}"
        );
        let parameters = wanted.parameters();
        let (total, rows) = self
            .pair((&total, &parameters[..asked]), (&rows, &parameters))
            .await?;
        let rows = rows.iter().map(|row| summary(row, 0));
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            total: total.first().map_or(Ok(0), |row| number(row, 0))?,
        })
    }

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

    async fn deploy_record(
        &self,
        view: &View,
        account: OrganizationId,
        id: DeployRequestId,
    ) -> Result<Option<DeployRecord>, StoreError> {
        let Ok(number) = signed(id.0) else {
            return Ok(None);
        };
        let found = self
            .row(
                RECORD,
                &[&number, &account.0, &view.tenant.as_str(), &root(view)],
            )
            .await?;
        found.as_ref().map(record).transpose()
    }

    async fn deploy_records(
        &self,
        view: &View,
        account: OrganizationId,
        filter: &DeployFilter,
        page: PageRequest,
    ) -> Result<Page<DeployRecord>, StoreError> {
        let mut wanted = wanted(view, account, filter);
        let condition = wanted.sql();
        let total = format!(
            "SELECT count(*) FROM deploy_request r JOIN policy p ON p.id = r.policy WHERE {condition}"
        );
        let asked = wanted.count();
        let part = wanted.part(page);
        let rows =
            format!("{RECORDS} WHERE {condition} ORDER BY r.created_at DESC, r.id DESC {part}");
        let parameters = wanted.parameters();
        let (total, rows) = self
            .pair((&total, &parameters[..asked]), (&rows, &parameters))
            .await?;
        Ok(Page {
            rows: rows.iter().map(record).collect::<Result<_, _>>()?,
            total: total.first().map_or(Ok(0), |row| number(row, 0))?,
        })
    }
}
