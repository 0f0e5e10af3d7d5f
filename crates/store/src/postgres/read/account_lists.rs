//! Lists of accounts and of groups.

use async_trait::async_trait;
use landfall_core::{
    id::{TenantId, VipmpId},
    model::{
        AccountQuery, AccountSummary, FoundGroup, MembershipGroup, Page, PageRequest, Status, View,
    },
    rules::search::folded,
};
use tokio_postgres::Row;

use super::{
    conditions::{Conditions, sought},
    root,
};
use crate::{
    AccountListReads, StoreError,
    like::like,
    postgres::{
        PostgresStore,
        codec::{document, get, moment, number, parsed},
    },
    sorting,
};

const GROUPS: &str = "SELECT g.vipmp_id, g.tenant, g.name, g.kind, g.large_agency, g.created_at,
       (SELECT count(*) FROM membership m WHERE m.grp = g.vipmp_id AND m.role = 'MEMBER')
     FROM membership_group g WHERE g.tenant = $1 AND g.country = $2 AND strpos(g.name_key, $3) > 0
     ORDER BY g.created_at DESC, length(g.vipmp_id) DESC, g.vipmp_id DESC";

/// Adds what the query asks for of the organization `o`.
fn add(wanted: &mut Conditions, query: &AccountQuery) {
    let statuses = query.statuses.iter().copied().map(Status::as_str);
    wanted.one_of("o.status", &statuses.collect::<Vec<_>>());
    if let Some(name) = &query.name {
        let pattern = wanted.parameter(sought(like(name)));
        wanted.also(format!("o.name_key LIKE {pattern} ESCAPE '\\'"));
    }
    for (bound, comparison) in [(query.from, ">="), (query.to, "<=")] {
        if let Some(bound) = bound {
            let bound = wanted.parameter(bound.seconds());
            wanted.also(format!("o.created_at {comparison} {bound}"));
        }
    }
}

/// The rows of a list; `above` is the column of the account that each belongs to.
fn rows(above: &str, condition: &str, query: &AccountQuery, part: &str) -> String {
    let order = sorting::accounts(query.sort);
    format!(
        "SELECT o.vipmp_id, o.{above}, o.name, o.status, o.external_reference, o.created_at FROM organization o
         WHERE {condition} ORDER BY {order} {part}"
    )
}

fn summary(row: &Row) -> Result<AccountSummary, StoreError> {
    Ok(AccountSummary {
        vipmp_id: parsed(row, 0)?,
        above: parsed(row, 1)?,
        name: get(row, 2)?,
        status: parsed(row, 3)?,
        external_reference: get(row, 4)?,
        created_at: moment(row, 5)?,
    })
}

fn found_group(row: &Row) -> Result<FoundGroup, StoreError> {
    Ok(FoundGroup {
        group: MembershipGroup {
            vipmp_id: parsed(row, 0)?,
            tenant: parsed(row, 1)?,
            name: get(row, 2)?,
            kind: parsed(row, 3)?,
            large_agency: Some(document(row, 4)?),
            created_at: moment(row, 5)?,
        },
        members: number(row, 6)?,
    })
}

#[async_trait]
impl AccountListReads for PostgresStore {
    async fn resellers(
        &self,
        view: &View,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Page<AccountSummary>, StoreError> {
        let mut wanted = Conditions::of_tenant("o", view);
        // That it is no customer lets the planner use the index of partners.
        wanted.also("o.kind <> 'customer' AND o.vipmp_space = 'reseller'".to_owned());
        if let Some(root) = root(view) {
            let root = wanted.parameter(root);
            wanted.also(format!(
                "EXISTS (SELECT 1 FROM organization_closure c WHERE c.descendant = o.id AND c.ancestor = {root})"
            ));
        }
        add(&mut wanted, query);
        let condition = wanted.sql();
        let total = format!("SELECT count(*) FROM organization o WHERE {condition}");
        let asked = wanted.count();
        let part = wanted.part(page);
        let rows = rows("distributor_vipmp_id", &condition, query, &part);
        let parameters = wanted.parameters();
        let (total, rows) = self
            .pair((&total, &parameters[..asked]), (&rows, &parameters))
            .await?;
        Ok(Page {
            rows: rows.iter().map(summary).collect::<Result<_, _>>()?,
            total: total.first().map_or(Ok(0), |row| number(row, 0))?,
        })
    }

    async fn customers(
        &self,
        view: &View,
        reseller: &VipmpId,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Option<Page<AccountSummary>>, StoreError> {
        let mut seller = Conditions::of_tenant("r", view);
        let number_of_seller = seller.parameter(reseller.as_str().to_owned());
        seller.also(format!(
            "r.vipmp_space = 'reseller' AND r.vipmp_id = {number_of_seller}"
        ));
        if let Some(root) = root(view) {
            let root = seller.parameter(root);
            seller.also(format!(
                "EXISTS (SELECT 1 FROM organization_closure c WHERE c.descendant = r.id AND c.ancestor = {root})"
            ));
        }
        let in_view = format!("FROM organization r WHERE {}", seller.sql());
        // What hangs below an organization in view is in view.
        let mut wanted = seller.into_parameters();
        wanted.also(format!(
            "o.reseller_vipmp_id = {number_of_seller} AND o.vipmp_id IS NOT NULL"
        ));
        add(&mut wanted, query);
        let condition = wanted.sql();
        let total =
            format!("SELECT (SELECT count(*) FROM organization o WHERE {condition}) {in_view}");
        let asked = wanted.count();
        let part = wanted.part(page);
        let condition = format!("EXISTS (SELECT 1 {in_view}) AND {condition}");
        let rows = rows("reseller_vipmp_id", &condition, query, &part);
        let parameters = wanted.parameters();
        let (total, rows) = self
            .pair((&total, &parameters[..asked]), (&rows, &parameters))
            .await?;
        let Some(total) = total.first() else {
            return Ok(None);
        };
        Ok(Some(Page {
            rows: rows.iter().map(summary).collect::<Result<_, _>>()?,
            total: number(total, 0)?,
        }))
    }

    async fn large_agency_groups(
        &self,
        tenant: &TenantId,
        country: &str,
        name: &str,
    ) -> Result<Vec<FoundGroup>, StoreError> {
        let (country, name) = (sought(country), sought(folded(name)));
        let rows = self
            .rows(GROUPS, &[&tenant.as_str(), &country, &name])
            .await?;
        rows.iter().map(found_group).collect()
    }
}
