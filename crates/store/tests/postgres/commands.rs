//! Commands that go wrong, wait, or are left alone by their caller.

use std::sync::Arc;

use landfall_store::{Transact, postgres::testing::Cluster};
use tokio::sync::Semaphore;

use crate::{
    gate::Slow,
    place::{leaves, left, make, work},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_panics_leaves_nothing_and_harms_nobody() {
    let cluster = Cluster::start();
    let store = make(&cluster).await;
    let panics = work(|transaction| {
        Box::pin(async move {
            leaves("panicked")(transaction).await?;
            panic!("on purpose");
        })
    });
    let error = store.transact(panics).await.unwrap_err();
    assert!(error.to_string().contains("panicked"), "{error}");
    let error = store
        .transact(work(|_| panic!("on purpose")))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("panicked"), "{error}");
    store.transact(leaves("later")).await.unwrap();
    assert_eq!(left(&store).await, ["later"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_stops_waiting_does_not_stop_its_command() {
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let slow = Slow::start(&store, "before").await;
    let (started, on) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let command = work({
        let (started, on) = (Arc::clone(&started), Arc::clone(&on));
        move |transaction| {
            let (started, on) = (Arc::clone(&started), Arc::clone(&on));
            Box::pin(async move {
                started.add_permits(1);
                on.acquire().await.unwrap().forget();
                leaves("abandoned")(transaction).await
            })
        }
    });
    let caller = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.transact(command).await }
    });
    started.acquire().await.unwrap().forget();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    on.add_permits(1);
    slow.leave().await;
    slow.commit().await;
    let mut names = left(store.as_ref()).await;
    while names.len() < 2 {
        tokio::task::yield_now().await;
        names = left(store.as_ref()).await;
    }
    names.sort_unstable();
    assert_eq!(names, ["abandoned", "before"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_that_wait_for_each_other_both_end() {
    let cluster = Cluster::start();
    let store = Arc::new(make(&cluster).await);
    let met = Arc::new(Semaphore::new(0));
    let crossing = |first: &'static str, second: &'static str| {
        let (store, met) = (Arc::clone(&store), Arc::clone(&met));
        async move {
            let crosses = work(move |transaction| {
                let met = Arc::clone(&met);
                Box::pin(async move {
                    transaction.next_number(first).await?;
                    // Each has its first counter before either asks for the other's; later tries find both there.
                    met.add_permits(1);
                    drop(met.acquire_many(2).await.unwrap());
                    transaction.next_number(second).await?;
                    Ok(())
                })
            });
            store.transact(crosses).await
        }
    };
    let (one, other) = tokio::join!(crossing("policy", "user"), crossing("user", "policy"));
    one.unwrap();
    other.unwrap();
    let next = work(|transaction| {
        Box::pin(async move {
            assert_eq!(transaction.next_number("policy").await?, 3);
            assert_eq!(transaction.next_number("user").await?, 3);
            Ok(())
        })
    });
    store.transact(next).await.unwrap();
}
