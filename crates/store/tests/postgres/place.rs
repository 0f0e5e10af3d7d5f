//! Stores in a cluster, and commands for them.

use futures_util::future::BoxFuture;
use landfall_core::{
    id::{EventId, TenantId},
    model::{Actor, NewEvent, ResourceKind},
};
use landfall_store::{
    Create, Store, StoreError, Transaction, Work,
    postgres::{Options, PostgresStore, testing::Cluster},
};

/// Makes the store of a cluster.
pub(crate) async fn make(cluster: &Cluster) -> PostgresStore {
    at(&cluster.url(), Create::New).await.unwrap()
}

/// Opens or makes a store.
pub(crate) async fn at(url: &str, create: Create) -> Result<PostgresStore, StoreError> {
    PostgresStore::open(&url.parse().unwrap(), create, &Options::default()).await
}

/// The text of the error with which a store is refused.
pub(crate) async fn refusal(url: &str, create: Create) -> String {
    match at(url, create).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => error.to_string(),
    }
}

/// A command.
pub(crate) fn work(
    work: impl for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<(), StoreError>>
    + Send
    + Sync
    + 'static,
) -> Work {
    Box::new(work)
}

/// The tenant that events belong to.
pub(crate) fn event_tenant() -> TenantId {
    "acmepaymentscorp".parse().unwrap()
}

/// An event of that name.
pub(crate) fn event(name: &str) -> NewEvent {
    NewEvent {
        id: EventId(uuid::Uuid::from_u128(1)),
        tenant: Some(event_tenant()),
        organization: None,
        actor: Actor::System,
        kind: "test.happened",
        resource: ResourceKind::Key,
        resource_id: name.to_owned(),
        detail: "{}".to_owned(),
        correlation_id: None,
        request_id: None,
        at_micros: 0,
    }
}

/// A command that leaves an event of that name.
pub(crate) fn leaves(name: &str) -> Work {
    let event = event(name);
    work(move |transaction| {
        let event = event.clone();
        Box::pin(async move { transaction.append_event(&event).await })
    })
}

/// The names of all events.
pub(crate) async fn left(store: &dyn Store) -> Vec<String> {
    let events = store.events(0, 100_000).await.unwrap();
    events.into_iter().map(|event| event.resource_id).collect()
}
