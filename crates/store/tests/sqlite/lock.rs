//! One process at a time.

use std::os::unix::fs::symlink;

use landfall_store::{
    StoreError,
    sqlite::{Create, SqliteStore},
};

use crate::place::{Place, leave, left};

#[tokio::test]
async fn a_second_open_is_refused_and_told_which_process_to_stop() {
    let place = Place::new();
    let store = place.make();
    for _ in 0..2 {
        match place.open() {
            Err(StoreError::Unavailable(text)) => {
                let process = format!("process {} ", std::process::id());
                assert!(text.contains(&process), "{text}");
                assert!(text.contains("landfall.db"), "{text}");
                assert!(text.contains("stop it first"), "{text}");
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("two have it open"),
        }
    }
    // The first one is none the worse for it.
    leave(&store, "first").await;
    drop(store);
    let reopened = place.open().unwrap();
    assert_eq!(left(&reopened).await, ["first"]);
}

#[test]
fn another_name_for_the_store_finds_the_same_lock() {
    let place = Place::new();
    let store = place.make();
    let folder = tempfile::tempdir().unwrap();
    let (file_link, folder_link) = (folder.path().join("link.db"), folder.path().join("link"));
    symlink(place.path(), &file_link).unwrap();
    symlink(place.path().parent().unwrap(), &folder_link).unwrap();
    let names = [file_link, folder_link.join("landfall.db")];
    for name in &names {
        let second = SqliteStore::open(name, Create::Never);
        assert!(matches!(second, Err(StoreError::Unavailable(_))));
    }
    drop(store);
    for name in &names {
        drop(SqliteStore::open(name, Create::Never).unwrap());
    }
}

#[test]
fn a_lock_file_that_was_left_behind_locks_nothing() {
    let place = Place::new();
    drop(place.make());
    std::fs::write(place.file("landfall.db.lock"), "1\n").unwrap();
    drop(place.open().unwrap());
}
