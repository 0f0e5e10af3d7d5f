//! Business objects of any kind, as an import brings them.

use async_trait::async_trait;
use landfall_core::{
    id::OrganizationId,
    model::{Item, ItemKey, Place},
};

use super::Transaction;
use crate::StoreError;

/// Looking up, inside of a transaction, what is there already.
#[async_trait]
pub trait ItemWrites: Send {
    /// Those of the objects that are there, in no particular order. They are not locked: what must not be there twice is kept
    /// out when it is added.
    async fn find_items(&mut self, keys: &[ItemKey]) -> Result<Vec<Item>, StoreError>;

    /// Where those of the organizations are that are there, in no particular order.
    async fn find_places(&mut self, ids: &[OrganizationId]) -> Result<Vec<Place>, StoreError>;
}

/// Adds an object by the write of its kind.
pub async fn insert_item(transaction: &mut dyn Transaction, item: &Item) -> Result<(), StoreError> {
    match item {
        Item::Tenant(it) => transaction.insert_tenant(it).await,
        Item::Organization(it) => transaction.insert_organization(it).await,
        Item::Group(it) => transaction.insert_group(it).await,
        Item::Membership(it) => {
            transaction
                .insert_membership(it.customer, &it.group, it.role)
                .await
        }
        Item::Deployment(it) => transaction.insert_deployment(it).await,
        Item::Pop(it) => transaction.insert_pop(it).await,
        Item::GatewayGroup(it) => transaction.insert_gateway_group(it).await,
        Item::Zone(it) => transaction.insert_zone(it).await,
        Item::Offer(it) => transaction.insert_offer(it).await,
        Item::User(it) => transaction.insert_user(it).await,
        Item::Role(it) => transaction.bind_role(it).await,
        Item::Client(it) => transaction.insert_client(it).await,
        Item::Site(it) => transaction.insert_site(it).await,
        Item::Policy(it) => transaction.insert_policy(it).await,
        Item::Log(it) => transaction.insert_log(it).await,
        Item::Server(it) => transaction.insert_server(it).await,
        Item::Exception(it) => transaction.insert_exception(it).await,
        Item::DeployRequest(it) => transaction.insert_deploy_request(it).await,
        Item::Release(it) => transaction.insert_release(it).await,
        Item::Fulfillment(it) => transaction.insert_fulfillment(it).await,
        Item::Subscription(it) => transaction.insert_subscription(it).await,
    }
}
