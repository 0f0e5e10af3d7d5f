//! Service lines, and customers with theirs.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, SubscriptionId},
    model::{Page, PageRequest, Service, SoldAccount, SoldFilter, SoldOrder, Subscription, View},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    accounts::{ORGANIZATION_COLUMNS, organization, organization_columns},
    in_view, root,
    sold_filter::wanted,
};
use crate::{
    StoreError, SubscriptionReads,
    postgres::{
        PostgresStore,
        codec::{get, moment, moment_option, number, parsed, parsed_option},
    },
    sorting::{STATUS, sold},
};

macro_rules! line_columns {
    () => {
        "s.id, s.account, s.sku, s.quantity, s.trial_ends_at, s.ordered_at, s.ended_at, s.fulfillment"
    };
}

/// The columns that [`line`] reads, of a table called `s`.
pub(in crate::postgres) const LINE_COLUMNS: &str = line_columns!();

/// One row at least for a customer in view, each with a line if there is any.
const LINES: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM organization o LEFT JOIN subscription s ON s.account = o.id
     WHERE o.id = $1 AND o.tenant = $2 AND o.kind = 'customer' AND ",
    in_view!("o.id", "$3"),
    " ORDER BY s.ordered_at, s.id"
);

/// What both lists and a single account show: the customer, its type, its status, and one active line if it has any.
fn account_columns() -> String {
    let (organization, line) = (organization_columns!(), line_columns!());
    format!("{organization}, o.account_type, {STATUS}, {line}")
}
/// The column in which the line begins.
const LINE: usize = ORGANIZATION_COLUMNS + 2;

/// The line in a row, from column `first` on, if the row has one.
pub(in crate::postgres) fn line(
    row: &Row,
    first: usize,
) -> Result<Option<Subscription>, StoreError> {
    let Some(id) = get::<Option<Uuid>>(row, first)? else {
        return Ok(None);
    };
    Ok(Some(Subscription {
        id: SubscriptionId(id),
        account: OrganizationId(get(row, first + 1)?),
        sku: get(row, first + 2)?,
        quantity: number(row, first + 3)?,
        service: moment_option(row, first + 4)?
            .map_or(Service::Paid, |ends_at| Service::Trial { ends_at }),
        ordered_at: moment(row, first + 5)?,
        ended_at: moment_option(row, first + 6)?,
        fulfillment: get::<Option<Uuid>>(row, first + 7)?.map(FulfillmentId),
    }))
}

/// The customers in rows of `account_columns`, those of one customer behind each other.
fn sold_accounts(rows: &[Row]) -> Result<Vec<SoldAccount>, StoreError> {
    let mut accounts: Vec<SoldAccount> = Vec::new();
    for row in rows {
        let id = OrganizationId(get(row, 0)?);
        let line = line(row, LINE)?;
        match accounts.last_mut() {
            Some(last) if last.organization.id == id => last.services.extend(line),
            _ => accounts.push(SoldAccount {
                organization: organization(row)?,
                account_type: parsed_option(row, ORGANIZATION_COLUMNS)?,
                status: parsed(row, ORGANIZATION_COLUMNS + 1)?,
                services: line.into_iter().collect(),
            }),
        }
    }
    Ok(accounts)
}

#[async_trait]
impl SubscriptionReads for PostgresStore {
    async fn sold_account(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<SoldAccount>, StoreError> {
        let (columns, in_view) = (account_columns(), in_view!("o.id", "$3"));
        let sql = format!(
            "SELECT {columns} FROM organization o
             LEFT JOIN subscription s ON s.account = o.id AND s.ended_at IS NULL
             WHERE o.id = $1 AND o.tenant = $2 AND o.kind = 'customer' AND {in_view}
             ORDER BY s.ordered_at, s.id"
        );
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&id.0, &view.tenant.as_str(), &root(view)];
        let rows = self.rows(&sql, &parameters).await?;
        Ok(sold_accounts(&rows)?.pop())
    }

    async fn sold_accounts(
        &self,
        view: &View,
        filter: &SoldFilter,
        sort: &[SoldOrder],
        page: PageRequest,
    ) -> Result<Page<SoldAccount>, StoreError> {
        let mut wanted = wanted(view, filter);
        let (condition, order, columns) = (wanted.sql(), sold(sort), account_columns());
        let total = format!("SELECT count(*) FROM organization o WHERE {condition}");
        let asked = wanted.count();
        let part = wanted.part(page);
        // The page is found first, so that what it skips is neither read nor joined.
        let rows = format!(
            "SELECT {columns} FROM (SELECT found.id, row_number() OVER () AS place FROM (
                 SELECT o.id FROM organization o WHERE {condition} ORDER BY {order} {part}) found) page
             JOIN organization o ON o.id = page.id
             LEFT JOIN subscription s ON s.account = o.id AND s.ended_at IS NULL
             ORDER BY page.place, s.ordered_at, s.id"
        );
        let parameters = wanted.parameters();
        let (total, rows) = self
            .pair((&total, &parameters[..asked]), (&rows, &parameters))
            .await?;
        Ok(Page {
            rows: sold_accounts(&rows)?,
            total: total.first().map_or(Ok(0), |row| number(row, 0))?,
        })
    }

    async fn subscriptions(
        &self,
        view: &View,
        account: OrganizationId,
    ) -> Result<Option<Vec<Subscription>>, StoreError> {
        let rows = self
            .rows(LINES, &[&account.0, &view.tenant.as_str(), &root(view)])
            .await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let lines = rows.iter().filter_map(|row| line(row, 0).transpose());
        lines.collect::<Result<_, _>>().map(Some)
    }
}
