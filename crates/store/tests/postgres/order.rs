//! Events and revisions come in order, however transactions overlap.

use std::sync::Arc;

use futures_util::future::join_all;
use landfall_core::{
    id::{Epoch, Generation, LogId, OrganizationId, Revision, Timestamp},
    model::{Change, Environment, LogHead, Platform, Tenant, TenantSettings, View},
};
use landfall_store::{
    AdminReads, FleetReads, ListingReads, StoreError, Transact,
    listing::{Condition, EventField, Listing, Operator, Value},
    postgres::{PostgresStore, testing::Cluster},
};
use uuid::Uuid;

use crate::{
    gate::Slow,
    place::{event_tenant, leaves, left, make, work},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_waits_for_those_before_it() {
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let first = Slow::start(&store, "first").await;
    first.leave().await;
    store.transact(leaves("second")).await.unwrap();
    assert_eq!(left(store.as_ref()).await, [""; 0]);
    first.commit().await;
    assert_eq!(left(store.as_ref()).await, ["first", "second"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_drawn_by_a_younger_transaction_is_not_skipped() {
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let elder = Slow::start(&store, "second").await;
    let younger = Slow::start(&store, "first").await;
    younger.leave().await;
    elder.leave().await;
    // The elder's transaction has the smaller number and the larger position.
    elder.commit().await;
    assert_eq!(left(store.as_ref()).await, [""; 0]);
    younger.commit().await;
    assert_eq!(left(store.as_ref()).await, ["first", "second"]);
}

/// Reads on behind the last event that was seen, as callers of the list of events do.
async fn follow(store: &PostgresStore, seen: &mut Vec<(u64, String)>) -> Vec<String> {
    let after = seen.last().map_or(0, |(position, _)| *position);
    let listing = Listing {
        view: View::whole(event_tenant()),
        conditions: vec![Condition {
            field: EventField::Position,
            operator: Operator::Greater,
            values: vec![Value::Integer(i64::try_from(after).unwrap())],
        }],
        order: Vec::new(),
        after: None,
        limit: 100,
    };
    let page = store.list_events(&listing).await.unwrap();
    let new = page.items.into_iter();
    seen.extend(new.map(|event| (event.position, event.resource_id)));
    seen.iter().map(|(_, name)| name.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_follows_the_list_of_events_skips_none_of_a_slow_transaction() {
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let mut seen = Vec::new();
    store.transact(leaves("before")).await.unwrap();
    assert_eq!(follow(&store, &mut seen).await, ["before"]);
    let elder = Slow::start(&store, "third").await;
    let younger = Slow::start(&store, "first").await;
    younger.leave().await;
    store.transact(leaves("second")).await.unwrap();
    // It stands behind one that is not there yet.
    assert_eq!(follow(&store, &mut seen).await, ["before"]);
    elder.leave().await;
    elder.commit().await;
    assert_eq!(follow(&store, &mut seen).await, ["before"]);
    younger.commit().await;
    let all = ["before", "first", "second", "third"];
    assert_eq!(follow(&store, &mut seen).await, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_is_undone_holds_nothing_back_for_good() {
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let undone = work(|transaction| {
        Box::pin(async move {
            leaves("undone")(transaction).await?;
            Err(StoreError::GivenUp)
        })
    });
    store.transact(undone).await.unwrap_err();
    store.transact(leaves("kept")).await.unwrap();
    assert_eq!(left(store.as_ref()).await, ["kept"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_beside_many_writers_skips_and_repeats_nothing() {
    const EVENTS: usize = 600;
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let reader = tokio::spawn({
        let store = Arc::clone(&store);
        async move {
            let (mut behind, mut read) = (0, Vec::new());
            while read.len() < EVENTS {
                let events = store.events(behind, 7).await.unwrap();
                behind = events.last().map_or(behind, |event| event.position);
                read.extend(events);
            }
            read
        }
    });
    let commands = (0..EVENTS).map(|number| {
        let store = Arc::clone(&store);
        let leaves = leaves(&number.to_string());
        async move {
            let slow = work(move |transaction| {
                let event = leaves(transaction);
                Box::pin(async move {
                    event.await?;
                    // Some take longer between their event and their commit than others.
                    for _ in 0..number % 5 * 40 {
                        tokio::task::yield_now().await;
                    }
                    Ok(())
                })
            });
            store.transact(slow).await.unwrap();
        }
    });
    join_all(commands).await;
    let read = reader.await.unwrap();
    assert_eq!(read, store.events(0, 10_000).await.unwrap());
}

fn tenant() -> Tenant {
    Tenant {
        id: "acme".parse().unwrap(),
        organization: OrganizationId(Uuid::from_u128(1)),
        settings: TenantSettings::default(),
        created_at: Timestamp::from_seconds(0),
    }
}

fn log() -> LogHead {
    LogHead {
        id: LogId(Uuid::from_u128(2)),
        tenant: tenant().id,
        platform: Platform::ALL[0],
        environment: Environment::Production,
        epoch: Epoch(1),
        head: Revision(0),
        floor: Revision(0),
    }
}

/// Appends the next entry, after as many tries as it takes; gives its revision.
async fn append(store: &PostgresStore) -> u64 {
    loop {
        let next = store.fleet().await.unwrap().logs[0].head.0 + 1;
        let change = Change {
            log: log().id,
            epoch: Epoch(1),
            revision: Revision(next),
            slot: "0001".parse().unwrap(),
            generation: Generation(next),
            pops: None,
            digest: None,
            payload: Vec::new(),
            signature: [0; 64],
            key: 1,
            created_at: Timestamp::from_seconds(0),
        };
        let appends = work(move |transaction| {
            let change = change.clone();
            Box::pin(async move { transaction.append_change(&change).await })
        });
        match store.transact(appends).await {
            Ok(()) => return next,
            Err(StoreError::Conflict { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn revisions_of_many_writers_become_visible_in_order_without_a_gap() {
    const WRITERS: u64 = 8;
    const EACH: u64 = 15;
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let begins = work(|transaction| {
        Box::pin(async move {
            transaction.insert_tenant(&tenant()).await?;
            transaction.insert_log(&log()).await
        })
    });
    store.transact(begins).await.unwrap();
    let session = cluster.session().await;
    let watcher = tokio::spawn(async move {
        loop {
            let row = session
                .query_one(
                    "SELECT l.head, count(c.revision), coalesce(max(c.revision), 0) FROM landfall.change_log l
                     LEFT JOIN landfall.change c ON c.log = l.id GROUP BY l.head",
                    &[],
                )
                .await
                .unwrap();
            let (head, entries, last): (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
            assert_eq!((entries, last), (head, head));
            if head.unsigned_abs() == WRITERS * EACH {
                break;
            }
        }
    });
    let writers = (0..WRITERS).map(|_| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut revisions = Vec::new();
            for _ in 0..EACH {
                revisions.push(append(&store).await);
            }
            revisions
        })
    });
    let mut revisions: Vec<u64> = join_all(writers)
        .await
        .into_iter()
        .flat_map(Result::unwrap)
        .collect();
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=WRITERS * EACH).collect::<Vec<_>>());
    watcher.await.unwrap();
}
