//! Fulfillments. How many there are, and the pages of the default sort in both directions, come from the counted list; a page of
//! another sort is sorted for.

use std::sync::Arc;

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId},
    model::{
        Direction, Fulfillment, FulfillmentDetail, FulfillmentField, FulfillmentOrder,
        FulfillmentStatus, Page, PageRequest, View,
    },
};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{in_view, offset, root};
use crate::{
    FulfillmentReads, StoreError,
    lists::{List, fulfillment_class},
    postgres::{
        PostgresStore,
        codec::{document_option, get, moment, parsed},
        error::Failure,
        lists::{Listing, Reading, in_snapshot},
    },
    sorting::Order,
};

macro_rules! fulfillment_columns {
    () => {
        "f.id, f.tenant, f.seller, f.kind, f.status, f.account, f.external_account_id, f.\"user\", f.created_at, f.updated_at"
    };
}
const FULFILLMENT: &str = fulfillment_columns!();
const FULFILLMENT_COLUMNS: usize = 10;

const BY_ID: &str = concat!(
    "SELECT ",
    fulfillment_columns!(),
    ", f.request, f.failure FROM fulfillment f WHERE f.id = $1 AND f.tenant = $2 AND ",
    in_view!("f.seller", "$3")
);

/// The columns that [`detail`] reads, of a table called `f`.
pub(in crate::postgres) const DETAIL_COLUMNS: &str =
    concat!(fulfillment_columns!(), ", f.request, f.failure");

/// A fulfillment with what only its own page shows.
pub(in crate::postgres) fn detail(row: &Row) -> Result<FulfillmentDetail, StoreError> {
    Ok(FulfillmentDetail {
        fulfillment: fulfillment(row)?,
        request: get(row, FULFILLMENT_COLUMNS)?,
        failure: document_option(row, FULFILLMENT_COLUMNS + 1)?,
    })
}

pub(super) fn fulfillment(row: &Row) -> Result<Fulfillment, StoreError> {
    Ok(Fulfillment {
        id: FulfillmentId(get(row, 0)?),
        tenant: parsed(row, 1)?,
        seller: OrganizationId(get(row, 2)?),
        kind: parsed(row, 3)?,
        status: parsed(row, 4)?,
        account: get::<Option<Uuid>>(row, 5)?.map(OrganizationId),
        external_account_id: get(row, 6)?,
        user: get(row, 7)?,
        created_at: moment(row, 8)?,
        updated_at: moment(row, 9)?,
    })
}

/// A page of a sort that the counted list does not have: of the tenant's rows, or of those that the entries of a part name.
async fn sorted(
    reading: &Reading,
    view: &View,
    listing: &Listing<'_>,
    status: Option<FulfillmentStatus>,
    sort: &[FulfillmentOrder],
    page: PageRequest,
) -> Result<Vec<Row>, Failure> {
    let (rows, parameter): (_, &(dyn ToSql + Sync)) = if view.root.is_some() {
        let class = status.map_or_else(String::new, |status| {
            format!(" AND e.class = {}", fulfillment_class(status))
        });
        let list = List::Fulfillments.number();
        let entries = format!(
            "list_entry e JOIN fulfillment f ON f.id = e.id WHERE e.scope = $1 AND e.list = {list}{class}"
        );
        (entries, &listing.scope())
    } else {
        let status = status.map_or_else(String::new, |status| {
            format!(" AND f.status = '{}'", status.as_str())
        });
        let tenant = format!("fulfillment f WHERE f.tenant = $1{status}");
        (tenant, &view.tenant.as_str())
    };
    let order = Order::new(sort).text();
    let sql = format!("SELECT {FULFILLMENT} FROM {rows} ORDER BY {order} LIMIT $2 OFFSET $3");
    let (limit, offset) = (i64::from(page.limit), offset(page.offset));
    reading.rows(&sql, &[parameter, &limit, &offset]).await
}

async fn page(
    reading: &Reading,
    view: &View,
    status: Option<FulfillmentStatus>,
    sort: &[FulfillmentOrder],
    page: PageRequest,
) -> Result<Page<Fulfillment>, Failure> {
    let class = status.map(fulfillment_class);
    let listing = Listing::of(reading, List::Fulfillments, view, class).await?;
    let Some(mut listing) = listing else {
        let (rows, total) = (Vec::new(), 0);
        return Ok(Page { rows, total });
    };
    let rows = if let [(FulfillmentField::UpdatedAt, direction)] = sort {
        let ascending = *direction == Direction::Ascending;
        listing.page(FULFILLMENT, page, ascending).await?
    } else {
        sorted(reading, view, &listing, status, sort, page).await?
    };
    Ok(Page {
        rows: rows.iter().map(fulfillment).collect::<Result<_, _>>()?,
        total: listing.total(),
    })
}

#[async_trait]
impl FulfillmentReads for PostgresStore {
    async fn fulfillments(
        &self,
        view: &View,
        status: Option<FulfillmentStatus>,
        sort: &[FulfillmentOrder],
        request: PageRequest,
    ) -> Result<Page<Fulfillment>, StoreError> {
        let question = Arc::new((view.clone(), sort.to_vec()));
        in_snapshot(&self.0.connections, &|reading| {
            let question = Arc::clone(&question);
            Box::pin(async move {
                let (view, sort) = question.as_ref();
                page(reading, view, status, sort, request).await
            })
        })
        .await
    }

    async fn fulfillment(
        &self,
        view: &View,
        id: FulfillmentId,
    ) -> Result<Option<FulfillmentDetail>, StoreError> {
        let found = self
            .row(BY_ID, &[&id.0, &view.tenant.as_str(), &root(view)])
            .await?;
        let detail = |row: Row| {
            Ok(FulfillmentDetail {
                fulfillment: fulfillment(&row)?,
                request: get(&row, FULFILLMENT_COLUMNS)?,
                failure: document_option(&row, FULFILLMENT_COLUMNS + 1)?,
            })
        };
        found.map(detail).transpose()
    }
}
