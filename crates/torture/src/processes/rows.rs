//! What is in the store, read without the product.

use super::world::{Engine, World, lock};

/// The rows that a statement gives; what the columns are says the type of the result.
macro_rules! rows {
    ($world:expr, $statement:expr) => {
        match $world.engine {
            Engine::Sqlite => {
                let file = $world.path("data").join("landfall.db");
                let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
                let store = rusqlite::Connection::open_with_flags(file, flags).unwrap();
                let mut prepared = store.prepare($statement).unwrap();
                let columns = prepared.column_count();
                let rows = prepared.query_map([], |row| {
                    (0..columns).map(|column| row.get(column)).collect()
                });
                rows.unwrap().map(Result::unwrap).collect()
            }
            Engine::Postgres => {
                let cluster = lock(&$world.cluster).clone().unwrap();
                $world.runtime.block_on(async {
                    let session = cluster.session().await;
                    session
                        .batch_execute("SET search_path TO landfall")
                        .await
                        .unwrap();
                    let rows = session.query($statement, &[]).await.unwrap();
                    let rows = rows
                        .iter()
                        .map(|row| (0..row.len()).map(|column| row.get(column)).collect());
                    rows.collect()
                })
            }
        }
    };
}

impl World {
    /// Rows whose columns are whole numbers.
    pub(super) fn rows(&self, statement: &str) -> Vec<Vec<i64>> {
        rows!(self, statement)
    }

    /// Rows whose columns are texts.
    pub(super) fn texts(&self, statement: &str) -> Vec<Vec<String>> {
        rows!(self, statement)
    }
}
