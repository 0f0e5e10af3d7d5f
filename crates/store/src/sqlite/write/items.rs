//! Business objects of any kind: what is there already.

use async_trait::async_trait;
use landfall_core::{
    id::OrganizationId,
    model::{Item, ItemKey, Place},
};
use rusqlite::{OptionalExtension, params_from_iter, types::Value};

use super::SqliteTransaction;
use crate::{
    ItemWrites, StoreError,
    sqlite::{codec::parsed, read::items::shape},
};

/// A key as the parameters of its shape's condition.
fn parameters(key: &ItemKey) -> Result<Vec<Value>, StoreError> {
    let blob = |id: &uuid::Uuid| Value::Blob(id.as_bytes().to_vec());
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |number: u64| {
        i64::try_from(number)
            .map(Value::Integer)
            .map_err(|_| StoreError::Engine(format!("{number} is too large to be kept")))
    };
    Ok(match key {
        ItemKey::Tenant(id) => vec![text(id.as_str())],
        ItemKey::Organization(id) | ItemKey::Membership(id) => vec![blob(&id.0)],
        ItemKey::Group(id) | ItemKey::Deployment(id) => vec![text(id.as_str())],
        ItemKey::Pop(id) => vec![number(id.0)?],
        ItemKey::GatewayGroup(id) => vec![number(id.0)?],
        ItemKey::Zone(id) => vec![blob(&id.0)],
        ItemKey::Offer(tenant, sku) => vec![text(tenant.as_str()), text(sku)],
        ItemKey::User(id) => vec![number(id.0)?],
        ItemKey::Role(user, organization, role) => {
            vec![number(user.0)?, blob(&organization.0), text(role.as_str())]
        }
        ItemKey::Client(id) => vec![text(id)],
        ItemKey::Site(id) => vec![number(id.0)?],
        ItemKey::Policy(id) => vec![number(id.0)?],
        ItemKey::Log(id) => vec![blob(&id.0)],
        ItemKey::Server(id) => vec![number(id.0)?],
        ItemKey::Exception(server, slot) => vec![number(server.0)?, text(slot.as_str())],
        ItemKey::DeployRequest(id) => vec![number(id.0)?],
        ItemKey::Release(request, revision) => vec![number(request.0)?, number(revision.0)?],
        ItemKey::Fulfillment(id) => vec![blob(&id.0)],
        ItemKey::Subscription(id) => vec![blob(&id.0)],
    })
}

#[async_trait]
impl ItemWrites for SqliteTransaction {
    async fn find_items(&mut self, keys: &[ItemKey]) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::new();
        for key in keys {
            let shape = shape(key.kind());
            let sql = format!("{} WHERE {}", shape.select, shape.key);
            let item = self
                .connection()
                .prepare_cached(&sql)?
                .query_row(params_from_iter(parameters(key)?), shape.read)
                .optional()?;
            found.extend(item);
        }
        Ok(found)
    }

    async fn find_places(&mut self, ids: &[OrganizationId]) -> Result<Vec<Place>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT tenant, kind FROM organization WHERE id = ?")?;
        let mut found = Vec::with_capacity(ids.len());
        for &id in ids {
            let place = statement
                .query_row([id.0.as_bytes()], |row| {
                    Ok(Place {
                        id,
                        tenant: parsed(row, 0)?,
                        kind: parsed(row, 1)?,
                    })
                })
                .optional()?;
            found.extend(place);
        }
        Ok(found)
    }
}
