//! Who counts the fleet, and who may write down what it has counted.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use landfall_control::{
    Clock, Control, ControlError, Provenance, Role,
    admin::{AdminCommand, AdminReply, AdminRequest},
};
use landfall_core::{
    id::{Cursor, Epoch, Revision, ServerId},
    model::{Server, ServerMembership},
};
use landfall_demo::ids;
use landfall_feed::{Health, Report};
use landfall_store::FleetReads;

use crate::place::{Across, Ending, Place, is_owner, landed, shown, until, work};

/// One of the servers of Auckland, which have not landed the request.
const LATE: ServerId = ServerId(2288);

fn lands(place: &Place) -> Report {
    Report {
        cursor: Cursor {
            epoch: Epoch(1),
            revision: Revision(3),
        },
        exceptions: Vec::new(),
        at: place.clock.now(),
    }
}

async fn recorded(place: &Place) -> Server {
    let servers = place.store().await.fleet().await.unwrap().servers;
    servers
        .into_iter()
        .find(|server| server.id == LATE)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fleet_is_one_process_s_and_then_the_next_one_s() {
    let place = Place::new().await;
    let owner = Arc::new(place.process().await);
    assert_eq!(owner.role(), Role::Seeking);
    owner.advertise("the owner".to_owned());
    let works = work(&owner);
    assert_eq!(
        until(&owner, is_owner).await,
        Role::Owner { fencing: Some(1) }
    );
    assert_eq!(landed(&owner).await.unwrap(), 61);
    let across = Across {
        owner: Arc::clone(&owner),
        ends: None,
        loses: AtomicBool::new(false),
    };
    let other = Arc::new(place.process().await.linked(Arc::new(across)));
    let other_works = work(&other);
    let role = until(&other, |role| matches!(role, Role::Follower { .. })).await;
    let expected = Role::Follower {
        fencing: 1,
        address: "the owner".to_owned(),
    };
    assert_eq!(role, expected);
    // What a server says to the owner, both tell.
    owner.fleet().report(LATE, &lands(&place)).unwrap();
    assert_eq!(landed(&owner).await.unwrap(), 62);
    assert_eq!(landed(&other).await.unwrap(), 62);
    let now = shown(&owner, LATE).await;
    assert_eq!(now.server.last_seen_at, Some(place.clock.now()));
    assert_eq!(now.health, Some(Health::Healthy));
    assert_eq!(shown(&other, LATE).await, now);
    // The owner writes it down, dies, and the next one goes on from there.
    while recorded(&place).await.cursor.revision != Revision(3) {
        tokio::task::yield_now().await;
    }
    works.abort();
    place.end_lease().await;
    let role = until(&other, is_owner).await;
    assert_eq!(role, Role::Owner { fencing: Some(2) });
    assert_eq!(landed(&other).await.unwrap(), 62);
    other_works.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_that_does_not_know_that_it_has_lost_the_fleet_writes_nothing() {
    let place = Place::new().await;
    let old = Arc::new(place.process().await);
    let works = work(&old);
    until(&old, is_owner).await;
    // It stands still from here on, and so does its clock: it believes in its lease.
    works.abort();
    let _ = works.await;
    place.end_lease().await;
    let new = Arc::new(place.process().await);
    let new_works = work(&new);
    until(&new, is_owner).await;
    old.fleet().report(LATE, &lands(&place)).unwrap();
    let before = recorded(&place).await;
    assert!(is_owner(&old.role()));
    // It goes on, and saves what it has at once.
    Arc::clone(&old).work(std::future::ready(())).await;
    assert_eq!(recorded(&place).await, before);
    assert!(!is_owner(&old.role()));
    let refused = landed(&old).await;
    assert!(
        matches!(refused, Err(ControlError::Unavailable(_))),
        "{refused:?}"
    );
    assert_eq!(landed(&new).await.unwrap(), 61);
    new_works.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_stops_counting_by_its_own_clock() {
    let place = Place::new().await;
    let owner = Arc::new(place.process().await);
    let works = work(&owner);
    until(&owner, is_owner).await;
    works.abort();
    let _ = works.await;
    place.clock.advance(5);
    assert_eq!(landed(&owner).await.unwrap(), 61);
    // The store would still call it the owner: its lease was written down a little later than it was asked for.
    place.clock.advance(1);
    assert_eq!(owner.role(), Role::Seeking);
    let refused = landed(&owner).await;
    assert!(
        matches!(refused, Err(ControlError::Unavailable(_))),
        "{refused:?}"
    );
    assert!(owner.fleet().health(place.clock.now()).is_empty());
    // Nobody else has taken it: it goes on under its number.
    let works = work(&owner);
    assert_eq!(
        until(&owner, is_owner).await,
        Role::Owner { fencing: Some(1) }
    );
    works.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_of_an_owner_that_has_lost_the_fleet_meanwhile_is_thrown_away() {
    let place = Place::new().await;
    let owner = Arc::new(place.process().await);
    owner.advertise("the owner".to_owned());
    let works = work(&owner);
    until(&owner, is_owner).await;
    let across = Arc::new(Across {
        owner: Arc::clone(&owner),
        ends: Some(Ending {
            url: place.cluster.url(),
            clock: Arc::clone(&place.clock),
            reached: AtomicBool::new(false),
        }),
        loses: AtomicBool::new(false),
    });
    let other = Arc::new(place.process().await.linked(Arc::clone(&across) as _));
    let other_works = work(&other);
    until(&other, |role| matches!(role, Role::Follower { .. })).await;
    // It stands still: what it knows of the lease grows old.
    other_works.abort();
    let _ = other_works.await;
    works.abort();
    let _ = works.await;
    let refused = landed(&other).await;
    let reached = &across.ends.as_ref().unwrap().reached;
    assert!(reached.load(Ordering::SeqCst), "it was asked");
    assert!(
        matches!(refused, Err(ControlError::Unavailable(_))),
        "{refused:?}"
    );
}

async fn told(control: &Control, command: AdminCommand) -> Result<AdminReply, ControlError> {
    let request = AdminRequest {
        command,
        idempotency_key: None,
    };
    let operator = Provenance::operator(Some("given here".to_owned()));
    control.administer(request, &operator).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_is_passed_on_is_done_once_also_when_its_answer_is_lost() {
    let place = Place::new().await;
    let owner = Arc::new(place.process().await);
    owner.advertise("the owner".to_owned());
    let works = work(&owner);
    until(&owner, is_owner).await;
    let across = Across {
        owner: Arc::clone(&owner),
        ends: None,
        loses: AtomicBool::new(true),
    };
    let other = Arc::new(place.process().await.linked(Arc::new(across)));
    let other_works = work(&other);
    until(&other, |role| matches!(role, Role::Follower { .. })).await;
    let drain = AdminCommand::ServerDrain {
        tenant: ids::tenant(),
        server: LATE,
        undo: false,
    };
    let reply = told(&other, drain.clone()).await.unwrap();
    assert!(
        matches!(&reply, AdminReply::Server(view) if view.membership == "drained"),
        "{reply:?}"
    );
    let now = owner.fleet().server(LATE).unwrap().membership;
    assert_eq!(now, ServerMembership::Drained);
    assert_eq!(recorded(&place).await.membership, ServerMembership::Drained);
    let everything = AdminCommand::EventList {
        after: 0,
        limit: 1_000,
    };
    let AdminReply::Events(events) = told(&other, everything).await.unwrap() else {
        panic!("events");
    };
    let drains = events.iter().filter(|event| event.kind == "server.drained");
    assert_eq!(drains.count(), 1);
    // Who is not there is not there, whoever is asked.
    let nobody = AdminCommand::ServerRevoke {
        tenant: ids::tenant(),
        server: ServerId(999_999),
    };
    let refused = told(&other, nobody).await;
    assert!(
        matches!(refused, Err(ControlError::NotFound(_))),
        "{refused:?}"
    );
    // Without an owner nothing is done, and that is said.
    works.abort();
    other_works.abort();
    let _ = (works.await, other_works.await);
    place.clock.advance(30);
    let refused = told(&other, drain).await;
    assert!(
        matches!(refused, Err(ControlError::Unavailable(_))),
        "{refused:?}"
    );
}
