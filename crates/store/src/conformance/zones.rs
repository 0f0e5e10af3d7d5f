//! Zones: an organization's own, those that are granted to it, and none.

use futures_util::future::join_all;
use landfall_core::{
    id::{OrganizationId, ZoneId},
    model::{
        Association, Behavior, Deployment, GatewayGroup, GatewayListener, Grants, Implementation,
        Organization, Platform, Pop, Protocol, Status, Zone, ZoneRecord,
    },
};
use uuid::Uuid;

use super::fixture::{
    Row, World, deployment, gateway_group, given, organization_id, pop, put, transact, zone,
};
use crate::{Store, StoreError, Zones};

/// A tenant with one gateway group.
async fn gateway(store: &dyn Store) -> (World, GatewayGroup) {
    let world = World::stored(store).await;
    let pop = pop(world.id(), 1);
    let group = gateway_group(&pop, 1_051);
    given(store, [(&pop).into(), (&group).into()]).await;
    (world, group)
}

/// The zones of an organization of a tenant in which some are defined, by their key.
async fn defined(store: &dyn Store, world: &World, id: OrganizationId) -> Vec<ZoneRecord> {
    match store.zones(world.id(), id).await.unwrap() {
        Zones::Defined(mut zones) => {
            zones.sort_by(|a, b| a.zone.key.cmp(&b.zone.key));
            zones
        }
        Zones::Undefined { .. } => panic!("zones are defined"),
    }
}

async fn keys(store: &dyn Store, world: &World, organization: &Organization) -> Vec<String> {
    let zones = defined(store, world, organization.id).await;
    zones.into_iter().map(|record| record.zone.key).collect()
}

pub(super) async fn a_zone_comes_back_as_it_was_added_with_its_gateway(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let full = zone(&group, world.reseller.id, Grants::All, 1);
    let bare = Zone {
        description: String::new(),
        location: None,
        address_override: Behavior::DontAllow,
        random_host_name: Behavior::Allow,
        host_name: None,
        virtual_host: false,
        access_points: None,
        associations: Vec::new(),
        ..zone(&group, world.reseller.id, Grants::None, 2)
    };
    let manual = Zone {
        access_points: Some(Vec::new()),
        associations: vec![Association {
            implementation: Implementation::Live,
            environment: "Übung".to_owned(),
        }],
        ..zone(&group, world.reseller.id, Grants::Some(Vec::new()), 3)
    };
    let zones = [full, bare, manual];
    given(store, zones.iter().map(Row::from)).await;
    let found = defined(store, &world, world.reseller.id).await;
    let expected = zones.map(|zone| ZoneRecord {
        zone,
        gateway_group: group.clone(),
    });
    assert_eq!(found, expected);
}

pub(super) async fn zones_are_an_organization_s_own_and_those_granted_to_it(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let zone =
        |owner: &Organization, grants, number| Row::from(zone(&group, owner.id, grants, number));
    given(
        store,
        [
            zone(&world.root, Grants::All, 1),
            zone(&world.root, Grants::None, 2),
            zone(&world.distributor, Grants::Some(vec![world.reseller.id]), 3),
            zone(&world.distributor, Grants::Some(vec![world.school.id]), 4),
            zone(&world.reseller, Grants::All, 5),
            zone(&world.reseller, Grants::None, 6),
            zone(&world.school, Grants::All, 7),
            // Grants reach downwards only, whatever they name.
            zone(
                &world.msp,
                Grants::Some(vec![world.root.id, world.school.id]),
                8,
            ),
        ],
    )
    .await;
    for (organization, expected) in [
        (&world.root, vec![1, 2]),
        (&world.distributor, vec![1, 3, 4]),
        (&world.house, vec![1]),
        (&world.reseller, vec![1, 3, 5, 6]),
        (&world.school, vec![1, 3, 4, 5, 7]),
        (&world.library, vec![1, 3, 5]),
        (&world.aggregator, vec![1]),
        (&world.msp, vec![1, 8]),
        (&world.harbour, vec![1]),
    ] {
        let expected: Vec<_> = expected.iter().map(|n| format!("zone-{n}")).collect();
        let found = keys(store, &world, organization).await;
        assert_eq!(found, expected, "{}", organization.name);
    }
}

pub(super) async fn a_zone_that_is_granted_twice_over_is_listed_once(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let named = vec![world.reseller.id, world.school.id, world.reseller.id];
    let zone = zone(&group, world.distributor.id, Grants::Some(named), 1);
    given(store, [zone.into()]).await;
    let zones = defined(store, &world, world.school.id).await;
    assert_eq!(zones.len(), 1);
    let mut named = vec![world.reseller.id, world.school.id];
    named.sort();
    match &zones[0].zone.grants {
        Grants::Some(found) => {
            let mut found = found.clone();
            found.sort();
            assert_eq!(found, named);
        }
        other => panic!("{other:?}"),
    }
}

pub(super) async fn each_zone_names_its_own_grants(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let named = [vec![world.school.id], vec![], vec![world.library.id]];
    let zones = (1..).zip(named.clone());
    let zones = zones.map(|(n, named)| zone(&group, world.reseller.id, Grants::Some(named), n));
    given(store, zones.map(Row::from)).await;
    let found = defined(store, &world, world.reseller.id).await;
    let found = found.into_iter().map(|record| record.zone.grants);
    assert_eq!(found.collect::<Vec<_>>(), named.map(Grants::Some));
}

pub(super) async fn a_tenant_without_zones_has_its_gateways(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let empty = Zones::Undefined {
        groups: Vec::new(),
        pops: Vec::new(),
    };
    let found = store.zones(world.id(), world.root.id).await.unwrap();
    assert_eq!(found, empty);

    let lima = Pop {
        position: 2,
        ..pop(world.id(), 1)
    };
    let auckland = Pop {
        position: 1,
        ..pop(world.id(), 2)
    };
    let east = gateway_group(&lima, 12);
    let west = GatewayGroup {
        listeners: vec![
            GatewayListener {
                name: "a".to_owned(),
                protocol: Protocol::Http,
                host: "a.example".to_owned(),
                port: u16::MAX,
            },
            east.listeners[0].clone(),
        ],
        patterns: Vec::new(),
        placement: landfall_core::model::Placement {
            platform: Platform::HttpSmall,
            ..east.placement
        },
        ..gateway_group(&lima, 9)
    };
    let theirs = pop(stranger.id(), 3);
    let their_group = gateway_group(&theirs, 1);
    given(
        store,
        [
            Row::from(&lima),
            Row::from(&auckland),
            Row::from(&east),
            Row::from(&west),
            Row::from(&theirs),
            Row::from(&their_group),
            Row::from(zone(&their_group, stranger.root.id, Grants::All, 1)),
        ],
    )
    .await;
    // Another tenant's zones do not count.
    let expected = Zones::Undefined {
        groups: vec![west, east],
        pops: vec![auckland, lima],
    };
    for organization in [&world.root, &world.school] {
        let found = store.zones(world.id(), organization.id).await.unwrap();
        assert_eq!(found, expected);
    }
}

pub(super) async fn zones_stay_within_their_tenant(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let stranger = World::stranger(store).await;
    let zone = zone(&group, world.root.id, Grants::All, 1);
    given(store, [zone.into()]).await;
    let elsewhere = store.zones(stranger.id(), world.school.id).await.unwrap();
    assert!(
        matches!(elsewhere, Zones::Undefined { .. }),
        "{elsewhere:?}"
    );
    assert_eq!(keys(store, &world, &stranger.root).await, [""; 0]);
    let nothing = organization_id(u64::MAX);
    assert_eq!(defined(store, &world, nothing).await, []);
    // Also when the other tenant has zones that are granted to all.
    let their_pop = pop(stranger.id(), 2);
    let their_group = gateway_group(&their_pop, 2);
    let theirs = super::fixture::zone(&their_group, stranger.root.id, Grants::All, 2);
    given(
        store,
        [(&their_pop).into(), (&their_group).into(), theirs.into()],
    )
    .await;
    assert_eq!(keys(store, &world, &stranger.school).await, [""; 0]);
    assert_eq!(keys(store, &stranger, &world.school).await, [""; 0]);
    assert_eq!(keys(store, &stranger, &stranger.school).await, ["zone-2"]);
}

pub(super) async fn a_zone_is_removed_with_its_grants(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let grants = Grants::Some(vec![world.school.id]);
    let zone = zone(&group, world.reseller.id, grants, 1);
    given(store, [(&zone).into()]).await;
    let remove = |id: ZoneId| {
        transact(store, id, |transaction, id| {
            Box::pin(async move { transaction.delete_zone(*id).await })
        })
    };
    assert!(!remove(ZoneId(Uuid::from_u128(99))).await.unwrap());
    assert!(remove(zone.id).await.unwrap());
    assert!(!remove(zone.id).await.unwrap());
    let found = store.zones(world.id(), world.school.id).await.unwrap();
    assert!(matches!(found, Zones::Undefined { .. }), "{found:?}");
    // Nothing of it is left in the way of the same zone with other grants.
    let again = Zone {
        grants: Grants::Some(vec![world.library.id]),
        ..zone
    };
    given(store, [(&again).into()]).await;
    let found = defined(store, &world, world.library.id).await;
    assert_eq!(found[0].zone, again);
    assert_eq!(defined(store, &world, world.school.id).await, []);
}

pub(super) async fn keys_are_unique_in_a_tenant(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let stranger = World::stranger(store).await;
    let theirs = pop(stranger.id(), 2);
    let their_group = GatewayGroup {
        key: group.key.clone(),
        ..gateway_group(&theirs, 2)
    };
    let first = zone(&group, world.root.id, Grants::All, 1);
    let their_zone = Zone {
        key: first.key.clone(),
        ..zone(&their_group, stranger.root.id, Grants::All, 2)
    };
    given(
        store,
        [
            Row::from(&theirs),
            Row::from(&their_group),
            Row::from(&first),
            Row::from(&their_zone),
        ],
    )
    .await;
    let same_group = GatewayGroup {
        key: group.key.clone(),
        ..gateway_group(&pop(world.id(), 1), 3)
    };
    let same_zone = Zone {
        key: first.key.clone(),
        ..zone(&group, world.school.id, Grants::All, 3)
    };
    for row in [Row::from(same_group), Row::from(same_zone)] {
        let again = put(store, [row]).await;
        assert!(
            matches!(again, Err(StoreError::Conflict { .. })),
            "{again:?}"
        );
    }
}

/// A zone as a transaction finds it.
async fn found(store: &dyn Store, id: ZoneId) -> Option<ZoneRecord> {
    let found = transact(store, id, |transaction, id| {
        Box::pin(async move { transaction.find_zone(*id).await })
    });
    found.await.unwrap()
}

pub(super) async fn a_zone_is_found_inside_of_a_transaction(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let named = Grants::Some(vec![world.school.id]);
    let zones = [Grants::All, Grants::None, named];
    let zones = (1..).zip(zones);
    let zones = zones.map(|(number, grants)| zone(&group, world.reseller.id, grants, number));
    let zones: Vec<Zone> = zones.collect();
    given(store, zones.iter().map(Row::from)).await;
    for zone in zones {
        let record = found(store, zone.id).await.unwrap();
        assert_eq!(record.gateway_group, group);
        assert_eq!(record.zone, zone);
    }
    assert_eq!(found(store, ZoneId(Uuid::from_u128(99))).await, None);
}

pub(super) async fn a_zone_is_replaced_with_its_grants(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let other = gateway_group(&pop(world.id(), 1), 1_052);
    let before = zone(
        &group,
        world.reseller.id,
        Grants::Some(vec![world.school.id]),
        1,
    );
    let beside = zone(&group, world.reseller.id, Grants::All, 2);
    given(
        store,
        [Row::from(&other), Row::from(&before), Row::from(&beside)],
    )
    .await;
    let replace = |zone: &Zone| {
        transact(store, zone.clone(), |transaction, zone| {
            Box::pin(async move { transaction.update_zone(zone).await })
        })
    };
    let bare = Zone {
        grants: Grants::Some(vec![world.library.id, world.library.id]),
        name: "Another".to_owned(),
        description: String::new(),
        location: None,
        gateway_group: other.id,
        address_override: Behavior::DontAllow,
        random_host_name: Behavior::Allow,
        host_name: None,
        virtual_host: false,
        access_points: None,
        associations: Vec::new(),
        updated_at: super::fixture::at(500),
        ..before.clone()
    };
    assert!(replace(&bare).await.unwrap());
    let expected = Zone {
        grants: Grants::Some(vec![world.library.id]),
        ..bare.clone()
    };
    let record = found(store, before.id).await.unwrap();
    assert_eq!((record.zone, record.gateway_group), (expected, other));
    assert_eq!(keys(store, &world, &world.school).await, ["zone-2"]);
    // What a zone is called, whose it is and when it was made stays.
    let taken_over = Zone {
        key: "stolen".to_owned(),
        owner: world.root.id,
        created_at: super::fixture::at(1),
        ..before.clone()
    };
    assert!(replace(&taken_over).await.unwrap());
    assert_eq!(found(store, before.id).await.unwrap().zone, before);
    let absent = Zone {
        id: ZoneId(Uuid::from_u128(99)),
        ..before
    };
    assert!(!replace(&absent).await.unwrap());
    assert_eq!(found(store, beside.id).await.unwrap().zone, beside);
    let nobody = Zone {
        grants: Grants::Some(vec![organization_id(u64::MAX)]),
        ..beside
    };
    let dangling = replace(&nobody).await;
    assert!(
        matches!(dangling, Err(StoreError::Dangling(_))),
        "{dangling:?}"
    );
}

pub(super) async fn a_gateway_group_is_found_by_its_key_before_its_number(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let stranger = World::stranger(store).await;
    let here = pop(world.id(), 1);
    let named = |number, key: &str| GatewayGroup {
        key: key.to_owned(),
        ..gateway_group(&here, number)
    };
    let (west, east) = (named(1_061, "west"), named(1_062, "east"));
    // Called as if it were another one.
    let misleading = named(1_060, "container-1061");
    let their_pop = pop(stranger.id(), 2);
    let theirs = GatewayGroup {
        key: "theirs".to_owned(),
        ..gateway_group(&their_pop, 2_000)
    };
    given(
        store,
        [
            Row::from(&misleading),
            Row::from(&west),
            Row::from(&east),
            Row::from(&their_pop),
            Row::from(&theirs),
        ],
    )
    .await;
    let find = async |key: &str, number: Option<u64>| {
        let asked = (world.id().clone(), key.to_owned(), number);
        let found = transact(store, asked, |transaction, (tenant, key, number)| {
            let number = number.map(landfall_core::id::GatewayGroupId);
            Box::pin(async move { transaction.find_gateway_group(tenant, key, number).await })
        });
        found.await.unwrap()
    };
    assert_eq!(find("west", None).await, Some(west));
    assert_eq!(find("container-1061", Some(1_061)).await, Some(misleading));
    assert_eq!(find("container-1062", Some(1_062)).await, Some(east));
    assert_eq!(find(&group.key, None).await, Some(group));
    for (key, number) in [("theirs", None), ("x", Some(2_000)), ("WEST", None)] {
        assert_eq!(find(key, number).await, None, "{key}");
    }
}

pub(super) async fn only_an_organization_with_an_active_deployment_has_serving_zones(
    store: &dyn Store,
) {
    let (world, group) = gateway(store).await;
    let active = deployment(world.school.id, "345434543", 1);
    let inactive = Deployment {
        status: Status::Inactive,
        ..deployment(world.library.id, "345434544", 1)
    };
    let zone =
        |owner: &Organization, number| Row::from(zone(&group, owner.id, Grants::All, number));
    given(
        store,
        [
            zone(&world.school, 2),
            zone(&world.school, 1),
            zone(&world.library, 3),
            zone(&world.reseller, 4),
            Row::from(&active),
            Row::from(&inactive),
        ],
    )
    .await;
    let serving = async |owner: &Organization| {
        let found = transact(store, owner.id, |transaction, owner| {
            Box::pin(async move { transaction.find_serving_zones(*owner).await })
        });
        let found = found.await.unwrap().into_iter();
        found.map(|zone| zone.0.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(serving(&world.school).await, [1, 2]);
    for owner in [&world.library, &world.reseller, &world.root] {
        assert_eq!(serving(owner).await, [0; 0], "{}", owner.name);
    }
}

pub(super) async fn organizations_below_another_one_are_found(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let below = async |owner: &Organization, asked: &[&Organization]| {
        let asked: Vec<OrganizationId> = asked.iter().map(|it| it.id).collect();
        let found = transact(store, (owner.id, asked), |transaction, (owner, asked)| {
            Box::pin(async move { transaction.find_below(*owner, asked).await })
        });
        let mut found = found.await.unwrap();
        found.sort();
        found
    };
    let all = [
        &world.reseller,
        &world.school,
        &world.msp,
        &stranger.school,
        &world.root,
    ];
    let mut expected = vec![world.reseller.id, world.school.id, world.msp.id];
    expected.sort();
    assert_eq!(below(&world.root, &all).await, expected);
    assert_eq!(below(&world.reseller, &all).await, [world.school.id]);
    assert_eq!(below(&world.school, &all).await, []);
    assert_eq!(below(&world.root, &[]).await, []);
}

pub(super) async fn zones_are_counted_by_owner_and_one_at_a_time(store: &dyn Store) {
    let (world, group) = gateway(store).await;
    let own = |number| zone(&group, world.school.id, Grants::All, number);
    given(
        store,
        [Row::from(zone(&group, world.library.id, Grants::All, 90))],
    )
    .await;
    let added = (1..=8).map(|number| {
        transact(store, own(number), |transaction, zone| {
            Box::pin(async move {
                let count = transaction.count_zones(zone.owner).await?;
                if count < 3 {
                    transaction.insert_zone(zone).await?;
                }
                Ok(())
            })
        })
    });
    for added in join_all(added).await {
        added.unwrap();
    }
    for (owner, expected) in [(&world.school, 3), (&world.library, 1), (&world.root, 0)] {
        let counted = transact(store, owner.id, |transaction, owner| {
            Box::pin(async move { transaction.count_zones(*owner).await })
        });
        assert_eq!(counted.await.unwrap(), expected, "{}", owner.name);
    }
}
