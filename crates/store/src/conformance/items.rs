//! Business objects of any kind, as exports read them and imports look for them.

use landfall_core::{
    id::{Revision, VipmpId},
    model::{
        Environment, Exception, Grants, GroupKind, Item, ItemKind, Membership, MembershipRole,
        Role, RoleBinding, Site,
    },
};

use super::fixture::{
    World, client, deploy_request, deployment, fulfillment, gateway_group, log, organization_id,
    policy, pop, release, server, site, subscription, tenant_id, transact, user, zone,
};
use crate::{Store, StoreError, insert_item, write};

/// An object of every kind behind those of a tenant's tree, each behind what it refers to.
fn all(world: &World) -> Vec<Item> {
    let (tenant, customer) = (world.id(), world.school.id);
    let group = super::fixture::group(tenant, "51001315");
    let id: VipmpId = group.vipmp_id.clone();
    let pop = pop(tenant, 1);
    let gateways = gateway_group(&pop, 1);
    let person = user(tenant, 1);
    let policy = policy(tenant, customer, 1);
    let request = deploy_request(&policy, &person, 1);
    let log = log(tenant, Environment::Production, 1);
    let server = server(&pop, 1);
    let order = fulfillment(tenant, world.reseller.id, 1);
    let mut items = vec![Item::Tenant(world.tenant.clone())];
    items.extend(
        world
            .organizations()
            .map(|it| Item::Organization(it.clone())),
    );
    assert_eq!(group.kind, GroupKind::Consortium);
    items.extend([
        Item::Group(group),
        Item::Membership(Membership {
            customer,
            group: id,
            role: MembershipRole::Owner,
        }),
        Item::Deployment(deployment(customer, "345434543", 5)),
        Item::Pop(pop),
        Item::GatewayGroup(gateways.clone()),
        Item::Zone(zone(
            &gateways,
            world.reseller.id,
            Grants::Some(vec![customer]),
            1,
        )),
        Item::Offer(super::offers::offer(tenant, "MTSP-M365E-USR", true)),
        Item::User(person.clone()),
        Item::Role(RoleBinding {
            user: person.id,
            organization: world.root.id,
            role: Role::ApiAdmin,
        }),
        Item::Client(client(tenant, world.msp.id, 1)),
        Item::Site(site(tenant, customer, 1)),
        Item::Site(Site {
            origin: None,
            hostnames: Vec::new(),
            ..site(tenant, customer, 2)
        }),
        Item::Policy(policy),
        Item::Log(log.clone()),
        Item::Server(server.clone()),
        Item::Exception(Exception {
            server: server.id,
            slot: "1006".parse().unwrap(),
            running: Revision(3),
        }),
        Item::DeployRequest(request.clone()),
        Item::Release(release(&request, &log, 1)),
        Item::Fulfillment(order),
        Item::Subscription(subscription(customer, 1, 3)),
    ]);
    items
}

async fn add(store: &dyn Store, items: &[Item]) {
    let items = items.to_vec();
    let added = write::<_, StoreError, _>(store, move |transaction| {
        let items = items.clone();
        Box::pin(async move {
            for item in &items {
                insert_item(transaction, item).await?;
            }
            Ok(())
        })
    });
    added.await.unwrap();
}

async fn read(store: &dyn Store) -> Vec<Item> {
    let (to, mut from) = tokio::sync::mpsc::channel::<Vec<Item>>(1);
    let mut items = Vec::new();
    let receive = async {
        while let Some(chunk) = from.recv().await {
            items.extend(chunk);
        }
    };
    let (read, ()) = futures_util::future::join(store.items(to), receive).await;
    read.unwrap();
    items
}

pub(super) async fn every_kind_of_object_comes_back_in_its_order(store: &dyn Store) {
    assert_eq!(read(store).await, []);
    let world = World::new("acmepaymentscorp", 0x1000);
    let items = all(&world);
    add(store, &items).await;
    assert_eq!(read(store).await, items);
    let mut kinds: Vec<_> = items.iter().map(|item| item.key().kind()).collect();
    kinds.dedup();
    assert_eq!(kinds, ItemKind::ALL);
}

pub(super) async fn many_objects_come_in_pieces_and_a_reader_may_leave(store: &dyn Store) {
    let world = World::new("acmepaymentscorp", 0x1000);
    let mut items = vec![Item::Tenant(world.tenant.clone())];
    items.extend(
        world
            .organizations()
            .map(|it| Item::Organization(it.clone())),
    );
    items.extend((0..1300).map(|number| {
        Item::Deployment(deployment(
            world.school.id,
            &(100_000 + number).to_string(),
            5,
        ))
    }));
    add(store, &items).await;
    assert_eq!(read(store).await, items);
    let (to, mut from) = tokio::sync::mpsc::channel::<Vec<Item>>(1);
    let leave = async {
        let first = from.recv().await;
        from.close();
        first.map(|chunk: Vec<Item>| chunk.len())
    };
    let (read, first) = futures_util::future::join(store.items(to), leave).await;
    read.unwrap();
    assert_eq!(first, Some(1));
}

pub(super) async fn a_transaction_finds_objects_by_their_keys(store: &dyn Store) {
    let world = World::new("acmepaymentscorp", 0x1000);
    let items = all(&world);
    add(store, &items).await;
    let keys: Vec<_> = items.iter().map(Item::key).collect();
    let found = transact(store, keys, |transaction, keys| {
        Box::pin(async move { transaction.find_items(keys).await })
    });
    let mut found = found.await.unwrap();
    found.sort_by_key(|item| items.iter().position(|known| known.key() == item.key()));
    assert_eq!(found, items);
    // Another tenant's things have other keys.
    let others = all(&World::new("stranger", 0x2000));
    let keys: Vec<_> = others.iter().map(Item::key).collect();
    let keys = keys.into_iter().filter(|key| {
        matches!(
            key.kind(),
            ItemKind::Tenant | ItemKind::Organization | ItemKind::Membership
        )
    });
    let found = transact(store, keys.collect::<Vec<_>>(), |transaction, keys| {
        Box::pin(async move { transaction.find_items(keys).await })
    });
    assert_eq!(found.await.unwrap(), []);
    let ids = vec![world.msp.id, organization_id(u64::MAX), world.school.id];
    let places = transact(store, ids, |transaction, ids| {
        Box::pin(async move { transaction.find_places(ids).await })
    });
    let mut places = places.await.unwrap();
    places.sort_by_key(|place| place.id);
    let expected = [&world.msp, &world.school].map(|it| (it.id, it.tenant.clone(), it.kind));
    let places: Vec<_> = places
        .into_iter()
        .map(|place| (place.id, place.tenant, place.kind))
        .collect();
    assert_eq!(places, expected);
    assert_eq!(tenant_id("acmepaymentscorp"), *world.id());
}

pub(super) async fn a_client_gets_another_secret(store: &dyn Store) {
    let world = World::stored(store).await;
    let (one, other) = (
        client(world.id(), world.msp.id, 1),
        client(world.id(), world.msp.id, 2),
    );
    add(
        store,
        &[Item::Client(one.clone()), Item::Client(other.clone())],
    )
    .await;
    let renewed = transact(store, one.key, |transaction, key| {
        Box::pin(async move { transaction.set_client_secret(*key, &[7; 32]).await })
    });
    renewed.await.unwrap();
    let found = store.client(&one.client_id).await.unwrap().unwrap();
    assert_eq!(found.secret_hash, [7; 32]);
    assert_eq!(store.client(&other.client_id).await.unwrap(), Some(other));
    let nobody = transact(
        store,
        landfall_core::id::ClientKey(99),
        |transaction, key| {
            Box::pin(async move { transaction.set_client_secret(*key, &[7; 32]).await })
        },
    );
    assert!(matches!(nobody.await, Err(StoreError::Dangling(_))));
}
