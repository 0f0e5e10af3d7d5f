//! The pool, and what its connections cannot do.

use std::sync::mpsc::{Receiver, channel};

use futures_util::FutureExt;
use rusqlite::StatementStatus;
use tokio::sync::oneshot;

use super::*;
use crate::{
    Transact,
    sqlite::{
        Create, Options, SqliteStore,
        plan::{statements, steps},
    },
};

impl Readers {
    /// Hears of every statement from now on. There must be one connection only.
    pub(in crate::sqlite) fn statements(&self) -> Receiver<String> {
        let mut idle = self.idle();
        assert_eq!(idle.len(), 1);
        statements(&mut idle[0].connection)
    }

    /// Hears of the steps of every statement from now on. There must be one connection only.
    pub(in crate::sqlite) fn steps(&self) -> Receiver<i32> {
        let mut idle = self.idle();
        assert_eq!(idle.len(), 1);
        steps(&mut idle[0].connection)
    }
}

fn store() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("landfall.db"), Create::New);
    (folder, store.unwrap())
}

fn free(store: &SqliteStore, cost: Cost) -> usize {
    store.readers.places[cost as usize].available_permits()
}

/// Counts until it is ended.
const ENDLESS: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

fn endless(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.query_row(ENDLESS, [], |_| Ok(()))?)
}

const WRITE: &str = "INSERT INTO counter (name, value) VALUES ('policy', 1)";
const COUNT: &str = "SELECT count(*) FROM counter";

fn count(connection: &Connection) -> u64 {
    connection.query_row(COUNT, [], |row| row.get(0)).unwrap()
}

#[test]
fn readers_cannot_write() {
    let (_folder, store) = store();
    let attempt = |connection: &Connection, sql| {
        connection.execute_batch(sql)?;
        Ok(())
    };
    for sql in [
        WRITE,
        "PRAGMA user_version = 9",
        "CREATE TABLE another (a)",
        "DROP TABLE counter",
    ] {
        let refused = store.readers.point(|connection| attempt(connection, sql));
        match refused {
            Err(StoreError::Unavailable(text)) => assert!(text.contains("readonly"), "{text}"),
            other => panic!("{sql}: {other:?}"),
        }
        // Nor when they are told that they may.
        let refused = store.readers.point(|connection| {
            attempt(connection, "PRAGMA query_only = OFF")?;
            attempt(connection, sql)
        });
        assert!(refused.is_err(), "{sql}");
    }
    assert_eq!(
        store
            .readers
            .point(|connection| Ok(count(connection)))
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_long_read_sees_one_snapshot() {
    let (_folder, store) = store();
    let (first_count, counted) = oneshot::channel();
    let (written, wait) = channel();
    let readers = Arc::clone(&store.readers);
    let read = tokio::spawn(async move {
        let read = readers.list(move |connection| {
            let before = count(connection);
            first_count.send(()).unwrap();
            wait.recv().unwrap();
            Ok((before, count(connection)))
        });
        read.await.unwrap()
    });
    counted.await.unwrap();
    let raised = store.transact(Box::new(|transaction| {
        Box::pin(async move { transaction.raise_counter("policy", 7).await })
    }));
    raised.await.unwrap();
    // It is there for everyone who begins now.
    assert_eq!(
        store
            .readers
            .point(|connection| Ok(count(connection)))
            .unwrap(),
        1
    );
    written.send(()).unwrap();
    assert_eq!(read.await.unwrap(), (0, 0));
}

async fn raise(store: &SqliteStore, to: u64) {
    let raised = store.transact(Box::new(move |transaction| {
        Box::pin(async move { transaction.raise_counter("policy", to).await })
    }));
    raised.await.unwrap();
}

#[tokio::test]
async fn what_was_answered_is_seen_by_the_next_read() {
    const VALUE: &str = "SELECT coalesce(max(value), 0) FROM counter";
    let (_folder, store) = store();
    for number in 0..100_u64 {
        // The second of two reads at once has the first one's snapshot.
        for _ in 0..2 {
            let seen = store.readers.point(|connection| {
                Ok(connection.query_row(VALUE, [], |row| row.get::<_, u64>(0))?)
            });
            assert_eq!(seen.unwrap(), number);
        }
        raise(&store, number + 1).await;
    }
}

#[tokio::test]
async fn no_snapshot_is_kept_through_a_write() {
    let (_folder, store) = store();
    let kept = || {
        let idle = store.readers.idle();
        idle.iter()
            .filter(|reader| reader.snapshot.is_some())
            .count()
    };
    store
        .readers
        .point(|connection| Ok(count(connection)))
        .unwrap();
    assert_eq!(kept(), 1);
    raise(&store, 1).await;
    assert_eq!(kept(), 0);
    // Nor is the one of a read that goes on meanwhile.
    store
        .readers
        .point(|connection| {
            assert_eq!(count(connection), 1);
            store.readers.begin_write();
            store.readers.end_write();
            Ok(())
        })
        .unwrap();
    assert_eq!((kept(), store.readers.idle().len()), (0, 1));
}

#[tokio::test]
async fn a_long_read_that_nobody_waits_for_keeps_its_place_until_it_ends() {
    let (_folder, store) = store();
    let readers = &store.readers;
    let mut holds = Vec::new();
    for _ in 0..PLACES[Cost::Light as usize] {
        let (begun, has_begun) = oneshot::channel();
        let (end, ends) = channel::<()>();
        let readers = Arc::clone(readers);
        let read = tokio::spawn(async move {
            let read = readers.list(move |_| {
                begun.send(()).unwrap();
                let _ = ends.recv();
                Ok(())
            });
            read.await
        });
        has_begun.await.unwrap();
        read.abort();
        assert!(read.await.unwrap_err().is_cancelled());
        holds.push(end);
    }
    assert_eq!(free(&store, Cost::Light), 0);
    drop(holds);
    // All of them end, and the next one has its turn.
    assert_eq!(
        readers
            .list(|connection| Ok(count(connection)))
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_long_read_that_panics_is_an_error_of_its_own() {
    let (_folder, store) = store();
    let panicked: Result<(), _> = store.readers.list(|_| panic!("on purpose")).await;
    assert!(
        matches!(panicked, Err(StoreError::Engine(_))),
        "{panicked:?}"
    );
    let next = store.readers.list(|connection| Ok(count(connection))).await;
    assert_eq!(next.unwrap(), 0);
    assert_eq!(free(&store, Cost::Light), PLACES[Cost::Light as usize]);
}

#[test]
fn a_join_is_planned_once() {
    const JOIN: &str =
        "SELECT o.id, m.role FROM organization o LEFT JOIN membership m ON m.customer = o.id
         WHERE o.vipmp_space = ?1 AND o.vipmp_id = ?2";
    let (_folder, store) = store();
    let planned_again = store.readers.point(|connection| {
        for number in ["1000", "2000", "3000"] {
            let mut statement = connection.prepare_cached(JOIN)?;
            assert!(!statement.exists(["customer", number])?);
        }
        let statement = connection.prepare_cached(JOIN)?;
        Ok(statement.get_status(StatementStatus::RePrepare))
    });
    assert_eq!(planned_again.unwrap(), 0);
}

#[test]
fn a_burst_of_readers_leaves_no_more_connections_than_are_kept() {
    fn nested(readers: &Readers, depth: usize) -> Result<(), StoreError> {
        readers.point(|connection| {
            assert_eq!(count(connection), 0);
            match depth {
                0 => Ok(()),
                _ => nested(readers, depth - 1),
            }
        })
    }
    let (_folder, store) = store();
    nested(&store.readers, KEPT + 4).unwrap();
    assert_eq!(store.readers.idle().len(), KEPT);
}

#[test]
fn a_failed_read_gives_its_connection_back() {
    let (_folder, store) = store();
    let failed: Result<(), _> = store.readers.point(|connection| {
        connection.execute_batch("SELECT nothing FROM nowhere")?;
        Ok(())
    });
    assert!(matches!(failed, Err(StoreError::Engine(_))), "{failed:?}");
    assert_eq!(store.readers.idle().len(), 1);
}

#[tokio::test]
async fn lists_are_answered_while_dear_reads_have_all_their_places_and_abandoned_ones_give_theirs_back()
 {
    let (_folder, store) = store();
    let all = PLACES[Cost::Dear as usize];
    let mut dear = Vec::new();
    for _ in 0..all {
        let (begun, has_begun) = oneshot::channel();
        let readers = Arc::clone(&store.readers);
        dear.push(tokio::spawn(async move {
            let read = readers.read(Cost::Dear, move |connection| {
                begun.send(()).unwrap();
                endless(connection)
            });
            read.await
        }));
        has_begun.await.unwrap();
    }
    let list = store.readers.list(|connection| Ok(count(connection))).await;
    assert_eq!(list.unwrap(), 0);
    let next = store
        .readers
        .read(Cost::Dear, |connection| Ok(count(connection)));
    let mut next = std::pin::pin!(next);
    assert!(next.as_mut().now_or_never().is_none());
    for read in dear {
        read.abort();
        assert!(read.await.unwrap_err().is_cancelled());
    }
    // Nobody has asked them to end but that: they would go on for ever.
    assert_eq!(next.await.unwrap(), 0);
    while free(&store, Cost::Dear) < all {
        tokio::task::yield_now().await;
    }
    // Their connections are as good as before.
    let again = store
        .readers
        .read(Cost::Dear, |connection| Ok(count(connection)));
    assert_eq!(again.await.unwrap(), 0);
}

#[tokio::test]
async fn a_read_that_takes_too_long_is_ended_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landfall.db");
    let options = Options {
        statement: Duration::from_millis(50),
    };
    let store = SqliteStore::open_with(&path, Create::New, &options).unwrap();
    let refusal = |refused: Result<(), StoreError>| match refused {
        Err(StoreError::Unavailable(text)) => text,
        other => panic!("{other:?}"),
    };
    for cost in [Cost::Light, Cost::Dear] {
        let text = refusal(store.readers.read(cost, endless).await);
        assert_eq!(text, "a read took longer than the 50ms that it may");
    }
    // What is made of everything takes as long as it takes.
    let whole = store.readers.read(Cost::Whole, |connection| {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(100) {
            assert_eq!(count(connection), 0);
        }
        Ok(())
    });
    whole.await.unwrap();
    // Nor is a place waited for without end.
    let taken = Arc::clone(&store.readers.places[Cost::Dear as usize]);
    let taken = taken.acquire_many_owned(4).await.unwrap();
    let text = refusal(store.readers.read(Cost::Dear, |_| Ok(())).await);
    assert!(text.contains("were in use for 50ms"), "{text}");
    drop(taken);
    store.readers.read(Cost::Dear, |_| Ok(())).await.unwrap();
}
