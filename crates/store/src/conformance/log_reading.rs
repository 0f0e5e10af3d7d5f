//! Reading change logs: live, while catching up, and to sweep.

use std::{cell::Cell, collections::HashSet};

use landfall_core::{
    id::{LogId, PopId, Revision},
    model::{Change, Environment, LogHead},
    rules::log::{read, slots},
};
use uuid::Uuid;

use super::{
    fixture::{Row, World, change, entries, given, log, stored_log},
    property,
};
use crate::{ChangeBatch, LogReader, ReadLimits, Store};

const ALL: ReadLimits = ReadLimits {
    entries: 1_000,
    bytes: 1_000_000,
};

/// A log of three entries in epoch 3.
async fn three(store: &dyn Store) -> (LogHead, [Change; 3]) {
    let world = World::stored(store).await;
    let log = log(world.id(), Environment::Production, 1);
    let changes = [1, 2, 3].map(|revision| change(&log, revision));
    let rows = std::iter::once(Row::from(&log)).chain(changes.iter().map(Row::from));
    given(store, rows).await;
    let head = Revision(3);
    (LogHead { head, ..log }, changes)
}

async fn after(store: &dyn Store, log: &LogHead, at: u64, limits: ReadLimits) -> ChangeBatch {
    let batch = store.changes_after(log.id, Revision(at), limits).await;
    batch.unwrap().unwrap()
}

pub(super) async fn entries_come_back_as_they_were_appended_with_their_log(store: &dyn Store) {
    let (log, changes) = three(store).await;
    let tombstone = Change {
        pops: None,
        digest: None,
        payload: Vec::new(),
        ..change(&log, 4)
    };
    given(store, [Row::from(&tombstone)]).await;
    let batch = after(store, &log, 1, ALL).await;
    let head = Revision(4);
    assert_eq!(batch.log, LogHead { head, ..log });
    assert_eq!(
        batch.entries,
        [changes[1].clone(), changes[2].clone(), tombstone]
    );
    assert_eq!(batch.through, head);
}

pub(super) async fn a_reader_gets_no_more_than_it_wants_and_something_always(store: &dyn Store) {
    let (log, changes) = three(store).await;
    // Each has four bytes.
    for (entries, bytes, expected) in [
        (1_000, 1_000_000, 3),
        (2, 1_000_000, 2),
        (1_000, 8, 2),
        (1_000, 7, 2),
        (1_000, 4, 1),
        (1_000, 1, 1),
    ] {
        let batch = after(store, &log, 0, ReadLimits { entries, bytes }).await;
        assert_eq!(
            batch.entries,
            changes[..expected],
            "{entries} entries, {bytes} bytes"
        );
        assert_eq!(batch.through, Revision(expected as u64));
    }
}

pub(super) async fn at_the_head_there_is_nothing_and_beyond_it_neither(store: &dyn Store) {
    let (log, _) = three(store).await;
    for (at, through) in [(3, 3), (99, 99)] {
        let batch = after(store, &log, at, ALL).await;
        assert!(batch.entries.is_empty());
        assert_eq!(batch.through, Revision(through), "it never goes back");
    }
    let nowhere = LogId(Uuid::from_u128(99));
    let (pop, none) = (PopId(1), Revision(0));
    let reader = LogReader {
        log: nowhere,
        pop,
        after: none,
        until: none,
    };
    assert_eq!(store.changes_after(nowhere, none, ALL).await.unwrap(), None);
    assert_eq!(store.changes_for(reader, ALL).await.unwrap(), None);
    assert_eq!(store.live_slots(nowhere, pop).await.unwrap(), None);
}

pub(super) async fn one_that_catches_up_gets_what_the_rule_says(store: &dyn Store) {
    let number = Cell::new(100);
    let asked = (entries(), 1..5_u64, 0..26_u64, 0..30_u64, 1..6_u32);
    property::holds(40, &asked, async |(drawn, pop, after, until, limit)| {
        number.set(number.get() + 1);
        let (log, all) = stored_log(store, number.get(), &drawn).await;
        let reader = LogReader {
            log: log.id,
            pop: PopId(pop),
            after: Revision(after),
            until: Revision(until),
        };
        let limits = ReadLimits {
            entries: limit,
            ..ALL
        };
        let batch = store.changes_for(reader, limits).await.unwrap().unwrap();
        let until = reader.until.min(log.head);
        let (expected, through) = read(&all, reader.pop, reader.after, until, limit as usize);
        assert_eq!(batch.entries.iter().collect::<Vec<_>>(), expected);
        // An engine need not look whether there is more behind a full batch.
        let last = expected.last().map(|entry| entry.revision);
        assert!(
            batch.through == through || Some(batch.through) == last,
            "{batch:?}"
        );
        assert_eq!(batch.log, log);
        // To the end in pieces: nothing twice, nothing left out.
        let (mut at, mut got) = (reader.after, Vec::new());
        while at < until {
            let after = at;
            let piece = store
                .changes_for(LogReader { after, ..reader }, limits)
                .await;
            let piece = piece.unwrap().unwrap();
            assert!(piece.through > at);
            at = piece.through;
            got.extend(piece.entries);
        }
        let (whole, _) = read(&all, reader.pop, reader.after, until, usize::MAX);
        assert_eq!(got.iter().collect::<Vec<_>>(), whole);
    });
}

pub(super) async fn what_lives_is_what_no_tombstone_has_taken_away(store: &dyn Store) {
    let number = Cell::new(100);
    property::holds(30, &(entries(), 1..5_u64), async |(drawn, pop)| {
        number.set(number.get() + 1);
        let (log, all) = stored_log(store, number.get(), &drawn).await;
        let live = store.live_slots(log.id, PopId(pop)).await;
        let live = live.unwrap().unwrap();
        assert_eq!(live.log, log);
        assert!(live.slots.is_sorted_by(|a, b| a.as_str() < b.as_str()));
        let found: HashSet<_> = live.slots.iter().collect();
        assert_eq!(found, slots(&all, PopId(pop)));
    });
}
