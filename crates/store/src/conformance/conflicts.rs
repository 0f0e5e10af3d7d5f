//! Values that are unique: a second one is a conflict, and leaves nothing.

use landfall_core::{
    id::OrganizationId,
    model::{
        ApiClient, Change, Environment, MembershipRole, Organization, OrganizationKind, Server,
        User, Zone,
    },
};

use super::fixture::{
    Row, World, change, client, deploy_request, deployment, fulfillment, gateway_group, given,
    group, log, organization, policy, pop, put, release, server, session, transact, user, vipmp,
    zone,
};
use crate::{Store, StoreError};

/// `row` is refused as a conflict with what is there, by words that an operator understands.
async fn refused(store: &dyn Store, what: &str, row: Row) {
    let before = store.events(0, 1_000).await.unwrap().len();
    let marker = super::fixture::event(&super::fixture::tenant_id("acmepaymentscorp"), 1);
    match put(store, [marker.into(), row]).await {
        Err(error @ StoreError::Conflict { .. }) => {
            let text = error.to_string();
            assert!(text.ends_with(" exists already"), "{what}: {text}");
            assert!(!text.contains('_'), "{what} speaks of tables: {text}");
        }
        other => panic!("{what}: {other:?}"),
    }
    let after = store.events(0, 1_000).await.unwrap().len();
    assert_eq!(before, after, "{what}: the event before it stayed");
}

fn customer(world: &World, number: u64) -> Organization {
    let above = Some(world.msp.id);
    organization(world.id(), above, OrganizationKind::Customer, number)
}

pub(super) async fn a_vipmp_id_is_given_once_to_accounts_of_a_type(store: &dyn Store) {
    use OrganizationKind::{Customer, Distributor, Msp, Reseller};
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let numbered = |kind, above: OrganizationId, id: &str, number| Organization {
        vipmp_id: Some(vipmp(id)),
        ..organization(world.id(), Some(above), kind, number)
    };
    let top = world.distributor.id;
    given(
        store,
        [
            numbered(Customer, world.msp.id, "5556667778", 0x3000),
            numbered(Reseller, top, "5556667778", 0x3001),
            numbered(Distributor, world.root.id, "5556667778", 0x3002),
        ]
        .map(Row::from),
    )
    .await;
    for (kind, above) in [
        (Customer, world.reseller.id),
        (Reseller, top),
        // MSPs are shown as resellers.
        (Msp, top),
        (Distributor, world.root.id),
    ] {
        let again = numbered(kind, above, "5556667778", 0x3003);
        refused(store, &format!("{kind}"), again.into()).await;
    }
    let elsewhere = Organization {
        vipmp_id: Some(vipmp("5556667778")),
        ..organization(stranger.id(), Some(stranger.msp.id), Customer, 0x3004)
    };
    refused(store, "another tenant's customer", elsewhere.into()).await;
}

pub(super) async fn vipmp_ids_that_are_taken_are_found(store: &dyn Store) {
    use OrganizationKind::{Customer, Distributor};
    let world = World::stored(store).await;
    let numbered = |kind, above: OrganizationId, id: &str, number| Organization {
        vipmp_id: Some(vipmp(id)),
        ..organization(world.id(), Some(above), kind, number)
    };
    given(
        store,
        [
            numbered(Customer, world.msp.id, "5556667778", 0x3000),
            // Of two types, so it is there twice.
            numbered(Customer, world.msp.id, "5556667779", 0x3001),
            numbered(Distributor, world.root.id, "5556667779", 0x3002),
        ]
        .map(Row::from),
    )
    .await;
    let asked = ["5556667779", "9999999999", "5556667778", "555666777"].map(vipmp);
    let found = transact(store, asked, |transaction, asked| {
        Box::pin(async move { transaction.find_vipmp_ids(asked).await })
    });
    let mut found = found.await.unwrap();
    found.sort();
    assert_eq!(found, ["5556667778", "5556667779"].map(vipmp));
    let none = transact(store, (), |transaction, ()| {
        Box::pin(async move { transaction.find_vipmp_ids(&[]).await })
    });
    assert_eq!(none.await.unwrap(), []);
}

pub(super) async fn account_numbers_of_one_value_are_one(store: &dyn Store) {
    let world = World::stored(store).await;
    let numbered = |digits: &str, number| Organization {
        account_number: Some(digits.parse().unwrap()),
        ..customer(&world, number)
    };
    given(store, [numbered("00C1B6", 0x3000).into()]).await;
    for digits in ["00C1B6", "C1B6", "000000C1B6"] {
        refused(store, digits, numbered(digits, 0x3001).into()).await;
    }
    given(store, [numbered("C1B7", 0x3001).into()]).await;
    let whole = world.whole();
    for (number, digits) in [(0x3000, "00C1B6"), (0x3001, "C1B7")] {
        let id = customer(&world, number).id;
        let found = store.organization(&whole, id).await.unwrap().unwrap();
        assert_eq!(found.account_number.unwrap().as_str(), digits);
    }
}

pub(super) async fn names_of_the_record_s_things_are_unique(store: &dyn Store) {
    let world = World::stored(store).await;
    let id = world.id();
    let account = world.school.id;
    let user = user(id, 1);
    let client = client(id, world.msp.id, 1);
    let group = group(id, "51001315");
    let pop = pop(id, 1);
    let gateway = gateway_group(&pop, 1);
    let grants = landfall_core::model::Grants::All;
    let zone = zone(&gateway, world.root.id, grants, 1);
    let server = server(&pop, 1);
    let log = log(id, Environment::Production, 1);
    let policy = policy(id, account, 1);
    let request = deploy_request(&policy, &user, 1);
    let release = release(&request, &log, 1);
    let fulfillment = fulfillment(id, world.msp.id, 1);
    let deployment = deployment(account, "345434543", 1);
    let session = session(&user, 1);
    let member = |role| Row::Membership(account, group.vipmp_id.clone(), role);
    let rows = [
        Row::from(&user),
        Row::from(&client),
        Row::from(&group),
        member(MembershipRole::Owner),
        Row::from(&pop),
        Row::from(&gateway),
        Row::from(&zone),
        Row::from(&server),
        Row::from(&log),
        Row::from(&policy),
        Row::from(&request),
        Row::from(&release),
        Row::from(&fulfillment),
        Row::from(&deployment),
        Row::from(&session),
    ];
    given(store, rows.clone()).await;
    for row in rows {
        refused(store, &format!("{row:?}"), row).await;
    }
    refused(store, "a tenant", (&world.tenant).into()).await;
    refused(store, "an organization", (&world.school).into()).await;
    refused(store, "a second membership", member(MembershipRole::Member)).await;
    let other = |row: Row, what: &'static str| refused(store, what, row);
    let same_client = ApiClient {
        client_id: client.client_id.clone(),
        ..super::fixture::client(id, world.msp.id, 2)
    };
    other(same_client.into(), "a client id").await;
    let same_email = User {
        email: user.email.clone(),
        ..super::fixture::user(id, 2)
    };
    other(same_email.into(), "an e-mail address").await;
    let same_uuid = User {
        uuid: user.uuid,
        ..super::fixture::user(id, 2)
    };
    other(same_uuid.into(), "a user's UUID").await;
    let same_server = Server {
        name: server.name.clone(),
        ..super::fixture::server(&pop, 2)
    };
    other(same_server.into(), "a server's name").await;
    let same_zone = Zone {
        key: zone.key.clone(),
        ..super::fixture::zone(&gateway, account, zone.grants.clone(), 2)
    };
    other(same_zone.into(), "a zone's key").await;
    let same_fleet = super::fixture::log(id, Environment::Production, 2);
    other(same_fleet.into(), "a log of the same fleet").await;
    let next = Change {
        generation: release.generation,
        ..change(&log, 1)
    };
    given(store, [next.into()]).await;
}

pub(super) async fn names_are_taken_within_their_tenant_only_where_that_is_enough(
    store: &dyn Store,
) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let ours = client(world.id(), world.msp.id, 1);
    given(store, [(&ours).into(), user(world.id(), 1).into()]).await;
    let theirs = User {
        email: user(world.id(), 1).email,
        ..user(stranger.id(), 2)
    };
    given(store, [theirs.into()]).await;
    // A client says its id before anything tells which tenant is meant.
    let same_id = ApiClient {
        client_id: ours.client_id.clone(),
        ..client(stranger.id(), stranger.msp.id, 2)
    };
    refused(store, "another tenant's client", same_id.into()).await;
}
