//! One process at a time.

use landfall_store::{Create, StoreError, Transact, postgres::testing::Cluster};

use crate::place::{at, leaves, left, make, refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_is_told_who_holds_the_store() {
    let cluster = Cluster::start();
    let store = make(&cluster).await;
    store.transact(leaves("first")).await.unwrap();
    let text = refusal(&cluster.url(), Create::Never).await;
    let number = format!(
        "process {} holds the store at postgres://",
        std::process::id()
    );
    assert!(text.contains(&number), "{text}");
    drop(store);
    let next = at(&cluster.url(), Create::Never).await.unwrap();
    assert_eq!(left(&next).await, ["first"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_lost_the_store_writes_no_more() {
    let cluster = Cluster::start();
    let store = make(&cluster).await;
    store.transact(leaves("before")).await.unwrap();
    let session = cluster.session().await;
    let took = session.execute("UPDATE landfall.store SET holder = gen_random_uuid()", &[]);
    assert_eq!(took.await.unwrap(), 1);
    match store.transact(leaves("behind")).await {
        Err(StoreError::Unavailable(text)) => assert!(text.contains("another process"), "{text}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(left(&store).await, ["before"]);
}
