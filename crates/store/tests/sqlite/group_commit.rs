//! Commands that wait at the same time share a commit.

use futures_util::future::join_all;

use crate::{
    gate::Gate,
    place::{Place, leave, leaves, left},
    wal::commits,
};

#[tokio::test]
async fn commands_that_wait_together_share_one_commit() {
    let place = Place::new();
    let store = place.make();
    let before = commits(&place.path());
    leave(&store, "alone").await;
    assert_eq!(commits(&place.path()) - before, 1);

    let before = commits(&place.path());
    let gate = Gate::hold(&store);
    let names: Vec<String> = (0..64).map(|number| number.to_string()).collect();
    let waiting: Vec<_> = names.iter().map(|name| gate.submit(leaves(name))).collect();
    gate.open().await;
    for answer in join_all(waiting).await {
        answer.unwrap();
    }
    // The gate itself writes nothing, so its commit leaves no frame.
    assert_eq!(commits(&place.path()) - before, 1);
    assert_eq!(left(&store).await[1..], names);
}

#[tokio::test]
async fn a_longer_queue_takes_a_commit_for_each_64() {
    let place = Place::new();
    let store = place.make();
    let before = commits(&place.path());
    let gate = Gate::hold(&store);
    let waiting: Vec<_> = (0..100)
        .map(|n: i32| gate.submit(leaves(&n.to_string())))
        .collect();
    gate.open().await;
    for answer in join_all(waiting).await {
        answer.unwrap();
    }
    assert_eq!(commits(&place.path()) - before, 2);
}

#[tokio::test]
async fn more_callers_than_the_queue_holds_are_all_answered() {
    let place = Place::new();
    let store = place.make();
    let names: Vec<String> = (0..1_500).map(|number| number.to_string()).collect();
    join_all(names.iter().map(|name| leave(&store, name))).await;
    let mut found = left(&store).await;
    found.sort_by_key(|name| name.parse::<u32>().unwrap());
    assert_eq!(found, names);
}
