//! Making a store: whole or not at all, and never over another.

use std::{fs, os::unix::fs::PermissionsExt};

use landfall_store::{
    StoreError,
    sqlite::{Create, SqliteStore},
};

use crate::place::{Place, leave, left};

#[tokio::test]
async fn a_store_is_for_its_owner_s_eyes_only() {
    let place = Place::new();
    let store = place.make();
    leave(&store, "something").await;
    let names = place.names();
    assert_eq!(
        names,
        [
            "landfall.db",
            "landfall.db-shm",
            "landfall.db-wal",
            "landfall.db.lock"
        ]
    );
    for name in names {
        let mode = fs::metadata(place.file(&name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_store_is_not_made_over_another() {
    let place = Place::new();
    let store = place.make();
    leave(&store, "first").await;
    for is_open in [true, false] {
        let again = SqliteStore::open(&place.path(), Create::New);
        assert!(
            matches!(again, Err(StoreError::Conflict { .. })),
            "{is_open}"
        );
    }
    drop(store);
    let again = SqliteStore::open(&place.path(), Create::New);
    match again {
        Err(error) => assert!(error.to_string().contains("landfall.db exists already")),
        Ok(_) => panic!("it was made anew"),
    }
    assert_eq!(left(&place.open().unwrap()).await, ["first"]);
}

#[test]
fn any_other_file_in_the_place_is_left_alone() {
    let place = Place::new();
    fs::write(place.path(), "").unwrap();
    let made = SqliteStore::open(&place.path(), Create::New);
    assert!(matches!(made, Err(StoreError::Conflict { .. })));
    assert_eq!(fs::read(place.path()).unwrap(), b"");
    assert_eq!(place.names(), ["landfall.db"]);
}

#[test]
fn what_an_interrupted_attempt_left_does_not_stop_the_next() {
    let place = Place::new();
    // Half a draft and its journal, as a crash leaves them.
    fs::write(place.file("landfall.db.new"), "half").unwrap();
    fs::write(place.file("landfall.db.new-journal"), "half").unwrap();
    let refusal = place.refusal();
    assert!(refusal.contains("there is no store"), "{refusal}");
    drop(place.make());
    assert_eq!(place.names(), ["landfall.db", "landfall.db.lock"]);
    drop(place.open().unwrap());
}

#[test]
fn a_log_that_lost_its_store_is_not_taken_for_the_new_one_s() {
    for left in ["landfall.db-wal", "landfall.db-journal"] {
        let place = Place::new();
        fs::write(place.file(left), "somebody's last writes").unwrap();
        match SqliteStore::open(&place.path(), Create::New) {
            Err(StoreError::Foreign(text)) => {
                assert!(
                    text.contains(left) && text.contains("move it away"),
                    "{text}"
                );
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("made beside {left}"),
        }
        assert_eq!(place.names(), [left]);
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let place = Place::new();
    match SqliteStore::open(&place.file("missing/landfall.db"), Create::New) {
        Err(StoreError::Unavailable(text)) => assert!(text.contains("missing"), "{text}"),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("made in no folder"),
    }
}
