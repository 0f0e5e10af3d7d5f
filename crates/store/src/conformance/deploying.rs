//! Deploy requests on their way: what is open in a slot, what is due, who has requests reviewed, what is frozen.

use futures_util::future::join_all;
use landfall_core::{
    id::{ClientKey, DeployRequestId, UserId},
    model::{
        Actor, DeployRequest, DeploySlot, DeployState, Environment, Freeze, Platform, Policy,
        Review, ReviewTimes, SlotRequests, Submission, TenantSettings, Transition, User,
    },
    rules::policy::Finding,
};

use super::fixture::{
    Row, World, at, change, deploy_request, given, log, policy, put, release, transact, user,
};
use crate::{Store, StoreError, Unfinished};

const CLIENT: Actor = Actor::Client(ClientKey(5));

/// A policy of the school, and a user.
struct Desk {
    user: User,
    policy: Policy,
}

impl Desk {
    async fn stored(store: &dyn Store, world: &World) -> Self {
        let this = Self {
            user: user(world.id(), 77),
            policy: policy(world.id(), world.school.id, 1),
        };
        given(store, [Row::from(&this.user), Row::from(&this.policy)]).await;
        this
    }

    fn request(&self, number: u64, state: DeployState) -> DeployRequest {
        DeployRequest {
            state,
            ..deploy_request(&self.policy, &self.user, number)
        }
    }
}

fn slot(world: &World) -> DeploySlot {
    DeploySlot {
        account: world.school.id,
        platform: Platform::Adn,
        environment: Environment::Production,
    }
}

async fn found_in(store: &dyn Store, slot: DeploySlot) -> SlotRequests {
    let found = transact(store, slot, |transaction, slot| {
        Box::pin(async move { transaction.find_slot(slot).await })
    });
    found.await.unwrap()
}

fn submission(request: &DeployRequest) -> Submission {
    Submission {
        request: request.clone(),
        credential: None,
        sent_at: request.created_at,
        rolled_back: false,
    }
}

pub(super) async fn a_slot_has_what_is_open_and_what_was_handed_over_last(store: &dyn Store) {
    let world = World::stored(store).await;
    let desk = Desk::stored(store, &world).await;
    let slot = slot(&world);
    assert_eq!(found_in(store, slot).await, SlotRequests::default());
    let first = desk.request(1, DeployState::Deployed);
    let second = DeployRequest {
        created_at: at(90),
        ..desk.request(2, DeployState::Deployed)
    };
    let refused = DeployRequest {
        created_at: at(95),
        ..desk.request(3, DeployState::Rejected)
    };
    let open = desk.request(4, DeployState::Escalated);
    let elsewhere = DeployRequest {
        environment: Environment::Staging,
        ..desk.request(5, DeployState::Submitted)
    };
    let rows = [&first, &second, &refused, &open, &elsewhere];
    given(store, rows.map(Row::from)).await;
    let found = found_in(store, slot).await;
    assert_eq!(found.open, Some(submission(&open)));
    assert_eq!(found.active, Some(submission(&second)));
    let noted = transact(store, open.id, |transaction, id| {
        Box::pin(async move {
            transaction.note_sent(*id, CLIENT, at(101)).await?;
            transaction.note_sent(*id, CLIENT, at(102)).await
        })
    });
    noted.await.unwrap();
    let found = found_in(store, slot).await.open.unwrap();
    assert_eq!(
        (found.credential, found.sent_at, found.request),
        (Some(CLIENT), at(102), open)
    );
    let staging = DeploySlot {
        environment: Environment::Staging,
        ..slot
    };
    let found = found_in(store, staging).await;
    assert_eq!(found.open, Some(submission(&elsewhere)));
    assert_eq!(found.active, None);
}

pub(super) async fn a_slot_says_whether_its_active_request_was_rolled_back(store: &dyn Store) {
    let world = World::stored(store).await;
    let desk = Desk::stored(store, &world).await;
    let log = log(world.id(), Environment::Production, 1);
    let request = desk.request(1, DeployState::Deployed);
    let mut released = release(&request, &log, 1);
    released.rolled_back_at = None;
    given(store, [(&log).into(), (&request).into(), released.into()]).await;
    assert!(
        !found_in(store, slot(&world))
            .await
            .active
            .unwrap()
            .rolled_back
    );
    given(store, [release(&request, &log, 2).into()]).await;
    assert!(
        found_in(store, slot(&world))
            .await
            .active
            .unwrap()
            .rolled_back
    );
}

pub(super) async fn one_request_at_a_time_is_open_in_a_slot(store: &dyn Store) {
    let world = World::stored(store).await;
    let desk = Desk::stored(store, &world).await;
    let mut number = 0;
    for &state in DeployState::ALL.iter().filter(|state| !state.is_final()) {
        number += 10;
        let mut open = desk.request(number, state);
        given(store, [Row::from(&open)]).await;
        let another = desk.request(number + 1, DeployState::Submitted);
        let refused = put(store, [Row::from(&another)]).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict { .. })),
            "{state}: {refused:?}"
        );
        given(
            store,
            [
                Row::from(desk.request(number + 2, DeployState::Canceled)),
                Row::from(desk.request(number + 3, DeployState::Deployed)),
            ],
        )
        .await;
        open.state = DeployState::Rejected;
        assert!(updated(store, &open).await);
    }
}

async fn updated(store: &dyn Store, request: &DeployRequest) -> bool {
    let updated = transact(store, request.clone(), |transaction, request| {
        Box::pin(async move { transaction.update_deploy_request(request).await })
    });
    updated.await.unwrap()
}

pub(super) async fn of_many_who_look_into_a_slot_one_finds_it_free(store: &dyn Store) {
    let world = World::stored(store).await;
    let desk = Desk::stored(store, &world).await;
    let submits = (1..=8).map(|number| {
        let request = desk.request(number, DeployState::Submitted);
        transact(store, request, |transaction, request| {
            Box::pin(async move {
                let slot = transaction.find_slot(&request.slot()).await?;
                if let Some(open) = slot.open {
                    return Ok(Some(open.request.id));
                }
                transaction.insert_deploy_request(request).await?;
                Ok(None)
            })
        })
    });
    let outcomes = join_all(submits).await;
    let outcomes: Vec<Option<DeployRequestId>> = outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap())
        .collect();
    let open = found_in(store, slot(&world)).await.open.unwrap().request.id;
    assert_eq!(outcomes.iter().filter(|seen| seen.is_none()).count(), 1);
    assert!(
        outcomes.iter().flatten().all(|seen| *seen == open),
        "{outcomes:?}"
    );
}

pub(super) async fn a_request_takes_over_what_has_become_of_it(store: &dyn Store) {
    let world = World::stored(store).await;
    let desk = Desk::stored(store, &world).await;
    let mut request = desk.request(1, DeployState::Submitted);
    given(store, [Row::from(&request)]).await;
    request.state = DeployState::Rejected;
    request.updated_at = at(99);
    request.history.push(Transition {
        id: 9_009,
        state: DeployState::Rejected,
        at: at(99),
        user: UserId::SYSTEM,
        description: Some("Größe".to_owned()),
        details: vec![Finding {
            pointer: "/rules/0/matches/1".to_owned(),
            description: "Unknown.".to_owned(),
        }],
    });
    assert!(updated(store, &request).await);
    let found = transact(store, request.id, |transaction, id| {
        Box::pin(async move { transaction.find_deploy_request(*id).await })
    });
    assert_eq!(found.await.unwrap(), Some(request.clone()));
    let read = store
        .deploy_request(&world.whole(), world.school.id, request.id)
        .await;
    assert_eq!(read.unwrap(), Some((request.clone(), Vec::new())));
    for absent in [2, DeployRequestId::MAX] {
        let absent = DeployRequest {
            id: DeployRequestId(absent),
            ..request.clone()
        };
        assert!(!updated(store, &absent).await);
        let found = transact(store, absent.id, |transaction, id| {
            Box::pin(async move { transaction.find_deploy_request(*id).await })
        });
        assert_eq!(found.await.unwrap(), None);
    }
}

pub(super) async fn of_two_who_move_a_request_the_second_finds_it_moved(store: &dyn Store) {
    let world = World::stored(store).await;
    let desk = Desk::stored(store, &world).await;
    for round in 1..=5 {
        let request = desk.request(round, DeployState::PendingReview);
        given(store, [Row::from(&request)]).await;
        let moves = [DeployState::Canceled, DeployState::Rejected].map(|next| {
            transact(store, (request.id, next), |transaction, (id, next)| {
                Box::pin(async move {
                    let mut found = transaction.find_deploy_request(*id).await?.unwrap();
                    if found.state != DeployState::PendingReview {
                        return Ok(false);
                    }
                    found.state = *next;
                    transaction.update_deploy_request(&found).await
                })
            })
        });
        let outcomes = join_all(moves).await;
        let won = outcomes.iter().filter(|won| *won.as_ref().unwrap());
        assert_eq!(won.count(), 1, "{outcomes:?}");
    }
}

pub(super) async fn what_is_due_is_found_by_state_and_time(store: &dyn Store) {
    use DeployState::{
        Approved, Canceled, Deployed, DeploymentDelayed, Escalated, PendingReview, Rejected,
        Submitted, VerificationDelayed,
    };
    let world = World::stored(store).await;
    let desk = Desk::stored(store, &world).await;
    let places = [
        (&world.school, Platform::Adn, Environment::Production),
        (&world.school, Platform::Adn, Environment::Staging),
        (&world.school, Platform::HttpSmall, Environment::Production),
        (&world.library, Platform::Adn, Environment::Production),
        (&world.library, Platform::Adn, Environment::Staging),
        (&world.library, Platform::HttpSmall, Environment::Staging),
        (&world.harbour, Platform::Adn, Environment::Production),
        (&world.harbour, Platform::Adn, Environment::Staging),
        (&world.harbour, Platform::HttpLarge, Environment::Staging),
    ];
    let states = [
        (Submitted, 0),
        (VerificationDelayed, 0),
        (Approved, 0),
        (DeploymentDelayed, 0),
        (Submitted, 6),
        (PendingReview, 0),
        (PendingReview, -10),
        (Escalated, -100),
        (PendingReview, -4),
    ];
    let mut rows = Vec::new();
    for (number, ((account, platform, environment), (state, second))) in
        (1..).zip(places.into_iter().zip(states))
    {
        rows.push(Row::from(DeployRequest {
            account: account.id,
            platform,
            environment,
            updated_at: at(second),
            ..desk.request(number, state)
        }));
    }
    for (number, state) in [(21, Deployed), (22, Rejected), (23, Canceled)] {
        rows.push(Row::from(desk.request(number, state)));
    }
    given(store, rows).await;
    // The account of the last one has a time of its own.
    let review = Review {
        tenant: world.id().clone(),
        account: world.harbour.id,
        environment: Environment::Staging,
        within: 9,
    };
    set_review(store, &review).await;
    let due = async |after, moved_before, now, limit| {
        let wanted = Unfinished {
            after: DeployRequestId(after),
            moved_before: at(moved_before),
            now: at(now),
            review_within: 12,
            limit,
        };
        let found = store.unfinished_deploy_requests(&wanted).await.unwrap();
        found.iter().map(|found| found.id.0).collect::<Vec<_>>()
    };
    assert_eq!(due(0, -1, 1, 100).await, Vec::<u64>::new());
    assert_eq!(due(0, 0, 1, 100).await, [1, 2, 3, 4]);
    assert_eq!(due(0, 5, 2, 100).await, [1, 2, 3, 4, 7]);
    assert_eq!(due(0, 6, 5, 100).await, [1, 2, 3, 4, 5, 7, 9]);
    assert_eq!(due(0, 6, 12, 100).await, [1, 2, 3, 4, 5, 6, 7, 9]);
    assert_eq!(due(3, 6, 12, 3).await, [4, 5, 6]);
    // The tenant has one for all accounts that have none, in one environment.
    let settings = TenantSettings {
        review: ReviewTimes {
            staging: Some(10_000),
            production: None,
        },
        ..TenantSettings::default()
    };
    let set = transact(
        store,
        (world.id().clone(), settings),
        |transaction, (tenant, settings)| {
            Box::pin(async move { transaction.set_tenant_settings(tenant, settings).await })
        },
    );
    assert!(set.await.unwrap());
    assert_eq!(due(0, 6, 12, 100).await, [1, 2, 3, 4, 5, 7, 9]);
    assert_eq!(due(0, 6, 10_000, 100).await, [1, 2, 3, 4, 5, 6, 7, 9]);
    assert_eq!(due(9, 6, 12, 3).await, Vec::<u64>::new());
    let waiting = async |world: &World, limit| {
        let found = store.waiting_deploy_requests(world.id(), limit).await;
        let found = found.unwrap();
        found.iter().map(|found| found.id.0).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&world, 100).await, [6, 7, 8, 9]);
    assert_eq!(waiting(&world, 2).await, [6, 7]);
    let stranger = World::stranger(store).await;
    assert_eq!(waiting(&stranger, 100).await, Vec::<u64>::new());
}

async fn set_review(store: &dyn Store, review: &Review) {
    let set = transact(store, review.clone(), |transaction, review| {
        Box::pin(async move { transaction.set_review(review).await })
    });
    set.await.unwrap();
}

pub(super) async fn reviews_are_of_an_account_and_an_environment(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let review = |world: &World, account, environment, within| Review {
        tenant: world.id().clone(),
        account,
        environment,
        within,
    };
    let (production, staging) = (Environment::Production, Environment::Staging);
    let mut reviews = vec![
        review(&world, world.school.id, production, 14_400),
        review(&world, world.school.id, staging, 60),
        review(&world, world.library.id, staging, 90),
    ];
    for one in &reviews {
        set_review(store, one).await;
    }
    set_review(store, &review(&stranger, stranger.school.id, staging, 1)).await;
    reviews[0].within = 7_200;
    set_review(store, &reviews[0]).await;
    assert_eq!(store.reviews(world.id()).await.unwrap(), reviews);
    let found = async |account, environment| {
        let found = transact(
            store,
            (account, environment),
            |transaction, (account, environment)| {
                Box::pin(async move { transaction.find_review(*account, *environment).await })
            },
        );
        found.await.unwrap()
    };
    assert_eq!(
        found(world.school.id, production).await.as_ref(),
        Some(&reviews[0])
    );
    assert_eq!(found(world.library.id, production).await, None);
    let of_school = store.reviews_of(world.school.id).await.unwrap();
    assert_eq!(of_school, reviews[..2]);
    let found_all = transact(store, world.school.id, |transaction, account| {
        Box::pin(async move { transaction.find_reviews(*account).await })
    });
    assert_eq!(found_all.await.unwrap(), reviews[..2]);
    assert_eq!(store.reviews_of(world.harbour.id).await.unwrap(), []);
    let deleted = async |account, environment| {
        let deleted = transact(
            store,
            (account, environment),
            |transaction, (account, environment)| {
                Box::pin(async move { transaction.delete_review(*account, *environment).await })
            },
        );
        deleted.await.unwrap()
    };
    assert!(deleted(world.school.id, production).await);
    assert!(!deleted(world.school.id, production).await);
    assert_eq!(store.reviews(world.id()).await.unwrap(), reviews[1..]);
}

fn freeze(world: &World, environment: Environment, second: i64) -> Freeze {
    Freeze {
        tenant: world.id().clone(),
        platform: Platform::Adn,
        environment,
        reason: format!("Größe {second}"),
        since: at(second),
    }
}

async fn frozen(store: &dyn Store, freeze: &Freeze) -> bool {
    let frozen = transact(store, freeze.clone(), |transaction, freeze| {
        Box::pin(async move { transaction.insert_freeze(freeze).await })
    });
    frozen.await.unwrap()
}

async fn found_freeze(store: &dyn Store, freeze: &Freeze) -> Option<Freeze> {
    let found = transact(store, freeze.clone(), |transaction, freeze| {
        let (tenant, platform) = (&freeze.tenant, freeze.platform);
        Box::pin(async move {
            transaction
                .find_freeze(tenant, platform, freeze.environment)
                .await
        })
    });
    found.await.unwrap()
}

async fn thawed(store: &dyn Store, freeze: &Freeze) -> bool {
    let thawed = transact(store, freeze.clone(), |transaction, freeze| {
        let (tenant, platform) = (&freeze.tenant, freeze.platform);
        Box::pin(async move {
            transaction
                .delete_freeze(tenant, platform, freeze.environment)
                .await
        })
    });
    thawed.await.unwrap()
}

pub(super) async fn a_frozen_fleet_stays_so_until_it_is_thawed(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let first = freeze(&world, Environment::Production, 1);
    let again = freeze(&world, Environment::Production, 2);
    let staging = freeze(&world, Environment::Staging, 3);
    assert!(frozen(store, &first).await);
    assert!(!frozen(store, &again).await);
    assert_eq!(found_freeze(store, &again).await.as_ref(), Some(&first));
    assert_eq!(found_freeze(store, &staging).await, None);
    let elsewhere = freeze(&stranger, Environment::Production, 4);
    assert_eq!(found_freeze(store, &elsewhere).await, None);
    assert!(frozen(store, &staging).await);
    let all = store.freezes().await.unwrap();
    assert_eq!(all, [first.clone(), staging.clone()]);
    assert!(thawed(store, &again).await);
    assert!(!thawed(store, &again).await);
    assert_eq!(store.freezes().await.unwrap(), [staging]);
}

pub(super) async fn nothing_is_handed_over_behind_a_freeze(store: &dyn Store) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    given(store, [Row::from(&log)]).await;
    let head = async || {
        let heads = store.fleet().await.unwrap().logs;
        heads[0].head
    };
    for round in 0..5 {
        let stop = freeze(&world, Environment::Production, round);
        let hand_over = || {
            transact(
                store,
                (log.clone(), stop.clone()),
                |transaction, (log, stop)| {
                    Box::pin(async move {
                        let (tenant, platform) = (&stop.tenant, stop.platform);
                        let freeze = transaction.find_freeze(tenant, platform, stop.environment);
                        if freeze.await?.is_some() {
                            return Ok(false);
                        }
                        let end = transaction.lock_log(log.id).await?.unwrap();
                        let next = end.revision.0 + 1;
                        transaction.append_change(&change(log, next)).await?;
                        Ok(true)
                    })
                },
            )
        };
        let hand_overs = join_all((0..4).map(|_| async {
            for _ in 0..200 {
                if !hand_over().await.unwrap() {
                    return;
                }
            }
        }));
        let freezing = async {
            assert!(frozen(store, &stop).await);
            head().await
        };
        let (_, at_freeze) = futures_util::future::join(hand_overs, freezing).await;
        assert_eq!(head().await, at_freeze);
        assert!(thawed(store, &stop).await);
    }
}

pub(super) async fn a_transaction_finds_the_log_of_a_fleet(store: &dyn Store) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    given(store, [(&log).into(), change(&log, 1).into()]).await;
    let found = async |environment| {
        let found = transact(
            store,
            (log.clone(), environment),
            |transaction, (log, environment)| {
                Box::pin(async move {
                    transaction
                        .find_log(&log.tenant, log.platform, *environment)
                        .await
                })
            },
        );
        found.await.unwrap()
    };
    let mut moved = log.clone();
    moved.head = landfall_core::id::Revision(1);
    assert_eq!(found(Environment::Production).await, Some(moved));
    assert_eq!(found(Environment::Staging).await, None);
}
