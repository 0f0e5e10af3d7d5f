//! What goes back to the record, and when.

use landfall_core::{
    id::{Revision, ServerId},
    model::{Platform, ServerMembership, ServerProgress},
};
use landfall_feed::{ExceptionChange, Hello, Report};

use crate::fixture::{at, head, hello, joining, log, now, report, server, slot, two_pops};

fn ids(progress: &[ServerProgress]) -> Vec<u64> {
    progress.iter().map(|server| server.server.0).collect()
}

#[test]
fn a_change_is_handed_out_once_as_it_is_when_handed_out() {
    let fleet = two_pops(3, 0);
    assert!(fleet.drain_dirty().is_empty(), "what was read is saved");
    fleet.head_moved(&head(Platform::Adn, 3, 43));
    fleet.report(ServerId(2), &report(at(3, 42))).unwrap();
    let failing = Report {
        exceptions: vec![ExceptionChange {
            slot: slot(),
            running: Some(Revision(41)),
        }],
        ..report(at(3, 43))
    };
    fleet.report(ServerId(2), &failing).unwrap();
    let expected = ServerProgress {
        server: ServerId(2),
        membership: ServerMembership::Counted,
        cursor: at(3, 43),
        counted: at(3, 43),
        last_seen_at: Some(now()),
        exceptions: vec![(slot(), Revision(41))],
    };
    assert_eq!(fleet.progress(ServerId(2)).as_ref(), Some(&expected));
    assert_eq!(fleet.drain_dirty(), [expected]);
    assert!(fleet.drain_dirty().is_empty());
}

#[test]
fn what_could_not_be_saved_comes_again_with_what_has_happened_since() {
    let fleet = two_pops(2, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 43));
    for id in [1, 2] {
        fleet.report(ServerId(id), &report(at(3, 42))).unwrap();
    }
    let lost = fleet.drain_dirty();
    fleet.report(ServerId(1), &report(at(3, 43))).unwrap();
    fleet
        .set_membership(ServerId(2), ServerMembership::Removed)
        .unwrap();
    fleet.mark_dirty(lost.iter().map(|progress| progress.server));
    let again = fleet.drain_dirty();
    assert_eq!((ids(&again), again[0].cursor), (vec![1], at(3, 43)));
}

#[test]
fn heartbeats_are_saved_once_a_minute() {
    let fleet = two_pops(1, 0);
    fleet.heartbeat(ServerId(1), now()).unwrap();
    assert_eq!(ids(&fleet.drain_dirty()), [1]);
    for seconds in [10, 20, 30, 40, 50] {
        fleet.heartbeat(ServerId(1), now().plus(seconds)).unwrap();
        assert!(fleet.drain_dirty().is_empty(), "after {seconds} s");
    }
    fleet.heartbeat(ServerId(1), now().plus(60)).unwrap();
    let saved = fleet.drain_dirty();
    assert_eq!(saved[0].last_seen_at, Some(now().plus(60)));
    // One that was overtaken does not turn the time back.
    fleet.heartbeat(ServerId(1), now().plus(50)).unwrap();
    let server = fleet.server(ServerId(1)).unwrap();
    assert_eq!(server.last_seen_at, Some(now().plus(60)));
}

#[test]
fn a_repeated_report_costs_no_write() {
    let fleet = two_pops(1, 0);
    fleet.hello(ServerId(1), &hello(at(3, 41))).unwrap();
    fleet.drain_dirty();
    fleet.report(ServerId(1), &report(at(3, 41))).unwrap();
    assert!(fleet.drain_dirty().is_empty());
}

#[test]
fn joining_is_saved() {
    let fleet = two_pops(0, 0);
    let new = joining(server(1, 1, Platform::Adn, at(0, 0)));
    fleet.enrol(new).unwrap();
    fleet.hello(ServerId(1), &hello(at(0, 0))).unwrap();
    fleet.report(ServerId(1), &report(at(3, 41))).unwrap();
    let saved = fleet.drain_dirty();
    assert_eq!(saved[0].membership, ServerMembership::Counted);
}

#[test]
fn a_new_failure_needs_no_write_of_its_own_but_a_fallback_does() {
    let fleet = two_pops(1, 0);
    fleet.hello(ServerId(1), &hello(at(3, 41))).unwrap();
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    let runs = |cursor, running| Report {
        exceptions: vec![ExceptionChange {
            slot: slot(),
            running: Some(Revision(running)),
        }],
        ..report(cursor)
    };
    let failed = fleet.report(ServerId(1), &runs(at(3, 42), 41)).unwrap();
    assert!(
        !failed.lowered,
        "the record has neither the change nor the failure"
    );
    let fell_back = fleet.report(ServerId(1), &runs(at(3, 42), 40)).unwrap();
    assert!(fell_back.lowered);
    let recovered = fleet.report(ServerId(1), &runs(at(3, 42), 41)).unwrap();
    assert!(!recovered.lowered);
}

#[test]
fn a_fallback_that_comes_with_a_cursor_that_moves_needs_a_write_too() {
    // After a restart the record may be behind what the server has: its word brings news and a fall-back at once.
    let fleet = two_pops(1, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 43));
    let said = Hello {
        exceptions: vec![(slot(), Revision(12))],
        ..hello(at(3, 43))
    };
    assert!(fleet.hello(ServerId(1), &said).unwrap().lowered);
}

#[test]
fn what_a_new_log_makes_of_exceptions_is_saved() {
    let fleet = two_pops(0, 0);
    let new = joining(server(1, 1, Platform::Adn, at(0, 0)));
    fleet.enrol(new).unwrap();
    let failing = Hello {
        exceptions: vec![(slot(), Revision(7))],
        ..hello(at(3, 40))
    };
    fleet.hello(ServerId(1), &failing).unwrap();
    fleet.drain_dirty();
    let mut anew = head(Platform::Adn, 3, 41);
    anew.id = log(2);
    fleet.head_moved(&anew);
    let saved = fleet.drain_dirty();
    assert_eq!(saved[0].exceptions, [(slot(), Revision(0))]);
}
