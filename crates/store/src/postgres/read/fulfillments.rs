//! Fulfillments.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId},
    model::{
        Direction, Fulfillment, FulfillmentDetail, FulfillmentField, FulfillmentOrder,
        FulfillmentStatus, Page, PageRequest, View,
    },
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{in_view, offset, root};
use crate::{
    FulfillmentReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document_option, get, moment, number, parsed},
    },
};

macro_rules! fulfillment_columns {
    () => {
        "id, tenant, seller, kind, status, account, external_account_id, \"user\", created_at, updated_at"
    };
}
const FULFILLMENT: &str = fulfillment_columns!();
const FULFILLMENT_COLUMNS: usize = 10;

const BY_ID: &str = concat!(
    "SELECT ",
    fulfillment_columns!(),
    ", request, failure FROM fulfillment WHERE id = $1 AND tenant = $2 AND ",
    in_view!("seller", "$3")
);

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

/// What decides over a list: text is compared by bytes, which for UTF-8 is by code point, and UUIDs order as their text
/// does.
fn order_by(sort: &[FulfillmentOrder]) -> String {
    let mut keys: Vec<String> = sort
        .iter()
        .map(|(field, direction)| {
            let column = match field {
                FulfillmentField::Id => "id",
                FulfillmentField::CreatedAt => "created_at",
                FulfillmentField::UpdatedAt => "updated_at",
                FulfillmentField::Status => "status",
                FulfillmentField::Account => "account",
                FulfillmentField::ExternalAccount => "external_account_id",
                FulfillmentField::Kind => "kind",
                FulfillmentField::User => "\"user\"",
            };
            let direction = match direction {
                Direction::Ascending => "ASC",
                Direction::Descending => "DESC",
            };
            let missing = match field {
                FulfillmentField::Account | FulfillmentField::ExternalAccount => " NULLS LAST",
                _ => "",
            };
            format!("{column} {direction}{missing}")
        })
        .collect();
    if !sort.iter().any(|(field, _)| *field == FulfillmentField::Id) {
        keys.push("id ASC".to_owned());
    }
    keys.join(", ")
}

/// The condition of the list, over the parameters tenant, root and status. A part that asks for nothing says so to the
/// planner, which then sees which index serves.
fn condition(view: &View, status: Option<FulfillmentStatus>) -> &'static str {
    match (view.root.is_some(), status.is_some()) {
        (false, false) => "tenant = $1 AND $2::uuid IS NULL AND $3::text IS NULL",
        (false, true) => "tenant = $1 AND $2::uuid IS NULL AND status = $3",
        (true, false) => {
            "tenant = $1 AND seller IN (SELECT descendant FROM organization_closure WHERE ancestor = $2)
               AND $3::text IS NULL"
        }
        (true, true) => {
            "tenant = $1 AND seller IN (SELECT descendant FROM organization_closure WHERE ancestor = $2) AND status = $3"
        }
    }
}

#[async_trait]
impl FulfillmentReads for PostgresStore {
    async fn fulfillments(
        &self,
        view: &View,
        status: Option<FulfillmentStatus>,
        sort: &[FulfillmentOrder],
        page: PageRequest,
    ) -> Result<Page<Fulfillment>, StoreError> {
        let (condition, order) = (condition(view, status), order_by(sort));
        let total = format!("SELECT count(*) FROM fulfillment WHERE {condition}");
        let rows = format!(
            "SELECT {FULFILLMENT} FROM fulfillment WHERE {condition} ORDER BY {order} LIMIT $4 OFFSET $5"
        );
        let (tenant, root) = (view.tenant.as_str(), root(view));
        let status = status.map(FulfillmentStatus::as_str);
        let (limit, offset) = (i64::from(page.limit), offset(page.offset));
        let results = self
            .snapshot(&[
                (&total, &[&tenant, &root, &status]),
                (&rows, &[&tenant, &root, &status, &limit, &offset]),
            ])
            .await?;
        let [total, rows] = results.as_slice() else {
            return Err(StoreError::Engine("a snapshot is not whole".to_owned()));
        };
        Ok(Page {
            rows: rows.iter().map(fulfillment).collect::<Result<_, _>>()?,
            total: total.first().map_or(Ok(0), |row| number(row, 0))?,
        })
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
