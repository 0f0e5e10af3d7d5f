//! Fulfillments.

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, Timestamp},
    model::{
        Direction, Fulfillment, FulfillmentField, FulfillmentOrder, FulfillmentStatus, Page,
        PageRequest, View,
    },
};
use rusqlite::{Row, params};

use super::root;
use crate::{
    FulfillmentReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{number, parsed, uuid, uuid_option},
    },
};

const FULFILLMENT: &str =
    "id, tenant, seller, kind, status, account, external_account_id, user, created_at, updated_at";

fn fulfillment(row: &Row<'_>) -> rusqlite::Result<Fulfillment> {
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

/// What decides over a list: text is compared by bytes, which for UTF-8 is by code point, and UUIDs as blobs order as their
/// text does.
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
                FulfillmentField::User => "user",
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

/// The condition of the list, over the parameters tenant, root and status. A part that asks for nothing is left out, so
/// that the planner sees which index serves.
fn condition(view: &View, status: Option<FulfillmentStatus>) -> &'static str {
    match (view.root.is_some(), status.is_some()) {
        (false, false) => "tenant = ?1 AND ?2 IS NULL AND ?3 IS NULL",
        (false, true) => "tenant = ?1 AND ?2 IS NULL AND status = ?3",
        (true, false) => {
            "tenant = ?1 AND seller IN (SELECT descendant FROM organization_closure WHERE ancestor = ?2) AND ?3 IS NULL"
        }
        (true, true) => {
            "tenant = ?1 AND seller IN (SELECT descendant FROM organization_closure WHERE ancestor = ?2) AND status = ?3"
        }
    }
}

#[async_trait]
impl FulfillmentReads for SqliteStore {
    async fn fulfillments(
        &self,
        view: &View,
        status: Option<FulfillmentStatus>,
        sort: &[FulfillmentOrder],
        page: PageRequest,
    ) -> Result<Page<Fulfillment>, StoreError> {
        let (view, order) = (view.clone(), order_by(sort));
        self.readers
            .list(move |connection| {
                let condition = condition(&view, status);
                let status = status.map(FulfillmentStatus::as_str);
                let tenant = view.tenant.as_str();
                let total = connection
                    .prepare_cached(&format!(
                        "SELECT count(*) FROM fulfillment WHERE {condition}"
                    ))?
                    .query_row(params![tenant, root(&view), status], |row| number(row, 0))?;
                let offset = i64::try_from(page.offset).unwrap_or(i64::MAX);
                let rows = connection
                    .prepare_cached(&format!(
                        "SELECT {FULFILLMENT} FROM fulfillment WHERE {condition} ORDER BY {order} LIMIT ?4 OFFSET ?5"
                    ))?
                    .query_map(
                        params![tenant, root(&view), status, page.limit, offset],
                        fulfillment,
                    )?
                    .collect::<Result<_, _>>()?;
                Ok(Page { rows, total })
            })
            .await
    }
}
