//! Customers as vipmp knows them: by number, with their reseller's number and their group.

use landfall_core::{
    id::VipmpId,
    model::{Customer, MembershipGroup, MembershipRole, Organization, OrganizationKind},
};

use super::fixture::{Row, World, given, group, organization, vipmp};
use crate::Store;

fn number(organization: &Organization) -> &VipmpId {
    organization.vipmp_id.as_ref().unwrap()
}

fn alone(customer: &Organization, reseller: &Organization) -> Customer {
    Customer {
        organization: customer.clone(),
        reseller: number(reseller).clone(),
        membership: None,
    }
}

pub(super) async fn a_customer_is_seen_from_itself_and_from_above_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    for (customer, reseller) in [
        (&world.school, &world.reseller),
        (&world.harbour, &world.msp),
    ] {
        let expected = alone(customer, reseller);
        for view in world.views_of(customer.id) {
            let found = store.customer(&view, number(customer)).await.unwrap();
            assert_eq!(found.as_ref(), Some(&expected), "{view:?}");
        }
        for view in world.views_without(customer.id, &stranger) {
            let found = store.customer(&view, number(customer)).await.unwrap();
            assert_eq!(found, None, "{view:?}");
        }
    }
    let unknown = store.customer(&world.whole(), &vipmp("9999999999")).await;
    assert_eq!(unknown.unwrap(), None);
}

pub(super) async fn a_customer_names_the_nearest_seller_above_it(store: &dyn Store) {
    use OrganizationKind::{Aggregator, Customer, Msp, Reseller};
    let world = World::stored(store).await;
    let below =
        |above: &Organization, kind, number| organization(world.id(), Some(above.id), kind, number);
    // reseller ── msp ── aggregator ── customer: the aggregator sells nothing itself.
    let msp = below(&world.reseller, Msp, 0x3000);
    let aggregator = below(&msp, Aggregator, 0x3001);
    let far = below(&aggregator, Customer, 0x3002);
    let reseller = below(&msp, Reseller, 0x3003);
    let near = below(&reseller, Customer, 0x3004);
    given(
        store,
        [&msp, &aggregator, &far, &reseller, &near].map(Row::from),
    )
    .await;
    for (customer, seller) in [
        (&far, &msp),
        (&near, &reseller),
        (&world.library, &world.reseller),
    ] {
        let found = store.customer(&world.whole(), number(customer)).await;
        assert_eq!(found.unwrap().unwrap().reseller, *number(seller));
    }
}

pub(super) async fn a_customer_shows_the_group_it_owns_or_is_in(store: &dyn Store) {
    let world = World::stored(store).await;
    let first = group(world.id(), "51001315");
    let second = MembershipGroup {
        name: "Plain".to_owned(),
        kind: landfall_core::model::GroupKind::Standard,
        large_agency: None,
        ..group(world.id(), "51001316")
    };
    let join = |customer: &Organization, group: &MembershipGroup, role| {
        Row::Membership(customer.id, group.vipmp_id.clone(), role)
    };
    given(
        store,
        [
            Row::from(&first),
            Row::from(&second),
            join(&world.school, &first, MembershipRole::Owner),
            join(&world.harbour, &first, MembershipRole::Member),
            join(&world.library, &second, MembershipRole::Owner),
        ],
    )
    .await;
    for (customer, group, role) in [
        (&world.school, &first, MembershipRole::Owner),
        (&world.harbour, &first, MembershipRole::Member),
        (&world.library, &second, MembershipRole::Owner),
    ] {
        let found = store.customer(&world.whole(), number(customer)).await;
        let membership = found.unwrap().unwrap().membership;
        assert_eq!(membership, Some((group.clone(), role)));
    }
}

pub(super) async fn other_accounts_are_no_customers(store: &dyn Store) {
    let world = World::stored(store).await;
    for account in [&world.distributor, &world.reseller, &world.msp] {
        let found = store.customer(&world.whole(), number(account)).await;
        assert_eq!(found.unwrap(), None, "{account:?}");
    }
}

pub(super) async fn a_reseller_and_a_customer_may_have_one_number(store: &dyn Store) {
    let mut world = World::new("acmepaymentscorp", 0x1000);
    let shared = vipmp("5556667778");
    world.reseller.vipmp_id = Some(shared.clone());
    world.harbour.vipmp_id = Some(shared.clone());
    given(store, world.rows()).await;
    let found = store.customer(&world.whole(), &shared).await.unwrap();
    assert_eq!(found, Some(alone(&world.harbour, &world.msp)));
    let reseller = store.organization(&world.whole(), world.reseller.id).await;
    assert_eq!(reseller.unwrap(), Some(world.reseller));
}

pub(super) async fn a_number_with_letters_is_compared_exactly(store: &dyn Store) {
    let mut world = World::new("acmepaymentscorp", 0x1000);
    world.school.vipmp_id = Some(vipmp("Größe-1"));
    given(store, world.rows()).await;
    for (id, is_there) in [("Größe-1", true), ("größe-1", false), ("GRÖSSE-1", false)] {
        let found = store.customer(&world.whole(), &vipmp(id)).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{id}");
    }
}
