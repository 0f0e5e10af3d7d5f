//! Leases: one holder at a time, a number that only grows, and writes that come too late.

use std::time::Duration;

use futures_util::future::join_all;
use landfall_core::model::ServerMembership;
use uuid::Uuid;

use super::fixture::{World, event, given, pop, server, transact};
use crate::{Claim, FLEET_LEASE, Fence, Lease, Store, StoreError, write_aside};

const LONG: Duration = Duration::from_hours(1);

/// A claim of the holder of that number.
fn claim(holder: u128, lasting: Duration) -> Claim {
    Claim {
        name: FLEET_LEASE,
        holder: Uuid::from_u128(holder),
        address: format!("http://node-{holder}.acme.example"),
        lasting,
    }
}

async fn claimed(store: &dyn Store, claim: &Claim) -> Lease {
    let claim = claim.clone();
    let claimed = write_aside(store, move |transaction| {
        let claim = claim.clone();
        Box::pin(async move { transaction.claim_lease(&claim).await })
    });
    claimed.await.unwrap()
}

async fn renewed(store: &dyn Store, claim: &Claim, fencing: u64) -> bool {
    let claim = claim.clone();
    let renewed = write_aside(store, move |transaction| {
        let claim = claim.clone();
        Box::pin(async move { transaction.renew_lease(&claim, fencing).await })
    });
    renewed.await.unwrap()
}

async fn released(store: &dyn Store, claim: &Claim, fencing: u64) -> bool {
    let claim = claim.clone();
    let released = write_aside(store, move |transaction| {
        let claim = claim.clone();
        Box::pin(async move { transaction.release_lease(&claim, fencing).await })
    });
    released.await.unwrap()
}

async fn lease(store: &dyn Store) -> Lease {
    store.lease(FLEET_LEASE).await.unwrap().unwrap()
}

/// Waits until the lease is over by the store's clock.
async fn is_over(store: &dyn Store) {
    while !lease(store).await.remaining.is_zero() {
        tokio::task::yield_now().await;
    }
}

pub(super) async fn a_lease_is_one_holder_s_until_it_is_over(store: &dyn Store) {
    assert_eq!(store.lease(FLEET_LEASE).await.unwrap(), None);
    let (one, other) = (claim(1, LONG), claim(2, LONG));
    let first = claimed(store, &one).await;
    assert_eq!((first.fencing, first.holder), (1, Some(one.holder)));
    assert_eq!(first.address, one.address);
    let found = lease(store).await;
    assert!(found.is_held() && found.remaining <= LONG, "{found:?}");
    assert!(
        found.remaining + Duration::from_mins(10) > LONG,
        "{found:?}"
    );
    // Somebody else's: told as it is, and left as it is.
    let seen = claimed(store, &other).await;
    assert_eq!((seen.fencing, seen.holder), (1, Some(one.holder)));
    assert_eq!(seen.address, one.address);
    assert!(!renewed(store, &other, 1).await);
    assert!(!released(store, &other, 1).await);
    // One's own is kept under its number, whichever way it is asked for.
    assert_eq!(claimed(store, &one).await.fencing, 1);
    let moved = Claim {
        address: "http://elsewhere.acme.example".to_owned(),
        lasting: Duration::from_millis(1),
        ..one.clone()
    };
    assert!(renewed(store, &moved, 1).await);
    assert_eq!(lease(store).await.address, moved.address);
    is_over(store).await;
    assert!(!lease(store).await.is_held());
    let second = claimed(store, &other).await;
    assert_eq!((second.fencing, second.holder), (2, Some(other.holder)));
    assert!(!renewed(store, &one, 1).await, "it is another's now");
    assert!(!released(store, &one, 1).await, "it is another's now");
}

pub(super) async fn a_lease_that_nobody_took_goes_on_under_its_number(store: &dyn Store) {
    let short = claim(1, Duration::from_millis(1));
    assert_eq!(claimed(store, &short).await.fencing, 1);
    is_over(store).await;
    let long = claim(1, LONG);
    assert!(renewed(store, &long, 1).await);
    assert!(lease(store).await.is_held());
    assert!(!renewed(store, &long, 2).await, "a number never given");
}

pub(super) async fn a_lease_that_is_given_back_is_the_next_one_s_at_once(store: &dyn Store) {
    let (one, other) = (claim(1, LONG), claim(2, LONG));
    claimed(store, &one).await;
    assert!(released(store, &one, 1).await);
    assert!(!released(store, &one, 1).await, "a second time");
    assert!(!lease(store).await.is_held());
    assert!(!renewed(store, &one, 1).await, "given back is given back");
    assert_eq!(claimed(store, &other).await.fencing, 2);
    // Also the same holder has a new number when it takes what it had given back.
    assert!(released(store, &other, 2).await);
    assert_eq!(claimed(store, &other).await.fencing, 3);
}

pub(super) async fn of_many_claims_at_a_time_one_is_granted(store: &dyn Store) {
    for round in 1..=5 {
        let claims: Vec<_> = (1..=8)
            .map(|holder| claim(round * 100 + holder, LONG))
            .collect();
        let outcomes = join_all(claims.iter().map(|claim| claimed(store, claim))).await;
        let holder = outcomes[0].holder.unwrap();
        for outcome in &outcomes {
            assert_eq!(outcome.holder, Some(holder));
            assert_eq!(u128::from(outcome.fencing), round);
        }
        let winner = claims.iter().find(|claim| claim.holder == holder).unwrap();
        assert!(released(store, winner, outcomes[0].fencing).await);
    }
}

pub(super) async fn what_comes_behind_the_next_holder_is_refused_whole(store: &dyn Store) {
    let world = World::stored(store).await;
    let pop = pop(world.id(), 1);
    let server = server(&pop, 1);
    given(store, [(&pop).into(), (&server).into()]).await;
    let number = claimed(store, &claim(1, Duration::from_millis(1)))
        .await
        .fencing;
    let old = Fence {
        name: FLEET_LEASE,
        number,
    };
    let save = |fence: Fence, seconds: i64| {
        let progress = landfall_core::model::ServerProgress {
            server: server.id,
            membership: ServerMembership::Counted,
            cursor: server.cursor,
            counted: server.counted,
            last_seen_at: Some(super::fixture::at(seconds)),
            exceptions: Vec::new(),
        };
        let event = event(world.id(), u128::try_from(seconds).unwrap());
        transact(
            store,
            (fence, progress, event),
            |transaction, (fence, progress, event)| {
                Box::pin(async move {
                    transaction.append_event(event).await?;
                    transaction
                        .save_progress(*fence, std::slice::from_ref(progress))
                        .await
                })
            },
        )
    };
    is_over(store).await;
    // Over, but nobody else's yet: nothing can have been overtaken.
    save(old, 1).await.unwrap();
    let number = claimed(store, &claim(2, LONG)).await.fencing;
    let refused = save(old, 2).await;
    assert!(
        matches!(refused, Err(StoreError::Fenced { number: 1, .. })),
        "{refused:?}"
    );
    let seen = store.fleet().await.unwrap().servers[0].last_seen_at;
    assert_eq!(seen, Some(super::fixture::at(1)));
    assert_eq!(store.events(0, 10).await.unwrap().len(), 1);
    let unheard_of = Fence {
        name: "unheard of",
        number: 1,
    };
    assert!(save(unheard_of, 3).await.is_err());
    save(
        Fence {
            number,
            name: FLEET_LEASE,
        },
        4,
    )
    .await
    .unwrap();
}

pub(super) async fn a_store_that_answers_says_so(store: &dyn Store) {
    store.ready().await.unwrap();
}
