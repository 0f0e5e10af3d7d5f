//! Commits whose answer gets lost: each is kept once, whether it had arrived or not.

use std::time::Duration;

use landfall_store::{
    Create, StoreError, Transact,
    postgres::{
        Options, PostgresStore,
        testing::{Cluster, Stop},
    },
};

use crate::{
    place::{at, leaves, left},
    proxy::{Cut, Proxy},
};

async fn is_kept_once(how: Cut) {
    let cluster = Cluster::start();
    let proxy = Proxy::start(cluster.socket()).await;
    let store = at(&proxy.url(), Create::New).await.unwrap();
    for round in 0..5 {
        proxy.cut(how);
        store.transact(leaves(&round.to_string())).await.unwrap();
        assert!(proxy.has_cut(), "{round}");
    }
    assert_eq!(left(&store).await, ["0", "1", "2", "3", "4"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_is_lost_is_not_done_again() {
    is_kept_once(Cut::Behind).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_did_not_arrive_is_done_again() {
    is_kept_once(Cut::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_cannot_be_looked_up_is_told_as_what_it_is() {
    let mut cluster = Cluster::start();
    let proxy = Proxy::start(cluster.socket()).await;
    let options = Options {
        patience: Duration::from_millis(300),
        ..Options::default()
    };
    let store = PostgresStore::open(&proxy.url().parse().unwrap(), Create::New, &options)
        .await
        .unwrap();
    store.transact(leaves("before")).await.unwrap();
    proxy.cut(Cut::ForGood);
    let written = store.transact(leaves("kept, as nobody knows")).await;
    assert!(
        matches!(written, Err(StoreError::OutcomeUnknown(_))),
        "{written:?}"
    );
    cluster.stop(Stop::Fast);
    cluster.resume();
    proxy.mend();
    assert_eq!(left(&store).await, ["before", "kept, as nobody knows"]);
}
