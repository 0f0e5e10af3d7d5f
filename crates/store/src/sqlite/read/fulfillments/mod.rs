//! Fulfillments. How many there are, and the pages of the default sort in both directions, come from the counted list. A page
//! of another sort is found in two steps: an index gives the row numbers of the page, from the nearer end of the list, and
//! only then are those rows read.

mod path;

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, Timestamp},
    model::{
        Direction, Fulfillment, FulfillmentDetail, FulfillmentField, FulfillmentOrder,
        FulfillmentStatus, Page, PageRequest, View,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use self::path::{Path, Question, Stretch};
use super::{in_view, root};
use crate::{
    FulfillmentReads, StoreError,
    lists::{List, fulfillment_class},
    sorting::Order,
    sqlite::{
        SqliteStore,
        codec::{document_option, number, parsed, uuid, uuid_option},
        lists::Listing,
        readers::Cost,
    },
};

macro_rules! fulfillment_columns {
    () => {
        "id, tenant, seller, kind, status, account, external_account_id, user, created_at, updated_at"
    };
}

const BY_ID: &str = concat!(
    "SELECT ",
    fulfillment_columns!(),
    " FROM fulfillment WHERE id = ?"
);

const BY_ROW: &str = concat!(
    "SELECT ",
    fulfillment_columns!(),
    " FROM fulfillment WHERE rowid = ?"
);

const DETAIL: &str = concat!(
    "SELECT ",
    fulfillment_columns!(),
    ", request, failure FROM fulfillment WHERE id = ?1 AND tenant = ?2 AND ",
    in_view!("seller", "?3")
);

/// The columns that [`detail`] reads.
pub(in crate::sqlite) const DETAIL_COLUMNS: &str =
    concat!(fulfillment_columns!(), ", request, failure");

/// A fulfillment with what only its own page shows.
pub(in crate::sqlite) fn detail(row: &Row<'_>) -> rusqlite::Result<FulfillmentDetail> {
    Ok(FulfillmentDetail {
        fulfillment: fulfillment(row)?,
        request: row.get(10)?,
        failure: document_option(row, 11)?,
    })
}

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
    let class = status.map(fulfillment_class);
    let listing = Listing::of(connection, List::Fulfillments, view, class)?;
    let Some(mut listing) = listing else {
        let (rows, total) = (Vec::new(), 0);
        return Ok(Page { rows, total });
    };
    let total = listing.total();
    let rows = if let [(FulfillmentField::UpdatedAt, direction)] = sort {
        let ids = listing.page(request, *direction == Direction::Ascending)?;
        let mut by_id = connection.prepare_cached(BY_ID)?;
        let rows = ids
            .into_iter()
            .map(|id| by_id.query_row([id.as_bytes()], fulfillment));
        rows.collect::<Result<_, _>>()?
    } else if let Some(stretch) = Stretch::of(request, total) {
        let question = Question::new(view, status);
        sorted(connection, view, &listing, question, sort, &stretch)?
    } else {
        Vec::new()
    };
    Ok(Page { rows, total })
}

/// A page of a sort that the counted list does not have.
fn sorted(
    connection: &Connection,
    view: &View,
    listing: &Listing<'_>,
    question: Question,
    sort: &[FulfillmentOrder],
    stretch: &Stretch,
) -> Result<Vec<Fulfillment>, StoreError> {
    // Rows are never removed, so the highest number says how many there are in all tenants.
    let all = connection
        .prepare_cached("SELECT max(rowid) FROM fulfillment")?
        .query_row([], |row| number(row, 0))?;
    let path = Path::choose(sort, stretch, listing.total(), all);
    let order = Order::new(sort);
    let order = if stretch.from_end {
        order.reversed()
    } else {
        order.text()
    };
    let mut numbers = connection
        .prepare_cached(&question.numbers(path, &order))?
        .query_map(
            params![
                view.tenant.as_str(),
                listing.scope(),
                stretch.rows,
                stretch.skipped
            ],
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
    Ok(rows.collect::<Result<_, _>>()?)
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
        let cost = match sort.as_slice() {
            [(FulfillmentField::UpdatedAt, _)] => Cost::Light,
            _ => Cost::Dear,
        };
        self.readers
            .read(cost, move |connection| {
                page(connection, &view, status, &sort, request)
            })
            .await
    }

    async fn fulfillment(
        &self,
        view: &View,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(DETAIL)?
                .query_row(
                    params![id.0.as_bytes(), view.tenant.as_str(), root(view)],
                    detail,
                )
                .optional()?;
            Ok(found)
        })
    }
}
