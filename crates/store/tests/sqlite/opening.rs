//! Opening what is there, and refusing what is not a store of this program.

use std::fs;

use landfall_store::{
    StoreError,
    sqlite::{Create, SqliteStore},
};
use rusqlite::Connection;

use crate::place::{Place, leave, left};

#[tokio::test]
async fn reopening_finds_everything() {
    let place = Place::new();
    let mut names = Vec::new();
    drop(place.make());
    for round in 0..3 {
        let store = place.open().unwrap();
        assert_eq!(left(&store).await, names);
        let name = format!("round {round}");
        leave(&store, &name).await;
        names.push(name);
    }
}

#[test]
fn where_there_is_no_store_nothing_is_made() {
    let place = Place::new();
    match place.open() {
        Err(StoreError::Foreign(text)) => {
            assert!(text.contains("landfall.db"), "{text}");
            assert!(text.contains("`landfall init`"), "{text}");
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("opened nothing"),
    }
    assert_eq!(place.names(), [""; 0]);
    let deeper = SqliteStore::open(&place.file("missing/landfall.db"), Create::Never);
    assert!(matches!(deeper, Err(StoreError::Foreign(_))));
}

/// The file is refused for what it is, and is not touched.
fn refused(place: &Place, words: &str) {
    let before = fs::read(place.path()).unwrap();
    match place.open() {
        Err(StoreError::Foreign(text)) => {
            assert!(text.contains(words), "{text}");
            assert!(text.contains("landfall.db"), "{text}");
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was opened"),
    }
    assert_eq!(fs::read(place.path()).unwrap(), before);
    assert_eq!(place.names(), ["landfall.db", "landfall.db.lock"]);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    for content in ["", "short", &"long ".repeat(4_000)] {
        let place = Place::new();
        fs::write(place.path(), content).unwrap();
        refused(&place, "is not a Landfall store");
    }
}

#[test]
fn another_program_s_database_is_refused_and_left_as_it_was() {
    let place = Place::new();
    let other = Connection::open(place.path()).unwrap();
    other
        .execute_batch("CREATE TABLE tenant (id TEXT); PRAGMA user_version = 1")
        .unwrap();
    other.close().unwrap();
    refused(&place, "is not a Landfall store");
}

#[test]
fn a_store_of_a_later_version_is_refused_and_left_as_it_was() {
    let place = Place::new();
    drop(place.make());
    let other = Connection::open(place.path()).unwrap();
    other.execute_batch("PRAGMA user_version = 1000").unwrap();
    other.close().unwrap();
    refused(&place, "use a newer Landfall");
    let refusal = place.refusal();
    assert!(refusal.contains("version 1000"), "{refusal}");
}

#[test]
fn a_folder_in_the_place_of_the_file_is_refused() {
    let place = Place::new();
    fs::create_dir(place.path()).unwrap();
    let refusal = place.refusal();
    assert!(refusal.contains("landfall.db"), "{refusal}");
}

#[tokio::test]
async fn a_store_whose_pages_are_damaged_says_so() {
    let place = Place::new();
    let store = place.make();
    leave(&store, "something").await;
    drop(store);
    let mut bytes = fs::read(place.path()).unwrap();
    // All but the first page, which tells what the file is.
    bytes[4_096..].fill(0xA5);
    fs::write(place.path(), bytes).unwrap();
    let found = match place.open() {
        Ok(store) => {
            use landfall_store::AdminReads;
            store.events(0, 10).await.map(|_| ())
        }
        Err(error) => Err(error),
    };
    match found {
        Err(StoreError::Corrupt(text)) => assert!(!text.is_empty()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_position_is_not_given_again_when_its_event_is_gone() {
    use landfall_store::AdminReads;
    let place = Place::new();
    let store = place.make();
    leave(&store, "first").await;
    leave(&store, "second").await;
    let last = store.events(0, 10).await.unwrap()[1].position;
    drop(store);
    let other = Connection::open(place.path()).unwrap();
    other.execute_batch("DELETE FROM event").unwrap();
    other.close().unwrap();
    let store = place.open().unwrap();
    leave(&store, "third").await;
    let events = store.events(last, 10).await.unwrap();
    assert_eq!(events.len(), 1, "a reader that follows positions sees it");
}
