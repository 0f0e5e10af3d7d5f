//! What a group of commands does when the engine takes its transaction away.

use futures_util::future::BoxFuture;

use super::*;
use crate::{
    Transaction,
    sqlite::{Create, open::writing_connection},
    sqlite::{SqliteStore, write::SqliteTransaction},
};

/// A command that draws a number of a counter and then does what `then` says.
fn draws(counter: &'static str, then: Result<(), StoreError>) -> Command {
    command(move |transaction| {
        let then = then.clone();
        Box::pin(async move {
            transaction.next_number(counter).await?;
            then
        })
    })
}

fn command(
    work: impl for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<(), StoreError>>
    + Send
    + Sync
    + 'static,
) -> Command {
    Command {
        work: Box::new(work),
        answer: oneshot::channel().0,
    }
}

/// A transaction on a new store, after `setting` on its connection.
fn transaction(setting: &str) -> (tempfile::TempDir, SqliteTransaction) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landfall.db");
    drop(SqliteStore::open(&path, Create::New).unwrap());
    let connection = writing_connection(&path).unwrap();
    connection.execute_batch(setting).unwrap();
    (folder, SqliteTransaction::new(connection))
}

fn counter(transaction: &SqliteTransaction, name: &str) -> Option<u64> {
    let sql = "SELECT max(value) FROM counter WHERE name = ?";
    let connection = transaction.connection();
    connection.query_row(sql, [name], |row| row.get(0)).unwrap()
}

/// Makes SQLite undo the whole transaction, savepoints included, whenever the counter `fatal` is touched.
const FATAL: &str = "CREATE TEMP TRIGGER fatal BEFORE INSERT ON counter WHEN NEW.name = 'fatal'
    BEGIN SELECT RAISE(ROLLBACK, 'gone'); END";

#[test]
fn a_command_that_takes_the_transaction_down_takes_nobody_with_it() {
    let (_folder, mut transaction) = transaction(FATAL);
    let group = [
        draws("before", Ok(())),
        draws("gave-up", Err(StoreError::GivenUp)),
        draws("fatal", Ok(())),
        draws("after", Ok(())),
        draws("fatal", Ok(())),
        draws("last", Ok(())),
    ];
    let outcomes = commit_together(&mut transaction, &group);
    let kept: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(kept, [true, false, false, true, false, true]);
    for (name, value) in [
        ("before", Some(1)),
        ("gave-up", None),
        ("fatal", None),
        ("after", Some(1)),
        ("last", Some(1)),
    ] {
        assert_eq!(counter(&transaction, name), value, "{name}");
    }
}

#[test]
fn a_command_that_hides_the_end_of_the_transaction_is_told_of_it() {
    let (_folder, mut transaction) = transaction(FATAL);
    let hides = command(|transaction| {
        Box::pin(async move {
            let _ = transaction.next_number("fatal").await;
            transaction.next_number("alone").await?;
            Ok(())
        })
    });
    let outcomes = commit_together(&mut transaction, &[draws("first", Ok(())), hides]);
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
    assert!(outcomes[1].is_err(), "{outcomes:?}");
    assert_eq!(counter(&transaction, "first"), Some(1));
    assert_eq!(counter(&transaction, "alone"), None);
}

#[test]
fn a_full_disk_fails_the_command_that_needs_room_and_says_so() {
    let (_folder, mut transaction) = transaction("CREATE TEMP TABLE unused (a)");
    let pages: i64 = transaction
        .connection()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    transaction
        .connection()
        .execute_batch(&format!("PRAGMA max_page_count = {}", pages + 4))
        .unwrap();
    let large = command(|transaction| {
        Box::pin(async move {
            let key = landfall_core::model::SealedKey {
                id: 1,
                purpose: landfall_core::model::KeyPurpose::SessionSigning,
                public: Vec::new(),
                sealed: vec![7; 1 << 20],
                created_at: landfall_core::id::Timestamp::from_seconds(0),
            };
            transaction.insert_key(&key).await
        })
    });
    let group = [draws("before", Ok(())), large, draws("after", Ok(()))];
    let outcomes = commit_together(&mut transaction, &group);
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    match &outcomes[1] {
        Err(StoreError::Unavailable(text)) => assert!(text.contains("full"), "{text}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(counter(&transaction, "before"), Some(1));
    assert_eq!(counter(&transaction, "after"), Some(1));
}

#[test]
fn a_group_that_cannot_begin_fails_whole_and_the_next_one_works() {
    let (folder, mut transaction) = transaction("PRAGMA busy_timeout = 0");
    let other = writing_connection(&folder.path().join("landfall.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let group = || [draws("one", Ok(())), draws("two", Ok(()))];
    let outcomes = commit_together(&mut transaction, &group());
    for outcome in outcomes {
        assert!(
            matches!(outcome, Err(StoreError::Unavailable(_))),
            "{outcome:?}"
        );
    }
    other.execute_batch("ROLLBACK").unwrap();
    let outcomes = commit_together(&mut transaction, &group());
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(counter(&transaction, "two"), Some(1));
}

#[test]
fn a_transaction_that_was_left_open_is_undone_before_the_next_group() {
    let (_folder, mut transaction) =
        transaction("BEGIN IMMEDIATE; INSERT INTO counter VALUES ('left', 9)");
    let outcomes = commit_together(&mut transaction, &[draws("next", Ok(()))]);
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
    assert_eq!(counter(&transaction, "left"), None);
    assert_eq!(counter(&transaction, "next"), Some(1));
}

#[test]
fn whoever_gives_up_undoes_what_it_has_changed_and_nothing_else_whatever_the_group_is_like() {
    let gives_up = || command(|_| Box::pin(async { Err(StoreError::GivenUp) }));
    let looks = || {
        command(|transaction| {
            Box::pin(async move {
                // What was undone is not seen by those behind it.
                match transaction.next_number("undone").await? {
                    1 => Ok(()),
                    other => Err(StoreError::Engine(other.to_string())),
                }
            })
        })
    };
    let (_folder, mut transaction) = transaction("CREATE TEMP TABLE unused (a)");
    let clean = [draws("a", Ok(())), gives_up(), draws("a", Ok(()))];
    let changed = transaction.connection().total_changes();
    let outcomes = commit_together(&mut transaction, &clean);
    let kept: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(kept, [true, false, true], "{outcomes:?}");
    let once = transaction.connection().total_changes() - changed;
    assert_eq!((once, counter(&transaction, "a")), (2, Some(2)), "run once");
    let dirty = [
        draws("a", Ok(())),
        gives_up(),
        draws("undone", Err(StoreError::GivenUp)),
        looks(),
        draws("undone", Err(StoreError::GivenUp)),
        draws("a", Ok(())),
    ];
    let outcomes = commit_together(&mut transaction, &dirty);
    let kept: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(
        kept,
        [true, false, false, true, false, true],
        "{outcomes:?}"
    );
    assert_eq!(counter(&transaction, "a"), Some(4));
    assert_eq!(counter(&transaction, "undone"), Some(1));
}
