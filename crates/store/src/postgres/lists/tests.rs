//! Counters that somebody has changed by hand, the work that a page takes, and changes that are folded by whoever comes first.

use std::{sync::Arc, time::Duration};

use landfall_core::model::{Direction, FulfillmentField, PageRequest, SoldFilter};

use crate::{
    Create, FulfillmentReads, StoreError, SubscriptionReads,
    conformance::fixture::{Row, fulfillment, given, put},
    lists::tampering::{
        DEEP, Deep, MANY, TAMPERINGS, filled, is_found_and_mended, many_more, rebuilt,
    },
    postgres::{Options, PostgresStore, testing::Cluster},
};

async fn made(cluster: &Cluster) -> PostgresStore {
    let options = Options::default();
    let store = PostgresStore::open(&cluster.address(), Create::New, &options).await;
    store.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_tampered_with_is_found_and_mended() {
    let cluster = Cluster::start();
    let store = made(&cluster).await;
    let world = filled(&store).await;
    let by_hand = cluster.session().await;
    by_hand
        .batch_execute("SET search_path = landfall")
        .await
        .unwrap();
    let invented = "INSERT INTO list_change (scope, list, class, at, id, entries)
        SELECT scope, list, class, at, id, 1 FROM list_entry LIMIT 1";
    for tampering in TAMPERINGS.into_iter().chain([invented]) {
        let changed = by_hand.execute(tampering, &[]).await.unwrap();
        assert!(changed > 0, "{tampering}");
        is_found_and_mended(&store, &world, tampering).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_passes_by_while_another_folds_and_its_changes_are_folded_later() {
    let cluster = Cluster::start();
    let store = made(&cluster).await;
    let world = filled(&store).await;
    let by_hand = cluster.session().await;
    by_hand
        .batch_execute("SET search_path = landfall")
        .await
        .unwrap();
    let waiting = async || -> i64 {
        let sql = "SELECT count(*) FROM list_change";
        by_hand.query_one(sql, &[]).await.unwrap().get(0)
    };
    let many = |from: u128| {
        let rows = (from..from + 200).map(|n| Row::from(fulfillment(world.id(), world.msp.id, n)));
        rows.collect::<Vec<Row>>()
    };
    // Whoever folds holds this lock.
    let lock = 0x4C4E_4446_0000_0003_i64;
    by_hand
        .execute("SELECT pg_advisory_lock($1)", &[&lock])
        .await
        .unwrap();
    given(&store, many(1_000)).await;
    assert!(waiting().await >= 200 * 4);
    let check = || async {
        let report = crate::CounterReads::check_counters(&store, Arc::new(|_, _| ())).await;
        assert_eq!(report.unwrap().faults, 0);
    };
    check().await;
    by_hand
        .execute("SELECT pg_advisory_unlock($1)", &[&lock])
        .await
        .unwrap();
    given(&store, many(2_000)).await;
    assert_eq!(waiting().await, 0);
    check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_takes_too_long_is_ended_and_named_whatever_it_was_sent_with() {
    let cluster = Cluster::start();
    let world = filled(&made(&cluster).await).await;
    let (address, view) = (cluster.address(), world.whole());
    let options = Options {
        statement: Duration::from_millis(400),
        ..Options::default()
    };
    let store = PostgresStore::open(&address, Create::Never, &options);
    let store = store.await.unwrap();
    let by_hand = cluster.session().await;
    let names_it = |what: &str, error: StoreError| match error {
        StoreError::Unavailable(text) => {
            assert!(text.contains("statement timeout (57014)"), "{what}: {text}");
        }
        other => panic!("{what}: {other:?}"),
    };
    let page = PageRequest {
        offset: 0,
        limit: 25,
    };
    let order = [(FulfillmentField::UpdatedAt, Direction::Descending)];
    for table in ["list_block", "list_block", "list_change"] {
        let lock = format!("BEGIN; LOCK TABLE landfall.{table}");
        by_hand.batch_execute(&lock).await.unwrap();
        let read = store.fulfillments(&view, None, &order, page).await;
        names_it(table, read.unwrap_err());
        by_hand.batch_execute("ROLLBACK").await.unwrap();
    }
    let lock = "BEGIN; LOCK TABLE landfall.organization";
    by_hand.batch_execute(lock).await.unwrap();
    let filter = SoldFilter::default();
    let read = store.sold_accounts(&view, &filter, &[], page);
    names_it("two statements", read.await.unwrap_err());
    by_hand.batch_execute("ROLLBACK").await.unwrap();
    // They are prepared from here on, and wait where they are run.
    let read = store.sold_accounts(&view, &filter, &[], page);
    read.await.unwrap();
    by_hand.batch_execute(lock).await.unwrap();
    let read = store.sold_accounts(&view, &filter, &[], page);
    names_it("two statements again", read.await.unwrap_err());
    let write = put(
        &store,
        [Row::from(fulfillment(world.id(), world.msp.id, 999_999))],
    );
    names_it("a write", write.await.unwrap_err());
    by_hand.batch_execute("ROLLBACK").await.unwrap();
    let read = store.fulfillments(&view, None, &order, page);
    assert!(read.await.unwrap().total > 0);
}

/// Rows and entries of indexes that were read so far. A session tells when it ends.
async fn told(by_hand: &tokio_postgres::Client) -> i64 {
    let others = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    while by_hand
        .query_one(others, &[])
        .await
        .unwrap()
        .get::<_, i64>(0)
        > 0
    {
        tokio::task::yield_now().await;
    }
    // This session tells by itself only once a second or so: what its inserts have read would come in the middle of the pages.
    by_hand
        .batch_execute("SELECT pg_stat_force_next_flush()")
        .await
        .unwrap();
    let read = "SELECT ((SELECT sum(seq_tup_read) FROM pg_stat_user_tables)
        + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes))::bigint";
    by_hand.query_one(read, &[]).await.unwrap().get(0)
}

/// The work is counted in rows and entries of indexes: passing over those before a page would be thousands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deep_page_takes_as_little_work_as_the_first() {
    const TIMES: i64 = 10;
    let cluster = Cluster::start();
    let store = made(&cluster).await;
    let world = filled(&store).await;
    let by_hand = cluster.session().await;
    let series = format!("generate_series(1, {MANY}) n");
    let more = many_more(&series, "md5(n::text)::uuid");
    by_hand
        .batch_execute("SET search_path = landfall")
        .await
        .unwrap();
    by_hand.execute(&more, &[]).await.unwrap();
    rebuilt(&store).await;
    by_hand.batch_execute("ANALYZE").await.unwrap();
    let mut pages = Vec::new();
    for of in DEEP {
        pages.push((of, Deep::of(&store, &world, of).await));
    }
    drop(store);
    let mut before = told(&by_hand).await;
    for (of, pages) in pages {
        let mut work = Vec::new();
        for page in &pages {
            let (address, options) = (cluster.address(), Options::default());
            let store = PostgresStore::open(&address, Create::Never, &options).await;
            let store = store.unwrap();
            for _ in 0..TIMES {
                page.read(&store).await;
            }
            drop(store);
            let now = told(&by_hand).await;
            work.push((now - before) / TIMES);
            before = now;
        }
        let [first, last] = work[..] else {
            panic!("{work:?}")
        };
        assert!(first >= 25, "{of:?}: {work:?}");
        assert!(last <= 2 * first && last < 2_000, "{of:?}: {work:?}");
    }
}
