//! Counters that somebody has changed by hand, and the work that a page takes.

use rusqlite::Connection;

use crate::{
    lists::tampering::{
        DEEP, Deep, MANY, TAMPERINGS, filled, is_found_and_mended, many_more, rebuilt,
    },
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

/// The work is counted in the steps of SQLite's machine: passing over the rows before a page would be thousands.
#[tokio::test]
async fn a_deep_page_takes_as_little_work_as_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landfall.db");
    let store = SqliteStore::open(&path, Create::New).unwrap();
    let world = filled(&store).await;
    let by_hand = Connection::open(&path).unwrap();
    let series = format!(
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {MANY}) SELECT n FROM s)"
    );
    let id = "CAST(printf('%016d', n) AS BLOB)";
    by_hand.execute(&many_more(&series, id), []).unwrap();
    rebuilt(&store).await;
    let steps = store.readers.steps();
    for of in DEEP {
        let pages = Deep::of(&store, &world, of).await;
        let mut work = Vec::new();
        for page in &pages {
            let _ = steps.try_iter().count();
            page.read(&store).await;
            work.push(steps.try_iter().sum::<i32>());
        }
        let [first, last] = work[..] else {
            panic!("{work:?}")
        };
        assert!(first > 100, "{of:?}: {work:?}");
        assert!(last <= 2 * first && last < 20_000, "{of:?}: {work:?}");
    }
}
