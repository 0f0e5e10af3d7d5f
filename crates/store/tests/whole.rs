//! What stores are copied by: both engines have to have the same tables and columns.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::{collections::BTreeSet, sync::Arc};

use landfall_store::{
    Create, StoreError,
    postgres::{
        Options, PostgresStore,
        testing::{Cluster, Stop},
    },
    sqlite::SqliteStore,
    whole::{Ending, Place, Source},
};

/// Of the engine over a network: who has the store, and marks of writes.
const OF_ONE_ENGINE: [&str; 3] = ["store", "writer", "list_change"];
/// The row's own number in the embedded engine.
const ROW_NUMBERS: [&str; 1] = ["organization.added"];

fn columns_of_a_file(path: &std::path::Path) -> BTreeSet<String> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection
        .prepare(
            "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'",
        )
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

async fn columns_of_a_database(cluster: &Cluster) -> BTreeSet<String> {
    let session = cluster.session().await;
    let rows = session
        .query(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'landfall'",
            &[],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.get::<_, String>(0), row.get::<_, String>(1)))
        .filter(|(table, _)| !OF_ONE_ENGINE.contains(&table.as_str()))
        .map(|(table, column)| format!("{table}.{column}"))
        .filter(|column| !ROW_NUMBERS.contains(&column.as_str()))
        .collect()
}

fn make_file(path: &std::path::Path) {
    drop(SqliteStore::open(path, Create::New).unwrap());
}

async fn make_database(cluster: &Cluster) {
    let options = Options::default();
    let store = PostgresStore::open(&cluster.address(), Create::New, &options).await;
    drop(store.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_have_the_same_tables_and_columns() {
    let (folder, cluster) = (tempfile::tempdir().unwrap(), Cluster::start());
    let file = folder.path().join("landfall.db");
    make_file(&file);
    make_database(&cluster).await;
    let (of_file, of_database) = (
        columns_of_a_file(&file),
        columns_of_a_database(&cluster).await,
    );
    assert!(of_file.len() > 100, "{of_file:?}");
    let only: Vec<_> = of_file.symmetric_difference(&of_database).collect();
    assert!(only.is_empty(), "in one engine only: {only:?}");
}

/// Every table is looked up on both sides, also one without rows.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_or_column_that_one_engine_lacks_stops_a_copy() {
    for (hurt, said) in [
        ("ALTER TABLE pop ADD COLUMN colour TEXT", "pop.colour"),
        ("ALTER TABLE pop DROP COLUMN longitude", "pop.longitude"),
        ("DROP TABLE idempotency", "idempotency"),
    ] {
        let (folder, cluster) = (tempfile::tempdir().unwrap(), Cluster::start());
        let file = folder.path().join("landfall.db");
        make_file(&file);
        rusqlite::Connection::open(&file)
            .unwrap()
            .execute_batch(hurt)
            .unwrap();
        let source = Source::open(Place::File(file)).await.unwrap();
        let to = Place::Postgres(Box::new(cluster.address()), Options::default());
        let error = source
            .copy(&to, Ending::Move, Arc::new(()))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Engine(_)), "{error}");
        assert!(error.to_string().contains(said), "{error}");
        let row = cluster
            .session()
            .await
            .query_one("SELECT to_regnamespace('landfall') IS NULL", &[])
            .await
            .unwrap();
        assert!(row.get::<_, bool>(0));
    }
}

/// In containers every process may have the same number.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_of_another_machine_with_the_same_number_is_another() {
    let (folder, cluster) = (tempfile::tempdir().unwrap(), Cluster::start());
    make_database(&cluster).await;
    let from = || Place::Postgres(Box::new(cluster.address()), Options::default());
    let to = Place::File(folder.path().join("landfall.db"));
    for name in ["landfall {}", "landfall {} 0123456789abcdef"] {
        let other = cluster.session().await;
        let name = name.replace("{}", &std::process::id().to_string());
        other
            .batch_execute(&format!("SET application_name = '{name}'"))
            .await
            .unwrap();
        let source = Source::open(from()).await.unwrap();
        let error = source.copy(&to, Ending::Move, Arc::new(())).await;
        let text = error.unwrap_err().to_string();
        let said = format!("process {} has the store", std::process::id());
        assert!(text.contains(&said), "{text}");
        drop(other);
        let watch = cluster.session().await;
        let there =
            format!("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = '{name}'");
        while !watch
            .query_one(&there, &[])
            .await
            .unwrap()
            .get::<_, bool>(0)
        {
            tokio::task::yield_now().await;
        }
    }
    // This process's own sessions are no other's.
    let (address, options) = (cluster.address(), Options::default());
    let beside = PostgresStore::open(&address, Create::Never, &options).await;
    let source = Source::open(from()).await.unwrap();
    source.copy(&to, Ending::Move, Arc::new(())).await.unwrap();
    drop(beside.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_put_aside_is_not_copied() {
    let (folder, cluster) = (tempfile::tempdir().unwrap(), Cluster::start());
    make_database(&cluster).await;
    let session = cluster.session().await;
    session
        .batch_execute(
            "CREATE ROLE reader LOGIN;
             GRANT USAGE ON SCHEMA landfall TO reader;
             GRANT ALL ON ALL TABLES IN SCHEMA landfall TO reader;
             GRANT ALL ON ALL SEQUENCES IN SCHEMA landfall TO reader",
        )
        .await
        .unwrap();
    let url = cluster.url_of("reader", "postgres");
    let from = Place::Postgres(Box::new(url.parse().unwrap()), Options::default());
    let to = folder.path().join("landfall.db");
    let source = Source::open(from).await.unwrap();
    let place = Place::File(to.clone());
    let copied = source.copy(&place, Ending::Move, Arc::new(())).await;
    let text = copied.unwrap_err().to_string();
    assert!(
        text.contains("could not be put aside afterwards") && text.contains("nothing was copied"),
        "{text}"
    );
    assert!(!to.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_in_the_middle_is_said_and_leaves_no_file() {
    let (folder, mut cluster) = (tempfile::tempdir().unwrap(), Cluster::start());
    make_database(&cluster).await;
    let from = Place::Postgres(Box::new(cluster.address()), Options::default());
    let source = Source::open(from).await.unwrap();
    let locked = cluster.session().await;
    locked
        .batch_execute("BEGIN; LOCK TABLE landfall.event IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let to = Place::File(folder.path().join("landfall.db"));
    let copy = tokio::spawn(async move { source.copy(&to, Ending::Move, Arc::new(())).await });
    let watch = cluster.session().await;
    let waits = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    while !watch.query_one(waits, &[]).await.unwrap().get::<_, bool>(0) {
        tokio::task::yield_now().await;
    }
    cluster.stop(Stop::Immediate);
    let error = copy.await.unwrap().unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["landfall.db.lock"], "{names:?}");
}
