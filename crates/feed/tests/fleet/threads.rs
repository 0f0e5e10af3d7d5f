//! Many at once: whatever a reader sees is of one instant.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use landfall_core::{
    id::{Revision, ServerId},
    model::{Platform, ServerMembership},
};

use crate::fixture::{at, counted, head, hello, release, report, status, two_pops};

const HEAD: u64 = 341;
const SERVERS: u64 = 60;

#[test]
fn a_server_is_counted_in_every_snapshot_up_to_the_revision_it_confirmed() {
    let fleet = two_pops(SERVERS / 2, SERVERS / 2);
    fleet.head_moved(&head(Platform::Adn, 3, HEAD));
    for id in 1..=SERVERS {
        fleet.hello(ServerId(id), &hello(at(3, 41))).unwrap();
    }
    // Past the head fixed at hello, so that from here on each step is counted.
    for id in 1..=SERVERS {
        fleet.report(ServerId(id), &report(at(3, HEAD))).unwrap();
    }
    let end = HEAD + 200;
    fleet.head_moved(&head(Platform::Adn, 3, end));
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let fleet = &fleet;
                scope.spawn(move || {
                    for revision in HEAD + 1..=end {
                        for id in (1..=SERVERS).filter(|id| id % 4 == writer) {
                            fleet
                                .report(ServerId(id), &report(at(3, revision)))
                                .unwrap();
                        }
                    }
                })
            })
            .collect();
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut before = 0;
                    let mut finished = false;
                    while !finished {
                        finished = done.load(Ordering::Acquire);
                        let last = counted(&fleet, &[release(end)]);
                        assert_eq!(last.all(), SERVERS);
                        assert!(last.done() >= before, "{} after {before}", last.done());
                        before = last.done();
                    }
                    assert_eq!(before, SERVERS);
                })
            })
            .collect();
        let saver = scope.spawn(|| {
            let mut record = std::collections::BTreeMap::new();
            let mut finished = false;
            while !finished {
                finished = done.load(Ordering::Acquire);
                for progress in fleet.drain_dirty() {
                    let newer = record.insert(progress.server, progress.cursor.revision);
                    assert!(newer.is_none_or(|before| before <= progress.cursor.revision));
                }
            }
            record
        });
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Release);
        for reader in readers {
            reader.join().unwrap();
        }
        let record = saver.join().unwrap();
        assert_eq!(record.len() as u64, SERVERS);
        assert!(record.values().all(|revision| *revision == Revision(end)));
    });
}

#[test]
fn comings_and_goings_never_show_more_done_than_there_are() {
    let fleet = two_pops(8, 8);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let operators: Vec<_> = (0..2_u64)
            .map(|operator| {
                let fleet = &fleet;
                scope.spawn(move || {
                    for round in 0..2_000_u64 {
                        let id = ServerId(1 + (round * 7 + operator) % 16);
                        let drained = ServerMembership::Drained;
                        fleet.set_membership(id, drained).unwrap();
                        fleet.report(id, &report(at(3, 41))).unwrap();
                        fleet.set_membership(id, ServerMembership::Counted).unwrap();
                    }
                })
            })
            .collect();
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                let now = counted(&fleet, &[release(41)]);
                // All are at the head, so whoever is counted is done.
                assert_eq!(now.done(), now.all());
                assert!(now.all() >= 14, "two operators drain one each at most");
            }
        });
        for operator in operators {
            operator.join().unwrap();
        }
        done.store(true, Ordering::Release);
        reader.join().unwrap();
    });
    assert_eq!(status(&fleet, &[release(41)]).done(), 16);
}
