//! Looking after change logs: compaction, sweeping, and new histories.

use std::cell::Cell;

use landfall_core::{
    id::{Cursor, Epoch, Generation, LogId, Revision},
    model::{Change, Environment, LogHead},
    rules::log::{Place, superseded, sweepable},
};
use uuid::Uuid;

use super::{
    fixture::{
        Row, World, at, change, deploy_request, entries, given, log, owner, policy, put, release,
        stored_log, transact, user,
    },
    property,
};
use crate::{Fence, LogStep, ReadLimits, Store, StoreError};

/// A step of compacting a log up to a revision, or of sweeping it up to one from another on.
#[derive(Debug, Clone, Copy)]
enum Care {
    Compact(u64),
    Sweep(u64, u64),
}

async fn care(
    store: &dyn Store,
    owner: Fence,
    log: LogId,
    care: Care,
    most: u32,
) -> Result<Option<LogStep>, StoreError> {
    transact(
        store,
        (owner, log, care, most),
        |transaction, &(owner, log, care, most)| {
            Box::pin(async move {
                match care {
                    Care::Compact(through) => {
                        let through = Revision(through);
                        transaction.compact(owner, log, through, most).await
                    }
                    Care::Sweep(floor, after) => {
                        let (floor, after) = (Revision(floor), Revision(after));
                        transaction.sweep(owner, log, floor, after, most).await
                    }
                }
            })
        },
    )
    .await
}

/// Compacts up to a revision, in steps of so many entries.
async fn compacted(store: &dyn Store, owner: Fence, log: &LogHead, through: u64, most: u32) {
    let end = log.head.0.min(through);
    loop {
        let step = care(store, owner, log.id, Care::Compact(through), most).await;
        if step.unwrap().unwrap().through.0 >= end {
            return;
        }
    }
}

/// Sweeps up to a floor, in steps of so many tombstones.
async fn swept(store: &dyn Store, owner: Fence, log: &LogHead, floor: u64, most: u32) {
    let mut at = 0;
    loop {
        let step = care(store, owner, log.id, Care::Sweep(floor, at), most).await;
        let through = step.unwrap().unwrap().through.0;
        assert!(through >= at);
        at = through;
        if at >= left(store, log).await.0.floor.0 {
            return;
        }
    }
}

/// The log and all that is left in it.
async fn left(store: &dyn Store, log: &LogHead) -> (LogHead, Vec<Change>) {
    let limits = ReadLimits {
        entries: 1_000,
        bytes: 1_000_000,
    };
    let batch = store.changes_after(log.id, Revision(0), limits).await;
    let batch = batch.unwrap().unwrap();
    (batch.log, batch.entries)
}

fn below(entries: &[Change], through: u64) -> Vec<Place> {
    let below = entries.iter().filter(|it| it.revision.0 <= through);
    below.map(Place::from).collect()
}

pub(super) async fn compaction_and_sweeping_leave_what_the_rules_say(store: &dyn Store) {
    let owner = owner(store).await;
    let number = Cell::new(100);
    let asked = (entries(), 0..28_u64, 0..28_u64, 1..6_u32);
    property::holds(40, &asked, async |(drawn, through, floor, most)| {
        number.set(number.get() + 1);
        let (log, mut expected) = stored_log(store, number.get(), &drawn).await;
        compacted(store, owner, &log, through, most).await;
        let gone = superseded(&below(&expected, through));
        expected.retain(|it| !gone.contains(&it.revision));
        assert_eq!(left(store, &log).await, (log.clone(), expected.clone()));

        swept(store, owner, &log, floor, most).await;
        let floor = Revision(floor.min(through).min(log.head.0));
        let gone = sweepable(&below(&expected, floor.0), floor);
        expected.retain(|it| !gone.contains(&it.revision));
        let log = LogHead { floor, ..log };
        assert_eq!(left(store, &log).await, (log.clone(), expected.clone()));

        // Further on from where it stands, and once more, which changes nothing.
        for _ in 0..2 {
            compacted(store, owner, &log, u64::MAX >> 1, most).await;
            let gone = superseded(&below(&expected, log.head.0));
            expected.retain(|it| !gone.contains(&it.revision));
            assert_eq!(left(store, &log).await, (log.clone(), expected.clone()));
        }
    });
}

pub(super) async fn a_step_looks_at_so_many_entries_and_says_how_far_it_got(store: &dyn Store) {
    let owner = owner(store).await;
    let drawn = [(1, 0, false, 1); 5];
    let (log, entries) = stored_log(store, 1, &drawn).await;
    for (through, removed) in [(2, 1), (4, 2), (5, 1), (5, 0)] {
        let step = care(store, owner, log.id, Care::Compact(9), 2).await;
        let through = Revision(through);
        assert_eq!(step.unwrap(), Some(LogStep { through, removed }));
    }
    assert_eq!(left(store, &log).await.1, entries[4..]);
    let nowhere = LogId(Uuid::from_u128(99));
    for step in [Care::Compact(9), Care::Sweep(9, 0)] {
        let step = care(store, owner, nowhere, step, 2).await;
        assert_eq!(step.unwrap(), None);
    }
}

pub(super) async fn only_who_counts_the_fleet_may_compact(store: &dyn Store) {
    let owner = owner(store).await;
    let (log, entries) = stored_log(store, 1, &[(1, 0, false, 1), (1, 0, true, 0)]).await;
    let late = Fence {
        number: owner.number + 1,
        ..owner
    };
    for step in [Care::Compact(9), Care::Sweep(9, 0)] {
        let refused = care(store, late, log.id, step, 9).await;
        assert!(
            matches!(refused, Err(StoreError::Fenced { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(left(store, &log).await, (log, entries));
}

pub(super) async fn tombstones_stay_until_the_floor_is_raised(store: &dyn Store) {
    let owner = owner(store).await;
    let drawn = [(1, 0, false, 1), (1, 0, true, 0), (2, 0, false, 1)];
    let (log, entries) = stored_log(store, 1, &drawn).await;
    swept(store, owner, &log, 9, 10).await;
    assert_eq!(
        left(store, &log).await.0.floor,
        Revision(0),
        "nothing is compacted yet"
    );
    compacted(store, owner, &log, 3, 10).await;
    assert_eq!(left(store, &log).await.1, entries[1..]);
    swept(store, owner, &log, 2, 10).await;
    let floor = Revision(2);
    let (after, rest) = left(store, &log).await;
    assert_eq!(after.floor, floor);
    assert_eq!(rest, entries[2..]);
    swept(store, owner, &log, 1, 10).await;
    assert_eq!(
        left(store, &log).await.0.floor,
        floor,
        "it is never lowered"
    );
}

pub(super) async fn an_older_generation_s_entry_is_refused(store: &dyn Store) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    let entry = |revision, slot: &str, generation| Change {
        slot: slot.parse().unwrap(),
        generation: Generation(generation),
        ..change(&log, revision)
    };
    let newest = async |slot: &str| {
        let asked = (log.id, slot.parse().unwrap());
        let newest = transact(store, asked, |transaction, (log, slot)| {
            Box::pin(async move { transaction.newest_generation(*log, slot).await })
        });
        newest.await.unwrap().map(|generation| generation.0)
    };
    given(store, [(&log).into(), entry(1, "0001", 7).into()]).await;
    assert_eq!(
        (newest("0001").await, newest("0002").await),
        (Some(7), None)
    );
    // A wave of the same generation, another slot's, and a newer hand-over.
    given(
        store,
        [
            entry(2, "0001", 7).into(),
            entry(3, "0002", 1).into(),
            entry(4, "0001", 8).into(),
        ],
    )
    .await;
    let late = put(store, [entry(5, "0001", 7).into()]).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
    assert_eq!(left(store, &log).await.0.head, Revision(4));
    // What a release remembers counts when the entry is gone.
    let (person, rules) = (
        user(world.id(), 7),
        policy(world.id(), world.school.id, 4_409_533),
    );
    let request = deploy_request(&rules, &person, 123_456);
    let handed_over = landfall_core::model::Release {
        generation: Generation(9),
        ..release(&request, &log, 5)
    };
    given(
        store,
        [
            Row::from(&person),
            Row::from(&rules),
            Row::from(&request),
            Row::from(&handed_over),
        ],
    )
    .await;
    assert_eq!(newest("0001").await, Some(9));
    let late = put(store, [entry(5, "0001", 8).into()]).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
    given(store, [entry(5, "0001", 9).into()]).await;
}

pub(super) async fn a_new_history_has_a_higher_epoch_than_any_before(store: &dyn Store) {
    let (log, entries) = stored_log(store, 1, &[(1, 0, false, 1), (2, 0, false, 1)]).await;
    let raised = async |log: LogId, lowest| {
        let raised = transact(
            store,
            (log, Epoch(lowest)),
            |transaction, &(log, lowest)| {
                Box::pin(async move { transaction.raise_epoch(log, lowest).await })
            },
        );
        raised.await.unwrap()
    };
    let end = |epoch| {
        Some(Cursor {
            epoch: Epoch(epoch),
            revision: Revision(2),
        })
    };
    assert_eq!(raised(log.id, 1_700_000_000).await, end(1_700_000_000));
    assert_eq!(
        raised(log.id, 1_600_000_000).await,
        end(1_700_000_001),
        "also when the clock was set back"
    );
    let (after, rest) = left(store, &log).await;
    assert_eq!(
        (after.epoch, after.head),
        (Epoch(1_700_000_001), Revision(2))
    );
    assert_eq!(rest, entries, "entries keep the epoch they were signed in");
    assert_eq!(raised(LogId(Uuid::from_u128(99)), 1).await, None);
    // From here on entries are of the new epoch.
    let next = |epoch| Change {
        epoch: Epoch(epoch),
        ..change(&log, 3)
    };
    assert!(put(store, [next(3).into()]).await.is_err());
    given(store, [next(1_700_000_001).into()]).await;
}

pub(super) async fn a_log_says_which_part_of_it_is_old(store: &dyn Store) {
    let owner = owner(store).await;
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    let entry = |revision, dies: bool, second| {
        let made = change(&log, revision);
        Change {
            pops: None,
            digest: made.digest.filter(|_| !dies),
            created_at: at(second),
            ..made
        }
    };
    let entries = [
        entry(1, false, 10),
        entry(2, true, 20),
        entry(3, false, 30),
        entry(4, true, 40),
    ];
    let rows = std::iter::once(Row::from(&log)).chain(entries.iter().map(Row::from));
    given(store, rows).await;
    let ages = async |entries, tombstones| {
        let ages = store.log_ages(at(entries), at(tombstones)).await.unwrap();
        let [age] = ages.as_slice() else {
            panic!("{ages:?}")
        };
        assert_eq!((age.log.id, age.log.head), (log.id, Revision(4)));
        let number = |revision: Option<Revision>| revision.map(|at| at.0);
        (
            age.compacted.0,
            number(age.compactable),
            number(age.sweepable),
        )
    };
    assert_eq!(ages(9, 99).await, (0, None, None));
    assert_eq!(ages(30, 99).await, (0, Some(3), None));
    let head = Revision(4);
    compacted(
        store,
        owner,
        &LogHead {
            head,
            ..log.clone()
        },
        4,
        10,
    )
    .await;
    assert_eq!(ages(99, 39).await, (4, None, None), "4 is too young");
    assert_eq!(ages(99, 40).await, (4, None, Some(4)));
}
