//! Deploy requests and what they released.

use landfall_core::{
    id::{DeployRequestId, Generation, OrganizationId},
    model::{
        DeployRequest, DeployState, Environment, LogHead, Platform, Policy, PolicyState, Release,
        User,
    },
};

use super::fixture::{Row, World, deploy_request, given, log, policy, release, user};
use crate::Store;

struct Stored {
    user: User,
    policy: Policy,
    log: LogHead,
    request: DeployRequest,
}

impl Stored {
    /// A request of `account`, stored with what it stands on.
    async fn new(store: &dyn Store, world: &World, account: OrganizationId) -> Self {
        let user = user(world.id(), 77);
        let policy = policy(world.id(), account, 4_409_533);
        let log = log(world.id(), Environment::Production, 1);
        let request = deploy_request(&policy, &user, 123_456);
        let this = Self {
            user,
            policy,
            log,
            request,
        };
        given(
            store,
            [
                Row::from(&this.user),
                Row::from(&this.policy),
                Row::from(&this.log),
                Row::from(&this.request),
            ],
        )
        .await;
        this
    }
}

pub(super) async fn a_request_is_seen_with_its_account_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let account = world.school.id;
    let Stored { request, .. } = Stored::new(store, &world, account).await;
    for view in world.views_of(account) {
        let found = store.deploy_request(&view, account, request.id).await;
        assert_eq!(found.unwrap(), Some((request.clone(), vec![])), "{view:?}");
    }
    for view in world.views_without(account, &stranger) {
        let found = store.deploy_request(&view, account, request.id).await;
        assert_eq!(found.unwrap(), None, "{view:?}");
    }
}

pub(super) async fn a_request_is_not_found_under_another_account(store: &dyn Store) {
    let world = World::stored(store).await;
    let Stored { request, .. } = Stored::new(store, &world, world.school.id).await;
    let whole = world.whole();
    for (account, id) in [
        (world.library.id, request.id),
        (world.reseller.id, request.id),
        (world.school.id, DeployRequestId(999_999)),
        (world.school.id, DeployRequestId(DeployRequestId::MAX)),
    ] {
        let found = store.deploy_request(&whole, account, id).await.unwrap();
        assert_eq!(found, None, "{id} of {account}");
    }
}

pub(super) async fn a_request_in_any_state_comes_back_as_it_was_added(store: &dyn Store) {
    let world = World::stored(store).await;
    let account = world.school.id;
    let stored = Stored::new(store, &world, account).await;
    let mut id = stored.request.id.0;
    for &state in DeployState::ALL {
        for &environment in Environment::ALL {
            for &platform in Platform::ALL {
                id += 1;
                let request = DeployRequest {
                    state,
                    environment,
                    platform,
                    message: String::new(),
                    history: Vec::new(),
                    ..deploy_request(&stored.policy, &stored.user, id)
                };
                given(store, [(&request).into()]).await;
                let found = store
                    .deploy_request(&world.whole(), account, request.id)
                    .await;
                assert_eq!(found.unwrap(), Some((request, vec![])));
            }
        }
    }
}

pub(super) async fn releases_come_by_revision_with_their_request(store: &dyn Store) {
    let world = World::stored(store).await;
    let account = world.school.id;
    let stored = Stored::new(store, &world, account).await;
    let other = deploy_request(&stored.policy, &stored.user, 5);
    let staging = log(world.id(), Environment::Staging, 2);
    let tenth = release(&stored.request, &stored.log, 10);
    let ninth = Release {
        pops: None,
        rolled_back_at: None,
        ..release(&stored.request, &stored.log, 9)
    };
    let nobody = Release {
        pops: Some(Vec::new()),
        ..release(&stored.request, &staging, 200)
    };
    given(
        store,
        [
            Row::from(&other),
            Row::from(&staging),
            Row::from(&tenth),
            Row::from(&nobody),
            Row::from(release(&other, &stored.log, 11)),
            Row::from(&ninth),
        ],
    )
    .await;
    let found = store
        .deploy_request(&world.whole(), account, stored.request.id)
        .await;
    let (request, releases) = found.unwrap().unwrap();
    assert_eq!(request, stored.request);
    assert_eq!(releases, [ninth, tenth, nobody]);
}

pub(super) async fn later_releases_of_a_slot_come_up_to_the_first_for_all(store: &dyn Store) {
    let world = World::stored(store).await;
    let stored = Stored::new(store, &world, world.school.id).await;
    let staging = log(world.id(), Environment::Staging, 2);
    let made = |generation, revision, everywhere: bool| {
        let made = release(&stored.request, &stored.log, revision);
        Release {
            generation: Generation(generation),
            pops: made.pops.filter(|_| !everywhere),
            rolled_back_at: None,
            ..made
        }
    };
    let ours = [
        made(7, 3, false),
        made(8, 4, false),
        made(8, 6, true),
        made(9, 7, false),
    ];
    let of_another_slot = Release {
        slot: "0002".parse().unwrap(),
        ..made(8, 5, true)
    };
    let of_another_log = Release {
        log: staging.id,
        ..made(8, 8, true)
    };
    let rows = [Row::from(&staging)].into_iter();
    let rows = rows.chain(ours.iter().rev().map(Row::from));
    given(
        store,
        rows.chain([of_another_slot.into(), of_another_log.into()]),
    )
    .await;
    let slot = &ours[0].slot;
    for (generation, expected) in [
        (6, &ours[0..3]),
        (7, &ours[1..3]),
        (8, &ours[3..]),
        (9, &[]),
        (u64::MAX >> 1, &[]),
    ] {
        let later = store.later_releases(stored.log.id, slot, Generation(generation));
        assert_eq!(later.await.unwrap(), expected, "behind {generation}");
    }
}

pub(super) async fn drafts_and_texts_for_people_are_taken(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut draft = policy(world.id(), world.school.id, 1);
    draft.summary.state = PolicyState::Draft;
    draft.summary.description = Some("for \u{1F980}".to_owned());
    draft.rules.clear();
    let user = user(world.id(), 1);
    let request = deploy_request(&draft, &user, 1);
    given(store, [(&draft).into(), (&user).into(), (&request).into()]).await;
    let found = store
        .deploy_request(&world.whole(), draft.summary.account, request.id)
        .await;
    assert_eq!(found.unwrap(), Some((request, vec![])));
}
