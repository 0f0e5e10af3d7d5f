//! Policies: rows, and the conditions of their lists.

use landfall_core::{
    id::{OrganizationId, PolicyId, Timestamp},
    model::{PageRequest, Policy, PolicyFilter, PolicySummary, View},
    rules::search::folded,
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::{conditions::Conditions, in_view, root};
use crate::{
    StoreError,
    sqlite::codec::{document, number, parsed, uuid},
};
use landfall_core::model::Page;

macro_rules! summary_columns {
    () => {
        "p.id, p.tenant, p.account, p.name, p.description, p.state, p.platform, p.created_at, p.updated_at"
    };
}
pub(super) use summary_columns;
/// How many columns [`summary`] reads.
pub(super) const SUMMARY_COLUMNS: usize = 9;

const POLICY: &str = concat!(
    "SELECT ",
    summary_columns!(),
    ", p.rules, p.history FROM policy p WHERE p.id = ?1 AND p.account = ?2 AND p.tenant = ?3 AND ",
    in_view!("p.account", "?4")
);

/// One policy of an account, for a write that is to change it.
pub(in crate::sqlite) const FOUND: &str = concat!(
    "SELECT ",
    summary_columns!(),
    ", p.rules, p.history FROM policy p WHERE p.id = ?1 AND p.account = ?2"
);

/// A policy from the columns of `summary_columns`, from column `first` on.
pub(super) fn summary(row: &Row<'_>, first: usize) -> rusqlite::Result<PolicySummary> {
    Ok(PolicySummary {
        id: PolicyId(number(row, first)?),
        tenant: parsed(row, first + 1)?,
        account: OrganizationId(uuid(row, first + 2)?),
        name: row.get(first + 3)?,
        description: row.get(first + 4)?,
        state: parsed(row, first + 5)?,
        platform: parsed(row, first + 6)?,
        created_at: Timestamp::from_seconds(number(row, first + 7)?),
        updated_at: Timestamp::from_seconds(number(row, first + 8)?),
    })
}

/// A policy from the columns of `summary_columns`, its rules and its history.
pub(in crate::sqlite) fn whole(row: &Row<'_>) -> rusqlite::Result<Policy> {
    Ok(Policy {
        summary: summary(row, 0)?,
        rules: document(row, SUMMARY_COLUMNS)?,
        history: document(row, SUMMARY_COLUMNS + 1)?,
    })
}

/// One policy of the account, whole.
pub(super) fn policy(
    connection: &Connection,
    view: &View,
    account: OrganizationId,
    id: PolicyId,
) -> Result<Option<Policy>, StoreError> {
    let parameters = params![id.0, account.0.as_bytes(), view.tenant.as_str(), root(view)];
    let found = connection
        .prepare_cached(POLICY)?
        .query_row(parameters, whole)
        .optional()?;
    Ok(found)
}

/// What a policy of the list has to satisfy.
pub(super) fn wanted(view: &View, account: OrganizationId, filter: &PolicyFilter) -> Conditions {
    let mut wanted = Conditions::of_account("p", view, account);
    if let Some(platform) = filter.platform {
        wanted.equal("p.platform", platform.as_str());
    }
    if let Some(state) = filter.state {
        wanted.equal("p.state", state.as_str());
    }
    if let Some(search) = &filter.search {
        let text = wanted.text(folded(search));
        wanted.also(format!(
            "(instr(p.name_folded, {text}) > 0 OR instr(p.description_folded, {text}) > 0 OR EXISTS (
               SELECT 1 FROM deploy_request d WHERE d.policy = p.id AND instr(d.message_folded, {text}) > 0))"
        ));
    }
    wanted
}

/// A page of the account's policies.
pub(super) fn policies(
    connection: &Connection,
    wanted: &mut Conditions,
    page: PageRequest,
) -> Result<Page<PolicySummary>, StoreError> {
    let condition = wanted.sql();
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM policy p WHERE {condition}"))?
        .query_row(params_from_iter(wanted.parameters()), |row| number(row, 0))?;
    let part = wanted.part(page);
    let rows = connection
        .prepare_cached(&format!(
            "SELECT {} FROM policy p WHERE {condition} ORDER BY p.updated_at DESC, p.id DESC {part}",
            summary_columns!()
        ))?
        .query_map(params_from_iter(wanted.parameters()), |row| summary(row, 0))?
        .collect::<Result<_, _>>()?;
    Ok(Page { rows, total })
}
