//! A database that goes away and comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use landfall_store::{
    AdminReads, Condition, Create, StoreError, Transact,
    postgres::{
        Options, PostgresStore,
        testing::{Cluster, Stop},
    },
};

use crate::place::{leaves, left, make};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_while_the_database_restarts() {
    let mut cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let done = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (store, done) = (Arc::clone(&store), Arc::clone(&done));
            tokio::spawn(async move {
                let mut answered = Vec::new();
                while !done.load(Ordering::SeqCst) {
                    let name = format!("{writer}-{}", answered.len());
                    store.transact(leaves(&name)).await.unwrap();
                    answered.push(name);
                }
                answered
            })
        })
        .collect();
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (store, done) = (Arc::clone(&store), Arc::clone(&done));
            tokio::spawn(async move {
                while !done.load(Ordering::SeqCst) {
                    store.tenants().await.unwrap();
                }
            })
        })
        .collect();
    for how in [Stop::Immediate, Stop::Fast, Stop::Immediate] {
        let before = left(store.as_ref()).await.len();
        while left(store.as_ref()).await.len() < before + 100 {
            tokio::task::yield_now().await;
        }
        cluster.stop(how);
        cluster.resume();
    }
    left(store.as_ref()).await;
    done.store(true, Ordering::SeqCst);
    let mut answered = Vec::new();
    for writer in writers {
        answered.extend(writer.await.unwrap());
    }
    for reader in readers {
        reader.await.unwrap();
    }
    let mut kept = left(store.as_ref()).await;
    answered.sort_unstable();
    kept.sort_unstable();
    assert_eq!(kept, answered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stays_away_is_waited_for_a_moment_only() {
    let mut cluster = Cluster::start();
    let options = Options {
        patience: Duration::from_millis(200),
        ..Options::default()
    };
    let store = PostgresStore::open(&cluster.address(), Create::New, &options)
        .await
        .unwrap();
    store.transact(leaves("before")).await.unwrap();
    cluster.stop(Stop::Fast);
    let written = store.transact(leaves("meanwhile")).await;
    assert!(
        matches!(written, Err(StoreError::Unavailable(_))),
        "{written:?}"
    );
    let read = store.tenants().await;
    assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
    cluster.resume();
    store.transact(leaves("after")).await.unwrap();
    assert_eq!(left(&store).await, ["before", "after"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whether_a_database_answers_is_told_without_patience() {
    let mut cluster = Cluster::start();
    let options = Options {
        // Longer than any test may take.
        patience: Duration::from_hours(1),
        ..Options::default()
    };
    let store = PostgresStore::open(&cluster.address(), Create::New, &options)
        .await
        .unwrap();
    store.ready().await.unwrap();
    for how in [Stop::Fast, Stop::Immediate] {
        cluster.stop(how);
        for _ in 0..3 {
            let ready = store.ready().await;
            assert!(
                matches!(ready, Err(StoreError::Unavailable(_))),
                "{ready:?}"
            );
        }
        cluster.resume();
        // The first may still meet what is left of the old connection.
        while store.ready().await.is_err() {
            tokio::task::yield_now().await;
        }
    }
}
