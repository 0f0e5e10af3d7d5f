//! Closing: everything in the one file, and the lock let go.

use rusqlite::{Connection, OpenFlags};

use crate::place::{Place, leave, left};

fn rows(connection: &Connection, pragma: &str) -> Vec<String> {
    let mut statement = connection.prepare(pragma).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_closed_store_is_one_sound_file() {
    let place = Place::new();
    let store = place.make();
    for number in 0..20 {
        leave(&store, &number.to_string()).await;
    }
    // Readers were used, too.
    assert_eq!(left(&store).await.len(), 20);
    drop(store);
    assert_eq!(place.names(), ["landfall.db", "landfall.db.lock"]);

    // Whoever copies that file alone has everything.
    let copy = place.file("copy.db");
    std::fs::copy(place.path(), &copy).unwrap();
    let connection = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    assert_eq!(rows(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(rows(&connection, "PRAGMA foreign_key_check"), [""; 0]);
    assert_eq!(rows(&connection, "SELECT resource_id FROM event").len(), 20);
}

#[tokio::test]
async fn closing_waits_for_commands_that_were_handed_over() {
    let place = Place::new();
    let store = std::sync::Arc::new(place.make());
    let task = tokio::spawn({
        let store = std::sync::Arc::clone(&store);
        async move {
            for number in 0..200 {
                leave(store.as_ref(), &number.to_string()).await;
            }
        }
    });
    while left(store.as_ref()).await.is_empty() {
        tokio::task::yield_now().await;
    }
    task.abort();
    let _ = task.await;
    let answered = left(store.as_ref()).await.len();
    drop(std::sync::Arc::into_inner(store).unwrap());
    let reopened = place.open().unwrap();
    let found = left(&reopened).await.len();
    assert!(found >= answered, "{found} of {answered}");
}
