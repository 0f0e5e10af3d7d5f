//! What a crash leaves: the files as they are while the store is open.

use std::fs;

use landfall_store::sqlite::{Create, SqliteStore};

use crate::place::{Place, leave, left};

#[tokio::test]
async fn what_was_answered_is_there_after_a_crash() {
    let place = Place::new();
    let store = place.make();
    for number in 0..30 {
        leave(&store, &number.to_string()).await;
        let after = Place::new();
        for suffix in ["", "-wal"] {
            let from = place.file(&format!("landfall.db{suffix}"));
            fs::copy(from, after.file(&format!("landfall.db{suffix}"))).unwrap();
        }
        let survivor = after.open().unwrap();
        assert_eq!(left(&survivor).await.len(), number + 1);
    }
}

#[tokio::test]
async fn a_write_that_was_cut_off_is_not_there_and_the_ones_before_it_are() {
    let place = Place::new();
    let store = place.make();
    leave(&store, "first").await;
    leave(&store, "second").await;
    let whole = fs::read(place.file("landfall.db-wal")).unwrap();
    let file = fs::read(place.path()).unwrap();
    let mut most = 0;
    // The log ends anywhere: in the middle of a frame, of a commit, of its header.
    for length in (0..whole.len()).step_by(509) {
        let after = Place::new();
        fs::write(after.path(), &file).unwrap();
        fs::write(after.file("landfall.db-wal"), &whole[..length]).unwrap();
        let survivor = SqliteStore::open(&after.path(), Create::Never).unwrap();
        let found = left(&survivor).await;
        assert_eq!(found, ["first", "second"][..found.len()]);
        assert!(found.len() >= most);
        most = found.len();
        leave(&survivor, "afterwards").await;
    }
    assert_eq!(most, 1, "the end of the log was never reached");
}
