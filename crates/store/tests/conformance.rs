//! Each engine passes the suite of every engine.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod sqlite {
    use landfall_store::{Create, sqlite::SqliteStore};
    use tempfile::TempDir;

    async fn open() -> (SqliteStore, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("landfall.db"), Create::New);
        (store.unwrap(), folder)
    }

    landfall_store::conformance_tests!(open);
}

mod postgres {
    use landfall_store::{
        Create,
        postgres::{Options, PostgresStore, testing::Cluster},
    };

    async fn open() -> (PostgresStore, Cluster) {
        let cluster = Cluster::start();
        let options = Options::default();
        let store = PostgresStore::open(&cluster.address(), Create::New, &options).await;
        (store.unwrap(), cluster)
    }

    landfall_store::conformance_tests!(open);
}
