//! Several processes on one database.

use std::time::Duration;

use landfall_store::{
    Claim, Condition, Create, FLEET_LEASE, Fence, LeaseReads, StoreError, Transact,
    postgres::testing::Cluster, write_aside,
};
use uuid::Uuid;

use crate::place::{at, leaves, left, make, work};

fn claim(holder: u128) -> Claim {
    Claim {
        name: FLEET_LEASE,
        holder: Uuid::from_u128(holder),
        address: String::new(),
        lasting: Duration::from_mins(1),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_and_read_the_same_record() {
    let cluster = Cluster::start();
    let one = make(&cluster).await;
    let other = at(&cluster.url(), Create::Never).await.unwrap();
    assert!(one.is_shared());
    one.transact(leaves("one's")).await.unwrap();
    other.transact(leaves("the other's")).await.unwrap();
    for store in [&one, &other] {
        assert_eq!(left(store).await, ["one's", "the other's"]);
    }
    drop(one);
    other.transact(leaves("alone")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_whose_schema_is_no_longer_the_store_s_writes_no_more() {
    let cluster = Cluster::start();
    let store = make(&cluster).await;
    store.transact(leaves("before")).await.unwrap();
    let session = cluster.session().await;
    let raised = session.execute("UPDATE landfall.store SET version = version + 1", &[]);
    assert_eq!(raised.await.unwrap(), 1);
    match store.transact(leaves("behind")).await {
        Err(StoreError::Foreign(text)) => assert!(text.contains("a newer Landfall"), "{text}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(left(&store).await, ["before"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_holder_that_was_stopped_in_the_middle_of_a_write_keeps_nobody_waiting() {
    let cluster = Cluster::start();
    let store = make(&cluster).await;
    let claimed = |holder| {
        let claim = claim(holder);
        write_aside(&store, move |transaction| {
            let claim = claim.clone();
            Box::pin(async move { transaction.claim_lease(&claim).await })
        })
    };
    let number = claimed(1).await.unwrap().fencing;
    let fence = Fence {
        name: FLEET_LEASE,
        number,
    };
    // Stopped behind its fence: it never comes to its commit.
    let stopped = work(move |transaction| {
        Box::pin(async move {
            transaction.fence(fence).await?;
            std::future::pending().await
        })
    });
    let session = cluster.session().await;
    let write = tokio::spawn({
        let store = at(&cluster.url(), Create::Never).await.unwrap();
        async move { store.transact(stopped).await }
    });
    let idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'";
    while session.query_one(idle, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::task::yield_now().await;
    }
    // Its lease ends; keeping it would not have waited for the write.
    let renewed = claim(1);
    assert!(
        write_aside(&store, move |transaction| {
            let renewed = renewed.clone();
            Box::pin(async move { transaction.renew_lease(&renewed, number).await })
        })
        .await
        .unwrap()
    );
    let ended = session.execute("UPDATE landfall.lease SET expires_at = now()", &[]);
    assert_eq!(ended.await.unwrap(), 1);
    let next = loop {
        // The server ends the write that does nothing, and only then is the lease free.
        match claimed(2).await {
            Ok(lease) => break lease,
            Err(StoreError::Unavailable(_)) => {}
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(
        (next.fencing, next.holder),
        (number + 1, Some(Uuid::from_u128(2)))
    );
    let lease = store.lease(FLEET_LEASE).await.unwrap().unwrap();
    assert_eq!(lease.fencing, number + 1);
    write.abort();
}
