//! An organization with those directly below it, and customers by the value of their number.

use landfall_core::model::{Organization, OrganizationKind, Page, PageRequest, View};

use super::fixture::{World, given, organization, organization_id};
use crate::Store;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100,
};

async fn family(
    store: &dyn Store,
    view: &View,
    head: &Organization,
    page: PageRequest,
) -> Option<Page<Organization>> {
    store.family(view, head.id, page).await.unwrap()
}

pub(super) async fn a_family_is_seen_where_its_head_is(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    for head in world.organizations() {
        let mut expected: Vec<Organization> = world
            .organizations()
            .into_iter()
            .filter(|one| one.id == head.id || one.parent == Some(head.id))
            .cloned()
            .collect();
        expected.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        for view in world.views_of(head.id) {
            let found = family(store, &view, head, ALL).await.unwrap();
            assert_eq!(found.rows, expected, "{} in {view:?}", head.name);
            assert_eq!(found.total, expected.len() as u64);
        }
        for view in world.views_without(head.id, &stranger) {
            let found = family(store, &view, head, ALL).await;
            assert_eq!(found, None, "{} in {view:?}", head.name);
        }
    }
    let nothing = organization_id(u64::MAX);
    let found = store.family(&world.whole(), nothing, ALL).await.unwrap();
    assert_eq!(found, None);
}

pub(super) async fn a_family_stands_by_name_then_by_id_and_the_root_behind_its_namesakes(
    store: &dyn Store,
) {
    let world = World::stored(store).await;
    let named = |parent: &Organization, number, name: &str| Organization {
        name: name.to_owned(),
        ..organization(
            world.id(),
            Some(parent.id),
            OrganizationKind::Reseller,
            number,
        )
    };
    let root_name = world.root.name.clone();
    let below = [
        named(&world.root, 0x3005, "ä"),
        named(&world.root, 0x3004, "z"),
        named(&world.root, 0x3003, &root_name),
        named(&world.root, 0x3002, "Z"),
        named(&world.root, 0x3001, "z"),
    ];
    given(store, below.iter().map(Into::into)).await;
    let [umlaut, late, namesake, capital, early] = &below;
    let root = &world.root;
    // By code point: upper case before lower case, and both before what is beyond ASCII.
    let expected = [
        capital,
        &world.distributor,
        namesake,
        root,
        early,
        late,
        umlaut,
    ];
    let whole = world.whole();
    let found = family(store, &whole, root, ALL).await.unwrap();
    assert!(found.rows.iter().eq(expected), "{:?}", found.rows);
    for limit in 1..9 {
        for offset in 0..9 {
            let page = PageRequest { offset, limit };
            let found = family(store, &whole, root, page).await.unwrap();
            let offset = usize::try_from(offset).unwrap();
            let part = expected.into_iter().skip(offset).take(limit as usize);
            assert!(found.rows.iter().eq(part), "{offset} {limit}");
            assert_eq!(found.total, 7);
        }
    }
    let far = PageRequest {
        offset: u64::MAX,
        limit: 1,
    };
    let found = family(store, &whole, root, far).await.unwrap();
    assert_eq!((found.rows.len(), found.total), (0, 7));
}

pub(super) async fn a_customer_is_found_by_the_value_of_its_number_where_it_is_seen(
    store: &dyn Store,
) {
    let stranger = World::stranger(store).await;
    let mut world = World::new("acmepaymentscorp", 0x1000);
    world.school.account_number = Some("00C1B6".parse().unwrap());
    given(store, world.rows()).await;
    let account = world.school.id;
    let number = world.school.account_number.clone().unwrap();
    for view in world.views_of(account) {
        let found = store.account_of_value(&view, 49_590).await.unwrap();
        assert_eq!(found, Some((account, number.clone())), "{view:?}");
    }
    for view in world.views_without(account, &stranger) {
        let found = store.account_of_value(&view, 49_590).await.unwrap();
        assert_eq!(found, None, "{view:?}");
    }
    for value in [0, 49_591, u64::MAX] {
        let found = store.account_of_value(&world.whole(), value).await.unwrap();
        assert_eq!(found, None, "{value}");
    }
}
