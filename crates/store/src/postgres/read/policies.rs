//! Policies: rows, and the conditions of their lists.

use landfall_core::{
    id::{OrganizationId, PolicyId},
    model::{Policy, PolicyFilter, PolicySummary, View},
    rules::search::folded,
};
use tokio_postgres::Row;

use super::{
    conditions::{Conditions, sought},
    in_view,
};
use crate::{
    StoreError,
    postgres::codec::{document, get, moment, number, parsed},
};

macro_rules! summary_columns {
    () => {
        "p.id, p.tenant, p.account, p.name, p.description, p.state, p.platform, p.created_at, p.updated_at"
    };
}
pub(super) use summary_columns;
/// How many columns [`summary`] reads.
const SUMMARY_COLUMNS: usize = 9;

/// One policy of an account, whole.
pub(super) const POLICY: &str = concat!(
    "SELECT ",
    summary_columns!(),
    ", p.rules, p.history FROM policy p WHERE p.id = $1 AND p.account = $2 AND p.tenant = $3 AND ",
    in_view!("p.account", "$4")
);

/// One policy of an account, for a write that is to change it.
pub(in crate::postgres) const FOUND: &str = concat!(
    "SELECT ",
    summary_columns!(),
    ", p.rules, p.history FROM policy p WHERE p.id = $1 AND p.account = $2 FOR NO KEY UPDATE"
);

/// A policy from the columns of `summary_columns`, from column `first` on.
pub(super) fn summary(row: &Row, first: usize) -> Result<PolicySummary, StoreError> {
    Ok(PolicySummary {
        id: PolicyId(number(row, first)?),
        tenant: parsed(row, first + 1)?,
        account: OrganizationId(get(row, first + 2)?),
        name: get(row, first + 3)?,
        description: get(row, first + 4)?,
        state: parsed(row, first + 5)?,
        platform: parsed(row, first + 6)?,
        created_at: moment(row, first + 7)?,
        updated_at: moment(row, first + 8)?,
    })
}

/// A policy from a row of [`POLICY`] or [`FOUND`].
pub(in crate::postgres) fn policy(row: &Row) -> Result<Policy, StoreError> {
    Ok(Policy {
        summary: summary(row, 0)?,
        rules: document(row, SUMMARY_COLUMNS)?,
        history: document(row, SUMMARY_COLUMNS + 1)?,
    })
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
        let text = wanted.parameter(sought(folded(search)));
        wanted.also(format!(
            "(strpos(p.name_folded, {text}) > 0 OR strpos(p.description_folded, {text}) > 0 OR EXISTS (
               SELECT 1 FROM deploy_request d WHERE d.policy = p.id AND strpos(d.message_folded, {text}) > 0))"
        ));
    }
    wanted
}
