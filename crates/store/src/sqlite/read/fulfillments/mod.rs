//! Fulfillments. A page is found in two steps: an index gives the row numbers of the page, from the nearer end of the list,
//! and only then are those rows read.

mod order;
mod path;

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, Timestamp},
    model::{
        Fulfillment, FulfillmentDetail, FulfillmentOrder, FulfillmentStatus, Page, PageRequest,
        View,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use self::{
    order::Order,
    path::{Path, Question, Stretch},
};
use super::{in_view, root};
use crate::{
    FulfillmentReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document_option, number, parsed, uuid, uuid_option},
    },
};

macro_rules! fulfillment_columns {
    () => {
        "id, tenant, seller, kind, status, account, external_account_id, user, created_at, updated_at"
    };
}

const BY_ROW: &str = concat!(
    "SELECT ",
    fulfillment_columns!(),
    " FROM fulfillment WHERE rowid = ?"
);

const BY_ID: &str = concat!(
    "SELECT ",
    fulfillment_columns!(),
    ", request, failure FROM fulfillment WHERE id = ?1 AND tenant = ?2 AND ",
    in_view!("seller", "?3")
);

pub(super) fn fulfillment(row: &Row<'_>) -> rusqlite::Result<Fulfillment> {
    Ok(Fulfillment {
        id: FulfillmentId(uuid(row, 0)?),
        tenant: parsed(row, 1)?,
        seller: OrganizationId(uuid(row, 2)?),
        kind: parsed(row, 3)?,
        status: parsed(row, 4)?,
        account: uuid_option(row, 5)?.map(OrganizationId),
        external_account_id: row.get(6)?,
        user: row.get(7)?,
        created_at: Timestamp::from_seconds(number(row, 8)?),
        updated_at: Timestamp::from_seconds(number(row, 9)?),
    })
}

/// A page of the list, from the snapshot that `connection` is in.
fn page(
    connection: &Connection,
    view: &View,
    status: Option<FulfillmentStatus>,
    sort: &[FulfillmentOrder],
    request: PageRequest,
) -> Result<Page<Fulfillment>, StoreError> {
    let question = Question::new(view, status);
    let (tenant, root) = (view.tenant.as_str(), root(view));
    let status = status.map(FulfillmentStatus::as_str);
    let total = connection
        .prepare_cached(&question.count())?
        .query_row(params![tenant, root, status], |row| number(row, 0))?;
    let Some(stretch) = Stretch::of(request, total) else {
        let rows = Vec::new();
        return Ok(Page { rows, total });
    };
    // Rows are never removed, so the highest number says how many there are in all tenants.
    let all = connection
        .prepare_cached("SELECT max(rowid) FROM fulfillment")?
        .query_row([], |row| number(row, 0))?;
    let path = Path::choose(question, sort, &stretch, total, all);
    let order = Order::new(sort).text(stretch.from_end);
    let mut numbers = connection
        .prepare_cached(&question.numbers(path, &order))?
        .query_map(
            params![tenant, root, status, stretch.rows, stretch.skipped],
            |row| row.get(0),
        )?
        .collect::<Result<Vec<i64>, _>>()?;
    if stretch.from_end {
        numbers.reverse();
    }
    let mut by_row = connection.prepare_cached(BY_ROW)?;
    let rows = numbers
        .into_iter()
        .map(|number| by_row.query_row([number], fulfillment));
    let rows = rows.collect::<Result<_, _>>()?;
    Ok(Page { rows, total })
}

#[async_trait]
impl FulfillmentReads for SqliteStore {
    async fn fulfillments(
        &self,
        view: &View,
        status: Option<FulfillmentStatus>,
        sort: &[FulfillmentOrder],
        request: PageRequest,
    ) -> Result<Page<Fulfillment>, StoreError> {
        let (view, sort) = (view.clone(), sort.to_vec());
        self.readers
            .list(move |connection| page(connection, &view, status, &sort, request))
            .await
    }

    async fn fulfillment(
        &self,
        view: &View,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(BY_ID)?
                .query_row(
                    params![id.0.as_bytes(), view.tenant.as_str(), root(view)],
                    |row| {
                        Ok(FulfillmentDetail {
                            fulfillment: fulfillment(row)?,
                            request: row.get(10)?,
                            failure: document_option(row, 11)?,
                        })
                    },
                )
                .optional()?;
            Ok(found)
        })
    }
}
