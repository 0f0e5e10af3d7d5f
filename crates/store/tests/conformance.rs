//! The embedded engine passes the suite of every engine.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use landfall_store::sqlite::{Create, SqliteStore};
use tempfile::TempDir;

async fn open() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("landfall.db"), Create::New);
    (store.unwrap(), folder)
}

landfall_store::conformance_tests!(open);
