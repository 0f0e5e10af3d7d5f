//! Business objects of any kind: what is there already. All of one call is asked in one go.

use async_trait::async_trait;
use futures_util::future::join_all;
use landfall_core::{
    id::OrganizationId,
    model::{Item, ItemKey, Place},
};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::PostgresTransaction;
use crate::{
    ItemWrites, StoreError,
    postgres::{
        codec::{get, parsed, signed},
        error::together,
        read::items::shape,
    },
};

type Parameter = Box<dyn ToSql + Sync + Send>;

/// A key as the parameters of its shape's condition.
fn parameters(key: &ItemKey) -> Result<Vec<Parameter>, StoreError> {
    let uuid = |id: Uuid| -> Parameter { Box::new(id) };
    let text = |text: &str| -> Parameter { Box::new(text.to_owned()) };
    let number = |number: u64| -> Result<Parameter, StoreError> { Ok(Box::new(signed(number)?)) };
    Ok(match key {
        ItemKey::Tenant(id) => vec![text(id.as_str())],
        ItemKey::Organization(id) | ItemKey::Membership(id) => vec![uuid(id.0)],
        ItemKey::Group(id) | ItemKey::Deployment(id) => vec![text(id.as_str())],
        ItemKey::Pop(id) => vec![number(id.0)?],
        ItemKey::GatewayGroup(id) => vec![number(id.0)?],
        ItemKey::Zone(id) => vec![uuid(id.0)],
        ItemKey::Offer(tenant, sku) => vec![text(tenant.as_str()), text(sku)],
        ItemKey::User(id) => vec![number(id.0)?],
        ItemKey::Role(user, organization, role) => {
            vec![number(user.0)?, uuid(organization.0), text(role.as_str())]
        }
        ItemKey::Client(id) => vec![text(id)],
        ItemKey::Site(id) => vec![number(id.0)?],
        ItemKey::Policy(id) => vec![number(id.0)?],
        ItemKey::Log(id) => vec![uuid(id.0)],
        ItemKey::Server(id) => vec![number(id.0)?],
        ItemKey::Exception(server, slot) => vec![number(server.0)?, text(slot.as_str())],
        ItemKey::DeployRequest(id) => vec![number(id.0)?],
        ItemKey::Release(request, revision) => vec![number(request.0)?, number(revision.0)?],
        ItemKey::Fulfillment(id) => vec![uuid(id.0)],
        ItemKey::Subscription(id) => vec![uuid(id.0)],
    })
}

#[async_trait]
impl ItemWrites for PostgresTransaction {
    async fn find_items(&mut self, keys: &[ItemKey]) -> Result<Vec<Item>, StoreError> {
        self.go_on()?;
        let mut asked = Vec::with_capacity(keys.len());
        for key in keys {
            let shape = shape(key.kind());
            asked.push((
                format!("{} WHERE {}", shape.select, shape.key),
                parameters(key)?,
                shape.read,
            ));
        }
        let ran = async {
            let connection = self.connection();
            let queries = asked.iter().map(async |(sql, parameters, _)| {
                let statement = connection.prepare_cached(sql).await?;
                let parameters: Vec<&(dyn ToSql + Sync)> = parameters
                    .iter()
                    .map(|parameter| parameter.as_ref() as _)
                    .collect();
                connection.query_opt(&statement, &parameters).await
            });
            together(join_all(queries).await)
        };
        let rows = ran.await.map_err(|error| self.note(error.into()))?;
        let mut found = Vec::new();
        for (row, (_, _, read)) in rows.iter().zip(&asked) {
            if let Some(row) = row {
                found.push(read(row)?);
            }
        }
        Ok(found)
    }

    async fn find_places(&mut self, ids: &[OrganizationId]) -> Result<Vec<Place>, StoreError> {
        self.go_on()?;
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let ran = async {
            let sql = "SELECT id, tenant, kind FROM organization WHERE id = ANY($1)";
            let statement = self.connection().prepare_cached(sql).await?;
            self.connection().query(&statement, &[&ids]).await
        };
        let rows = ran.await.map_err(|error| self.note(error.into()))?;
        let places = rows.iter().map(|row| {
            Ok(Place {
                id: OrganizationId(get(row, 0)?),
                tenant: parsed(row, 1)?,
                kind: parsed(row, 2)?,
            })
        });
        places.collect()
    }
}
