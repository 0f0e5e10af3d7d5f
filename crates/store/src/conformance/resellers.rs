//! Resellers as vipmp knows them: by number, with their distributor's number.

use landfall_core::{
    id::VipmpId,
    model::{Organization, OrganizationKind, Reseller},
};

use super::fixture::{Row, World, at, given, organization, put, vipmp};
use crate::{Store, StoreError};

fn number(organization: &Organization) -> &VipmpId {
    organization.vipmp_id.as_ref().unwrap()
}

pub(super) async fn a_reseller_is_seen_from_itself_and_from_above_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    for seller in [&world.house, &world.reseller, &world.msp] {
        let expected = Reseller {
            organization: seller.clone(),
            distributor: number(&world.distributor).clone(),
        };
        for view in world.views_of(seller.id) {
            let found = store.reseller(&view, number(seller)).await.unwrap();
            assert_eq!(found.as_ref(), Some(&expected), "{view:?}");
        }
        for view in world.views_without(seller.id, &stranger) {
            let found = store.reseller(&view, number(seller)).await.unwrap();
            assert_eq!(found, None, "{view:?}");
        }
    }
    let unknown = store.reseller(&world.whole(), &vipmp("9999999999")).await;
    assert_eq!(unknown.unwrap(), None);
}

pub(super) async fn other_accounts_are_no_resellers(store: &dyn Store) {
    let mut world = World::new("acmepaymentscorp", 0x1000);
    // One number for a reseller and a customer is two things.
    let shared = vipmp("5556667778");
    world.reseller.vipmp_id = Some(shared.clone());
    world.harbour.vipmp_id = Some(shared.clone());
    world.aggregator.vipmp_id = Some(vipmp("7777777777"));
    given(store, world.rows()).await;
    let whole = world.whole();
    for account in [&world.distributor, &world.aggregator, &world.school] {
        let found = store.reseller(&whole, number(account)).await.unwrap();
        assert_eq!(found, None, "{account:?}");
    }
    let found = store.reseller(&whole, &shared).await.unwrap().unwrap();
    assert_eq!(found.organization, world.reseller);
    let found = store.customer(&whole, &shared).await.unwrap().unwrap();
    assert_eq!(found.organization, world.harbour);
}

pub(super) async fn a_reseller_names_the_nearest_distributor_else_the_tenant_s_own(
    store: &dyn Store,
) {
    use OrganizationKind::{Aggregator, Distributor, Msp, Reseller};
    let _stranger = World::stranger(store).await;
    let world = World::stored(store).await;
    let below =
        |above: &Organization, kind, number| organization(world.id(), Some(above.id), kind, number);
    let newer = Organization {
        created_at: at(900),
        ..below(&world.root, Distributor, 0x3000)
    };
    let aggregator = below(&newer, Aggregator, 0x3001);
    let theirs = below(&aggregator, Msp, 0x3002);
    let deep = below(&theirs, Reseller, 0x3003);
    let inner = below(&deep, Distributor, 0x3004);
    let innermost = below(&inner, Reseller, 0x3005);
    let beside = below(&world.root, Reseller, 0x3006);
    given(
        store,
        [
            &newer,
            &aggregator,
            &theirs,
            &deep,
            &inner,
            &innermost,
            &beside,
        ]
        .map(Row::from),
    )
    .await;
    for (seller, distributor) in [
        (&theirs, &newer),
        (&deep, &newer),
        (&innermost, &inner),
        (&beside, &world.distributor),
        (&world.msp, &world.distributor),
    ] {
        let found = store.reseller(&world.whole(), number(seller)).await;
        let found = found.unwrap().unwrap();
        assert_eq!(found.distributor, *number(distributor), "{seller:?}");
    }
}

pub(super) async fn a_reseller_needs_a_distributor_in_its_tenant(store: &dyn Store) {
    let _stranger = World::stranger(store).await;
    let world = World::new("acmepaymentscorp", 0x1000);
    given(store, [Row::from(&world.tenant), Row::from(&world.root)]).await;
    for kind in [OrganizationKind::Reseller, OrganizationKind::Msp] {
        let alone = organization(world.id(), Some(world.root.id), kind, 0x3000);
        let added = put(store, [Row::from(alone)]).await;
        assert!(matches!(added, Err(StoreError::Dangling(_))), "{added:?}");
    }
}
