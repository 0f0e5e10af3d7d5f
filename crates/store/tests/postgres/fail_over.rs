//! A replica that was behind takes the place of the database: the ends of logs are lost, and it has to show before anything is
//! appended where they stood.

use landfall_core::{
    id::{Epoch, Generation, LogId, OrganizationId, Revision, Timestamp},
    model::{Change, Environment, LogHead, Platform, Tenant, TenantSettings},
};
use landfall_store::{
    FleetReads, StoreError, Transact,
    postgres::{PostgresStore, testing::Cluster},
};
use uuid::Uuid;

use crate::place::{make, work};

fn tenant() -> Tenant {
    Tenant {
        id: "acme".parse().unwrap(),
        organization: OrganizationId(Uuid::from_u128(1)),
        settings: TenantSettings::default(),
        created_at: Timestamp::from_seconds(0),
    }
}

fn log(number: u128, platform: Platform) -> LogHead {
    LogHead {
        id: LogId(Uuid::from_u128(number)),
        tenant: tenant().id,
        platform,
        environment: Environment::Production,
        epoch: Epoch(1),
        head: Revision(0),
        floor: Revision(0),
    }
}

async fn append(
    store: &PostgresStore,
    log: u128,
    (epoch, revision): (u32, u64),
) -> Result<(), StoreError> {
    let change = Change {
        log: LogId(Uuid::from_u128(log)),
        epoch: Epoch(epoch),
        revision: Revision(revision),
        slot: "0001".parse().unwrap(),
        generation: Generation(revision),
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
    store.transact(appends).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_appended_to_a_log_whose_end_may_be_lost() {
    let mut cluster = Cluster::with_settings(&["wal_level=replica"]);
    let store = make(&cluster).await;
    let begins = work(|transaction| {
        Box::pin(async move {
            transaction.insert_tenant(&tenant()).await?;
            transaction.insert_log(&log(2, Platform::Adn)).await?;
            transaction.insert_log(&log(3, Platform::HttpLarge)).await
        })
    });
    store.transact(begins).await.unwrap();
    append(&store, 2, (1, 1)).await.unwrap();
    append(&store, 3, (1, 1)).await.unwrap();
    cluster.leave_replica_behind();
    // A restart is no other copy.
    assert_eq!(store.fleet_news().await.unwrap().cut, []);
    append(&store, 2, (1, 2)).await.unwrap();
    cluster.fail_over();
    let news = store.fleet_news().await.unwrap();
    let heads: Vec<_> = news.logs.iter().map(|log| log.head.0).collect();
    assert_eq!(heads, [1, 1], "the second was lost");
    let mut cut: Vec<_> = news.cut.iter().map(|log| log.0.as_u128()).collect();
    cut.sort_unstable();
    assert_eq!(cut, [2, 3], "whether it was cannot be known of either");
    // What servers know as revision 2 would be something else.
    let refused = append(&store, 2, (1, 2)).await;
    assert!(
        matches!(&refused, Err(StoreError::Conflict { what }) if what.contains("copy of the database")),
        "{refused:?}"
    );
    for number in [2, 3] {
        let raises = work(move |transaction| {
            let log = LogId(Uuid::from_u128(number));
            Box::pin(async move {
                let raised = transaction.raise_epoch(log, Epoch(7)).await?.unwrap();
                assert_eq!((raised.epoch, raised.revision), (Epoch(7), Revision(1)));
                Ok(())
            })
        });
        store.transact(raises).await.unwrap();
        append(&store, number, (7, 2)).await.unwrap();
    }
    assert_eq!(store.fleet_news().await.unwrap().cut, []);
    // And once more.
    cluster.leave_replica_behind();
    cluster.fail_over();
    assert_eq!(store.fleet_news().await.unwrap().cut.len(), 2);
}
