//! Lists of accounts and of groups.

use async_trait::async_trait;
use landfall_core::{
    id::{TenantId, Timestamp, VipmpId},
    model::{
        AccountField, AccountQuery, AccountSummary, FoundGroup, MembershipGroup, Page, PageRequest,
        View,
    },
    rules::search::folded,
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};

use super::{organization_in_view, root};
use crate::{
    AccountListReads, StoreError,
    like::like,
    sorting,
    sqlite::{
        SqliteStore,
        codec::{document, number, parsed},
        readers::Cost,
    },
};

/// That the seller of a number is in view.
const IN_VIEW: &str = concat!(
    "SELECT 1 FROM organization o WHERE o.vipmp_space = 'reseller' AND o.vipmp_id = ?1 AND o.tenant = ?2 AND ",
    organization_in_view!("o", "?3")
);

const GROUPS: &str = "SELECT g.vipmp_id, g.tenant, g.name, g.kind, g.large_agency, g.created_at,
       (SELECT count(*) FROM membership m WHERE m.grp = g.vipmp_id AND m.role = 'MEMBER')
     FROM membership_group g WHERE g.tenant = ?1 AND g.country = ?2 AND instr(g.name_key, ?3) > 0
     ORDER BY g.created_at DESC, length(g.vipmp_id) DESC, g.vipmp_id DESC";

/// Accounts of one kind: where they are found, what they belong to, and the parameters of that.
struct Accounts {
    condition: &'static str,
    above: &'static str,
    parameters: Vec<Value>,
}

/// The condition and its parameters, with what the query asks for beside.
fn condition(accounts: Accounts, query: &AccountQuery) -> (String, Vec<Value>) {
    let (mut condition, mut parameters) = (accounts.condition.to_owned(), accounts.parameters);
    let mut statuses = query.statuses.clone();
    // However often a caller repeats one, there are no more statements than sets of statuses.
    statuses.sort_unstable();
    statuses.dedup();
    let marks = vec!["?"; statuses.len()].join(", ");
    condition.push_str(" AND o.status IN (");
    condition.push_str(&marks);
    condition.push(')');
    parameters.extend(
        statuses
            .iter()
            .map(|status| Value::Text(status.as_str().to_owned())),
    );
    if let Some(name) = &query.name {
        condition.push_str(" AND o.name_key LIKE ? ESCAPE '\\'");
        // SQLite would stop reading a pattern at a NUL, and no name has one.
        let pattern = Some(like(name)).filter(|pattern| !pattern.contains('\0'));
        parameters.push(pattern.map_or(Value::Null, Value::Text));
    }
    for (bound, comparison) in [
        (query.from, " AND o.created_at >= ?"),
        (query.to, " AND o.created_at <= ?"),
    ] {
        if let Some(bound) = bound {
            condition.push_str(comparison);
            parameters.push(Value::Integer(bound.seconds()));
        }
    }
    (condition, parameters)
}

/// What a list costs: the index of a seller's accounts has them by creation, and says nothing about their names.
fn cost(query: &AccountQuery) -> Cost {
    match (&query.name, query.sort.0) {
        (None, AccountField::CreatedAt) => Cost::Light,
        _ => Cost::Dear,
    }
}

fn list(
    connection: &Connection,
    accounts: Accounts,
    query: &AccountQuery,
    page: PageRequest,
) -> Result<Page<AccountSummary>, StoreError> {
    let above = accounts.above;
    let (condition, mut parameters) = condition(accounts, query);
    let total = connection
        .prepare_cached(&format!(
            "SELECT count(*) FROM organization o WHERE {condition}"
        ))?
        .query_row(params_from_iter(&parameters), |row| number(row, 0))?;
    parameters.push(Value::Integer(page.limit.into()));
    parameters.push(Value::Integer(
        i64::try_from(page.offset).unwrap_or(i64::MAX),
    ));
    let order = sorting::accounts(query.sort);
    let rows = connection
        .prepare_cached(&format!(
            "SELECT o.vipmp_id, o.{above}, o.name, o.status, o.external_reference, o.created_at FROM organization o
             WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
        ))?
        .query_map(params_from_iter(&parameters), summary)?
        .collect::<Result<_, _>>()?;
    Ok(Page { rows, total })
}

fn summary(row: &Row<'_>) -> rusqlite::Result<AccountSummary> {
    Ok(AccountSummary {
        vipmp_id: parsed(row, 0)?,
        above: parsed(row, 1)?,
        name: row.get(2)?,
        status: parsed(row, 3)?,
        external_reference: row.get(4)?,
        created_at: Timestamp::from_seconds(number(row, 5)?),
    })
}

fn found_group(row: &Row<'_>) -> rusqlite::Result<FoundGroup> {
    Ok(FoundGroup {
        group: MembershipGroup {
            vipmp_id: parsed(row, 0)?,
            tenant: parsed(row, 1)?,
            name: row.get(2)?,
            kind: parsed(row, 3)?,
            large_agency: Some(document(row, 4)?),
            created_at: Timestamp::from_seconds(number(row, 5)?),
        },
        members: number(row, 6)?,
    })
}

#[async_trait]
impl AccountListReads for SqliteStore {
    async fn resellers(
        &self,
        view: &View,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Page<AccountSummary>, StoreError> {
        let (view, query) = (view.clone(), query.clone());
        self.readers
            .read(cost(&query), move |connection| {
                let tenant = Value::Text(view.tenant.as_str().to_owned());
                let (condition, parameters) = match root(&view) {
                    None => (
                        "o.tenant = ? AND o.kind <> 'customer' AND o.vipmp_space = 'reseller'",
                        vec![tenant],
                    ),
                    Some(root) => (
                        "o.tenant = ? AND o.kind <> 'customer' AND o.vipmp_space = 'reseller' AND EXISTS
                           (SELECT 1 FROM organization_closure c WHERE c.descendant = o.id AND c.ancestor = ?)",
                        vec![tenant, Value::Blob(root.to_vec())],
                    ),
                };
                let resellers = Accounts {
                    condition,
                    above: "distributor_vipmp_id",
                    parameters,
                };
                list(connection, resellers, &query, page)
            })
            .await
    }

    async fn customers(
        &self,
        view: &View,
        reseller: &VipmpId,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Option<Page<AccountSummary>>, StoreError> {
        let (view, reseller, query) = (view.clone(), reseller.clone(), query.clone());
        self.readers
            .read(cost(&query), move |connection| {
                let seen = connection
                    .prepare_cached(IN_VIEW)?
                    .query_row(
                        params![reseller.as_str(), view.tenant.as_str(), root(&view)],
                        |_| Ok(()),
                    )
                    .optional()?;
                if seen.is_none() {
                    return Ok(None);
                }
                // What hangs below an organization in view is in view.
                let customers = Accounts {
                    condition: "o.reseller_vipmp_id = ? AND o.vipmp_id IS NOT NULL",
                    above: "reseller_vipmp_id",
                    parameters: vec![Value::Text(reseller.as_str().to_owned())],
                };
                list(connection, customers, &query, page).map(Some)
            })
            .await
    }

    async fn large_agency_groups(
        &self,
        tenant: &TenantId,
        country: &str,
        name: &str,
    ) -> Result<Vec<FoundGroup>, StoreError> {
        let (tenant, country, name) = (tenant.clone(), country.to_owned(), folded(name));
        self.readers
            .read(Cost::Dear, move |connection| {
                let groups = connection
                    .prepare_cached(GROUPS)?
                    .query_map(params![tenant.as_str(), country, name], found_group)?
                    .collect::<Result<_, _>>()?;
                Ok(groups)
            })
            .await
    }
}
