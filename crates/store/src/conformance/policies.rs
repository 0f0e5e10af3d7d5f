//! Policies, one and listed.

use landfall_core::{
    id::PolicyId,
    model::{Page, PageRequest, Platform, Policy, PolicyFilter, PolicyState, PolicySummary},
};

use super::fixture::{Row, World, at, deploy_request, given, policy, user};
use crate::Store;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100,
};

pub(super) async fn a_policy_is_seen_with_its_account_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let account = world.school.id;
    let stored = policy(world.id(), account, 4_409_533);
    given(store, [(&stored).into()]).await;
    let id = stored.summary.id;
    let filter = PolicyFilter::default();
    for view in world.views_of(account) {
        let found = store.policy(&view, account, id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&stored), "{view:?}");
        let listed = store.policies(&view, account, &filter, ALL).await.unwrap();
        assert_eq!((listed.rows.len(), listed.total), (1, 1), "{view:?}");
    }
    for view in world.views_without(account, &stranger) {
        let found = store.policy(&view, account, id).await.unwrap();
        assert_eq!(found, None, "{view:?}");
        let listed = store.policies(&view, account, &filter, ALL).await.unwrap();
        assert_eq!((listed.rows.len(), listed.total), (0, 0), "{view:?}");
    }
    let whole = world.whole();
    for (account, id) in [
        (world.library.id, id),
        (world.reseller.id, id),
        (account, PolicyId(1)),
        (account, PolicyId(PolicyId::MAX)),
    ] {
        let found = store.policy(&whole, account, id).await.unwrap();
        assert_eq!(found, None, "{id} of {account}");
    }
    let beside = store.policies(&whole, world.library.id, &filter, ALL);
    assert_eq!(beside.await.unwrap().total, 0);
}

pub(super) async fn a_policy_without_anything_optional_comes_back(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut stored = policy(world.id(), world.school.id, 1);
    stored.summary.state = PolicyState::Draft;
    stored.summary.description = Some(String::new());
    stored.rules.clear();
    stored.history.clear();
    given(store, [(&stored).into()]).await;
    let (whole, id) = (world.whole(), stored.summary.id);
    let found = store.policy(&whole, world.school.id, id).await;
    assert_eq!(found.unwrap(), Some(stored));
}

/// Policies of the school, by number, each in a state and on a platform of its own, changed in the second given.
fn shelf(world: &World) -> Vec<Policy> {
    [
        (1, 10, PolicyState::Draft, Platform::Adn),
        (2, 30, PolicyState::Locked, Platform::Adn),
        (3, 20, PolicyState::Locked, Platform::HttpLarge),
        (4, 20, PolicyState::Draft, Platform::HttpSmall),
        (10, 20, PolicyState::Locked, Platform::Adn),
    ]
    .map(|(number, second, state, platform)| {
        let mut policy = policy(world.id(), world.school.id, number);
        policy.summary.name = format!("Größe {number}_%");
        policy.summary.updated_at = at(second);
        policy.summary.state = state;
        policy.summary.platform = platform;
        policy
    })
    .to_vec()
}

async fn listed(
    store: &dyn Store,
    world: &World,
    filter: &PolicyFilter,
    page: PageRequest,
) -> Page<PolicySummary> {
    store
        .policies(&world.whole(), world.school.id, filter, page)
        .await
        .unwrap()
}

async fn numbers(store: &dyn Store, world: &World, filter: PolicyFilter) -> Vec<u64> {
    let page = listed(store, world, &filter, ALL).await;
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows.iter().map(|row| row.id.0).collect()
}

pub(super) async fn the_last_changed_policy_comes_first_then_the_greater_id(store: &dyn Store) {
    let world = World::stored(store).await;
    let shelf = shelf(&world);
    given(store, shelf.iter().map(Row::from)).await;
    let filter = PolicyFilter::default();
    let expected = [2_u64, 10, 4, 3, 1];
    assert_eq!(numbers(store, &world, filter.clone()).await, expected);
    for limit in 1..7 {
        for offset in 0..7 {
            let page = PageRequest { offset, limit };
            let found = listed(store, &world, &filter, page).await;
            assert_eq!(found.total, 5);
            let (offset, limit) = (usize::try_from(offset).unwrap(), limit as usize);
            let part = expected.iter().skip(offset).take(limit);
            let rows: Vec<u64> = found.rows.iter().map(|row| row.id.0).collect();
            assert!(part.eq(&rows), "{offset} {limit} {rows:?}");
        }
    }
    let far = PageRequest {
        offset: u64::MAX,
        limit: 1,
    };
    let found = listed(store, &world, &filter, far).await;
    assert_eq!((found.rows.len(), found.total), (0, 5));
    let first = listed(store, &world, &filter, PageRequest { limit: 1, ..ALL }).await;
    assert_eq!(first.rows, [shelf[1].summary.clone()]);
}

pub(super) async fn policies_are_listed_by_platform_and_state(store: &dyn Store) {
    let world = World::stored(store).await;
    given(store, shelf(&world).iter().map(Row::from)).await;
    for (platform, state, expected) in [
        (Some(Platform::Adn), None, &[2, 10, 1][..]),
        (None, Some(PolicyState::Locked), &[2, 10, 3]),
        (Some(Platform::Adn), Some(PolicyState::Draft), &[1]),
        (Some(Platform::HttpLarge), Some(PolicyState::Draft), &[]),
    ] {
        let filter = PolicyFilter {
            platform,
            state,
            search: None,
        };
        assert_eq!(numbers(store, &world, filter).await, expected);
    }
}

pub(super) async fn policies_are_searched_in_three_texts_letter_case_aside(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut shelf = shelf(&world);
    shelf[0].summary.description = Some("Für den ADVENT".to_owned());
    let user = user(world.id(), 7);
    let messages = ["Advent, ÜBER Nacht", "advent"];
    let requests = (1..).zip(messages).map(|(number, message)| {
        let mut request = deploy_request(&shelf[1], &user, number);
        message.clone_into(&mut request.message);
        Row::from(request)
    });
    let rows = shelf.iter().map(Row::from).chain([Row::from(&user)]);
    given(store, rows.chain(requests)).await;
    for (search, expected) in [
        ("größe", &[2, 10, 4, 3, 1][..]),
        ("GRÖSSE", &[]),
        ("GRÖße 1", &[10, 1]),
        ("advent", &[2, 1]),
        ("über", &[2]),
        ("für", &[1]),
        // What stands for anything elsewhere stands for itself here.
        ("_%", &[2, 10, 4, 3, 1]),
        ("g%e", &[]),
        ("\\", &[]),
        ("nacht\n", &[]),
    ] {
        let filter = PolicyFilter {
            search: Some(search.to_owned()),
            ..PolicyFilter::default()
        };
        assert_eq!(numbers(store, &world, filter).await, expected, "{search}");
    }
}
