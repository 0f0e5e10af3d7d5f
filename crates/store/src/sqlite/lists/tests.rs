//! Counters that somebody has changed by hand.

use rusqlite::Connection;

use crate::{
    lists::tampering::{TAMPERINGS, filled, is_found_and_mended},
    sqlite::{Create, SqliteStore},
};

#[tokio::test]
async fn what_was_tampered_with_is_found_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landfall.db");
    let store = SqliteStore::open(&path, Create::New).unwrap();
    let world = filled(&store).await;
    for tampering in TAMPERINGS {
        let by_hand = Connection::open(&path).unwrap();
        let changed = by_hand.execute(tampering, []).unwrap();
        assert!(changed > 0, "{tampering}");
        is_found_and_mended(&store, &world, tampering).await;
    }
}
