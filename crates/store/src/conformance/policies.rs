//! Policies, one and listed.

use futures_util::future::join_all;
use landfall_core::{
    id::{OrganizationId, PolicyId, RuleId, UserId},
    model::{
        Page, PageRequest, Platform, Policy, PolicyFilter, PolicyState, PolicyStep, PolicyStepKind,
        PolicySummary, Rule,
    },
};

use super::fixture::{Row, World, at, deploy_request, given, policy, transact, user};
use crate::{Store, StoreError};

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

async fn found(store: &dyn Store, account: OrganizationId, id: PolicyId) -> Option<Policy> {
    let found = transact(store, (account, id), |transaction, (account, id)| {
        Box::pin(async move { transaction.find_policy(*account, *id).await })
    });
    found.await.unwrap()
}

async fn replaced(store: &dyn Store, policy: &Policy) -> Result<(), StoreError> {
    transact(store, policy.clone(), |transaction, policy| {
        Box::pin(async move { transaction.update_policy(policy).await })
    })
    .await
}

pub(super) async fn a_transaction_finds_a_policy_by_its_account(store: &dyn Store) {
    let world = World::stored(store).await;
    let account = world.school.id;
    let stored = policy(world.id(), account, 4_409_533);
    given(store, [(&stored).into()]).await;
    let id = stored.summary.id;
    assert_eq!(found(store, account, id).await.as_ref(), Some(&stored));
    for (account, id) in [
        (world.library.id, id),
        (world.reseller.id, id),
        (account, PolicyId(1)),
        (account, PolicyId(PolicyId::MAX)),
    ] {
        assert_eq!(found(store, account, id).await, None, "{id} of {account}");
    }
    // What the transaction itself has changed, it finds.
    let own = transact(store, stored, |transaction, stored| {
        Box::pin(async move {
            let (account, id) = (stored.summary.account, stored.summary.id);
            let mut policy = transaction.find_policy(account, id).await?.unwrap();
            "another".clone_into(&mut policy.summary.name);
            policy.rules.clear();
            transaction.update_policy(&policy).await?;
            Ok((transaction.find_policy(account, id).await?, policy))
        })
    });
    let (seen, written) = own.await.unwrap();
    assert_eq!(seen, Some(written));
}

/// A policy in which everything that can change has.
fn changed(before: &Policy) -> Policy {
    let mut after = before.clone();
    "Größe 7".clone_into(&mut after.summary.name);
    after.summary.description = Some("Für den ADVENT".to_owned());
    after.summary.state = PolicyState::Draft;
    after.summary.updated_at = at(500);
    let last = after.rules.pop().unwrap();
    after.rules = vec![
        Rule {
            id: RuleId(9_007),
            name: None,
            description: None,
            matches: r#"[{"type":"match.always","n":1e3}]"#.to_owned(),
            created_at: at(500),
            updated_at: at(500),
        },
        Rule {
            description: Some("\u{0}\u{1F30A}".to_owned()),
            updated_at: at(500),
            ..last
        },
    ];
    after.history.push(PolicyStep {
        id: 9_900,
        kind: PolicyStepKind::Updated,
        at: at(500),
        user: UserId(8),
    });
    after
}

pub(super) async fn what_is_fixed_of_a_policy_stays_when_it_is_replaced(store: &dyn Store) {
    let world = World::stored(store).await;
    let (account, whole) = (world.school.id, world.whole());
    let (first, beside) = (
        policy(world.id(), account, 1),
        policy(world.id(), account, 2),
    );
    given(store, [Row::from(&first), Row::from(&beside)]).await;
    let expected = changed(&first);
    let mut other = expected.clone();
    other.summary.account = world.library.id;
    other.summary.platform = Platform::HttpSmall;
    other.summary.created_at = at(499);
    replaced(store, &other).await.unwrap();
    let id = first.summary.id;
    let seen = store.policy(&whole, account, id).await.unwrap();
    assert_eq!(seen.as_ref(), Some(&expected));
    assert_eq!(found(store, account, id).await, Some(expected));
    let seen = store.policy(&whole, account, beside.summary.id).await;
    assert_eq!(seen.unwrap(), Some(beside));
    // A description can go again.
    replaced(store, &first).await.unwrap();
    assert_eq!(found(store, account, id).await, Some(first));
}

pub(super) async fn a_changed_policy_is_listed_and_searched_as_it_is_now(store: &dyn Store) {
    let world = World::stored(store).await;
    let shelf = shelf(&world);
    given(store, shelf.iter().map(Row::from)).await;
    let search = |text: &str| PolicyFilter {
        search: Some(text.to_owned()),
        ..PolicyFilter::default()
    };
    let mut first = shelf[0].clone();
    "ÜBER Nacht".clone_into(&mut first.summary.name);
    first.summary.description = Some("Zur Ruhe".to_owned());
    first.summary.state = PolicyState::Locked;
    first.summary.updated_at = at(31);
    replaced(store, &first).await.unwrap();
    let all = numbers(store, &world, PolicyFilter::default()).await;
    assert_eq!(all, [1, 2, 10, 4, 3]);
    assert_eq!(numbers(store, &world, search("größe")).await, [2, 10, 4, 3]);
    assert_eq!(numbers(store, &world, search("über nacht")).await, [1]);
    assert_eq!(numbers(store, &world, search("zur ruhe")).await, [1]);
    let drafts = PolicyFilter {
        state: Some(PolicyState::Draft),
        ..PolicyFilter::default()
    };
    assert_eq!(numbers(store, &world, drafts).await, [4]);
    first.summary.description = None;
    replaced(store, &first).await.unwrap();
    assert_eq!(numbers(store, &world, search("zur ruhe")).await, [0; 0]);
}

pub(super) async fn a_policy_that_is_not_there_is_not_replaced(store: &dyn Store) {
    let world = World::stored(store).await;
    let absent = policy(world.id(), world.school.id, 1);
    let refused = replaced(store, &absent).await;
    assert!(
        matches!(refused, Err(StoreError::Dangling(_))),
        "{refused:?}"
    );
    assert_eq!(found(store, world.school.id, absent.summary.id).await, None);
}

/// Whoever has found a policy changes it alone: none of many changes at a time is lost.
pub(super) async fn changes_of_one_policy_follow_each_other(store: &dyn Store) {
    let world = World::stored(store).await;
    let account = world.school.id;
    let mut stored = policy(world.id(), account, 1);
    stored.history.clear();
    given(store, [(&stored).into()]).await;
    let id = stored.summary.id;
    let changes = (0..30).map(|number: u64| {
        transact(store, (account, id, number), |transaction, input| {
            Box::pin(async move {
                let (account, id, number) = *input;
                let mut policy = transaction.find_policy(account, id).await?.unwrap();
                policy.history.push(PolicyStep {
                    id: number,
                    kind: PolicyStepKind::Updated,
                    at: at(90),
                    user: UserId(7),
                });
                policy.summary.name.push('x');
                transaction.update_policy(&policy).await
            })
        })
    });
    for outcome in join_all(changes).await {
        outcome.unwrap();
    }
    let seen = found(store, account, id).await.unwrap();
    let name = format!("{}{}", stored.summary.name, "x".repeat(30));
    assert_eq!(seen.summary.name, name);
    let mut steps: Vec<u64> = seen.history.iter().map(|step| step.id).collect();
    steps.sort_unstable();
    assert!(steps.iter().copied().eq(0..30), "{steps:?}");
}
