//! Change logs: entries without a gap, and a head that follows them.

use landfall_core::{
    id::{Epoch, LogId, Revision},
    model::{Change, Environment, LogHead},
};
use uuid::Uuid;

use super::fixture::{Row, World, change, given, log, put, transact};
use crate::{Store, StoreError};

async fn heads(store: &dyn Store) -> Vec<(LogId, Epoch, Revision)> {
    let logs = store.fleet().await.unwrap().logs.into_iter();
    logs.map(|log| (log.id, log.epoch, log.head)).collect()
}

pub(super) async fn entries_follow_each_other_and_move_their_log_s_head(store: &dyn Store) {
    let world = World::stored(store).await;
    let first = log(world.id(), Environment::Production, 1);
    let second = LogHead {
        epoch: Epoch(8),
        head: Revision(41),
        ..log(world.id(), Environment::Staging, 2)
    };
    let tombstone = Change {
        pops: None,
        digest: None,
        payload: Vec::new(),
        ..change(&first, 2)
    };
    given(
        store,
        [
            Row::from(&first),
            Row::from(&second),
            Row::from(change(&first, 1)),
            Row::from(tombstone),
            Row::from(change(&second, 42)),
            Row::from(change(&first, 3)),
        ],
    )
    .await;
    assert_eq!(
        heads(store).await,
        [
            (first.id, Epoch(3), Revision(3)),
            (second.id, Epoch(8), Revision(42))
        ]
    );
}

pub(super) async fn an_entry_that_is_not_the_next_is_a_conflict(store: &dyn Store) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    given(
        store,
        [
            (&log).into(),
            change(&log, 1).into(),
            change(&log, 2).into(),
        ],
    )
    .await;
    let nowhere = LogHead {
        id: LogId(Uuid::from_u128(99)),
        ..log.clone()
    };
    let other_epoch = |epoch| Change {
        epoch: Epoch(epoch),
        ..change(&log, 3)
    };
    for (wrong, why) in [
        (change(&log, 4), "a gap"),
        (change(&log, 2), "a repetition"),
        (change(&log, 1), "an old one"),
        (change(&log, 0), "none"),
        (other_epoch(2), "an epoch that is over"),
        (other_epoch(4), "an epoch that has not begun"),
        (change(&nowhere, 1), "a log that is not there"),
    ] {
        let appended = put(store, [wrong.into()]).await;
        assert!(
            matches!(appended, Err(StoreError::Conflict { .. })),
            "{why}: {appended:?}"
        );
        assert_eq!(
            heads(store).await,
            [(log.id, Epoch(3), Revision(2))],
            "{why}"
        );
    }
    given(store, [change(&log, 3).into()]).await;
}

pub(super) async fn of_two_writers_of_one_revision_one_is_refused(store: &dyn Store) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    given(store, [(&log).into()]).await;
    for revision in 1..=5 {
        let append = || put(store, [change(&log, revision).into()]);
        let outcomes = futures_util::future::join_all((0..8).map(|_| append())).await;
        let kept = outcomes.iter().filter(|outcome| outcome.is_ok());
        assert_eq!(kept.count(), 1, "{outcomes:?}");
    }
    assert_eq!(heads(store).await, [(log.id, Epoch(3), Revision(5))]);
}

pub(super) async fn an_entry_goes_with_the_transaction_that_appended_it(store: &dyn Store) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    given(store, [(&log).into()]).await;
    let undone = transact(store, change(&log, 1), |transaction, change| {
        Box::pin(async move {
            transaction.append_change(change).await?;
            Err::<(), _>(StoreError::GivenUp)
        })
    });
    assert!(undone.await.is_err());
    assert_eq!(heads(store).await, [(log.id, Epoch(3), Revision(0))]);
    given(store, [change(&log, 1).into()]).await;
}

pub(super) async fn who_has_locked_a_log_knows_the_next_revision(store: &dyn Store) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    given(store, [(&log).into()]).await;
    let appends = (0..8).map(|_| {
        transact(store, log.clone(), |transaction, log| {
            Box::pin(async move {
                let mut revisions = Vec::new();
                for _ in 0..3 {
                    let end = transaction.lock_log(log.id).await?.unwrap();
                    assert_eq!(end.epoch, log.epoch);
                    let next = end.revision.0 + 1;
                    transaction.append_change(&change(log, next)).await?;
                    revisions.push(next);
                }
                Ok(revisions)
            })
        })
    });
    let mut revisions: Vec<u64> = Vec::new();
    for appended in futures_util::future::join_all(appends).await {
        let appended = appended.unwrap();
        assert!(appended.windows(2).all(|two| two[0] + 1 == two[1]));
        revisions.extend(appended);
    }
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=24).collect::<Vec<_>>());
    assert_eq!(heads(store).await, [(log.id, Epoch(3), Revision(24))]);
    let nowhere = transact(store, (), |transaction, ()| {
        Box::pin(async move { transaction.lock_log(LogId(Uuid::from_u128(99))).await })
    });
    assert_eq!(nowhere.await.unwrap(), None);
}
