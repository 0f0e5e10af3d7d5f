//! How far a change has got, told in full.

use landfall_core::{
    id::{PopId, Revision, ServerId},
    model::{Platform, ServerMembership},
    rules::counting::Tally,
};
use landfall_feed::{Asked, ExceptionChange, Fleet, Report};

use crate::fixture::{
    asked, at, fleet, head, hello, joining, landing, landing_asked, log, now, pop, release, report,
    server, slot, two_pops,
};

/// Two servers in Riga and one in Lima that all have said hello; 42 is handed over.
fn under_way() -> Fleet {
    let fleet = two_pops(2, 1);
    for id in 1..=3 {
        fleet.hello(ServerId(id), &hello(at(3, 41))).unwrap();
    }
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    fleet
}

fn fails(fleet: &Fleet, id: u64) {
    let failed = Report {
        exceptions: vec![ExceptionChange {
            slot: slot(),
            running: Some(Revision(41)),
        }],
        ..report(at(3, 42))
    };
    fleet.report(ServerId(id), &failed).unwrap();
}

fn counted(counted: u64) -> Tally {
    Tally {
        counted,
        ..Tally::default()
    }
}

#[test]
fn received_is_between_owed_and_landed() {
    let fleet = under_way();
    let told = |fleet: &Fleet| landing(fleet, &[release(42)], now());
    let owed = told(&fleet);
    assert_eq!(
        owed.pops[0].tally,
        Tally {
            awaited: 2,
            ..counted(2)
        }
    );
    fleet.received(ServerId(1), at(3, 42)).unwrap();
    let received = Tally {
        received: 1,
        awaited: 2,
        ..counted(2)
    };
    assert_eq!(told(&fleet).pops[0].tally, received);
    fleet.report(ServerId(1), &report(at(3, 42))).unwrap();
    let landed = Tally {
        received: 1,
        landed: 1,
        awaited: 1,
        ..counted(2)
    };
    assert_eq!(told(&fleet).pops[0].tally, landed);
    // What was on its way when the stream broke is not any more.
    fleet.received(ServerId(2), at(3, 42)).unwrap();
    assert_eq!(told(&fleet).pops[0].tally.received, 2);
    fleet.hello(ServerId(2), &hello(at(3, 41))).unwrap();
    assert_eq!(told(&fleet).pops[0].tally.received, 1);
    assert_eq!(
        told(&fleet).all(),
        Tally {
            received: 1,
            landed: 1,
            awaited: 2,
            ..counted(3)
        }
    );
}

#[test]
fn what_was_received_of_another_epoch_or_log_is_nothing() {
    let fleet = under_way();
    fleet.received(ServerId(1), at(3, 42)).unwrap();
    fleet.head_moved(&head(Platform::Adn, 4, 42));
    assert_eq!(landing(&fleet, &[release(42)], now()).all().received, 0);
    fleet.received(ServerId(1), at(3, 42)).unwrap();
    assert_eq!(landing(&fleet, &[release(42)], now()).all().received, 0);
    let mut elsewhere = release(42);
    elsewhere.log = log(2);
    let told = landing(&fleet, &[elsewhere], now());
    assert_eq!((told.all().counted, told.all().received), (3, 0));
    assert!(told.pops.iter().all(|pop| !pop.released));
}

#[test]
fn a_failure_names_the_server_and_what_it_runs_instead() {
    let fleet = under_way();
    fails(&fleet, 2);
    let told = landing(&fleet, &[release(42)], now());
    let failed = Tally {
        received: 1,
        failed: 1,
        awaited: 1,
        ..counted(2)
    };
    assert_eq!(told.pops[0].tally, failed);
    let [failure] = told.failures.as_slice() else {
        panic!("{:?}", told.failures);
    };
    assert_eq!(
        (
            failure.server,
            failure.name.as_str(),
            &*failure.pop,
            failure.running
        ),
        (ServerId(2), "edge-2", "Europe : Riga", Revision(41))
    );
}

#[test]
fn of_thousands_of_failures_a_few_are_named_and_all_are_counted() {
    let places = (1..=30).map(|id| pop(id, "Europe", &format!("Place {id}")));
    let servers = (1..=900).map(|id| server(id, 1 + id % 30, Platform::Adn, at(3, 41)));
    let fleet = fleet(places.collect(), servers.collect(), Vec::new());
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    for id in 1..=900 {
        fleet.hello(ServerId(id), &hello(at(3, 41))).unwrap();
        fails(&fleet, id);
    }
    let told = landing(&fleet, &[release(42)], now());
    assert_eq!((told.all().failed, told.failures.len()), (900, 200));
    let of_first = told
        .failures
        .iter()
        .filter(|one| one.pop == told.pops[0].name);
    assert_eq!(of_first.count(), 10);
}

#[test]
fn who_is_silent_is_stale_and_not_awaited_unless_the_fleet_was_just_read() {
    let fleet = two_pops(2, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    let told = |seconds| landing(&fleet, &[release(42)], now().plus(seconds)).all();
    assert_eq!(
        told(40),
        Tally {
            stale: 2,
            awaited: 2,
            ..counted(2)
        }
    );
    fleet.hello(ServerId(1), &hello(at(3, 41))).unwrap();
    assert_eq!(
        told(0),
        Tally {
            stale: 1,
            awaited: 2,
            ..counted(2)
        }
    );
    assert_eq!(
        told(40),
        Tally {
            stale: 2,
            awaited: 1,
            ..counted(2)
        }
    );
}

#[test]
fn pops_are_told_of_where_no_server_is_counted() {
    let fleet = under_way();
    fleet
        .set_membership(ServerId(3), ServerMembership::Drained)
        .unwrap();
    fleet
        .enrol(joining(server(9, 2, Platform::Adn, at(0, 0))))
        .unwrap();
    let told = landing(&fleet, &[release(42)], now());
    let lima = &told.pops[1];
    assert_eq!(
        (lima.pop, &*lima.name),
        (PopId(2), "South America : Lima, Peru")
    );
    assert_eq!(
        lima.tally,
        Tally {
            joining: 1,
            drained: 1,
            ..Tally::default()
        }
    );
    // It has no share, and none that weighs.
    fleet.report(ServerId(1), &report(at(3, 42))).unwrap();
    let told = landing(&fleet, &[release(42)], now());
    assert_eq!(told.percent_of_pops().to_bits(), 50_f64.to_bits());
}

#[test]
fn where_it_was_not_released_it_is_owed_to_all() {
    let fleet = under_way();
    let mut wave = release(42);
    wave.pops = Some(vec![PopId(2)]);
    for id in 1..=3 {
        fleet.report(ServerId(id), &report(at(3, 42))).unwrap();
    }
    let told = landing(&fleet, &[wave], now());
    let released: Vec<_> = (told.pops.iter())
        .map(|pop| (pop.released, pop.tally.landed))
        .collect();
    assert_eq!(released, [(false, 0), (true, 1)]);
}

/// Who is waited for, whether it has the change and is stale, and for how many seconds.
fn waited_for(fleet: &Fleet, asked: Asked) -> Vec<(u64, bool, bool, i64)> {
    let told = landing_asked(fleet, &[release(42)], asked);
    let waiting = told.waiting.iter();
    waiting
        .map(|one| {
            let seconds = asked.now.seconds() - one.since.seconds();
            (one.server.0, one.received, one.stale, seconds)
        })
        .collect()
}

#[test]
fn a_server_that_does_not_get_on_is_named_with_how_long() {
    let fleet = under_way();
    fleet.received(ServerId(1), at(3, 42)).unwrap();
    fleet.report(ServerId(2), &report(at(3, 42))).unwrap();
    let none: [(u64, bool, bool, i64); 0] = [];
    assert_eq!(
        waited_for(&fleet, asked(now().plus(9))),
        none,
        "it takes a moment"
    );
    let stuck = [(1, true, false, 10), (3, false, false, 10)];
    assert_eq!(waited_for(&fleet, asked(now().plus(10))), stuck);
    // The third gets on, if slowly; the first says that it is there, and no more.
    fleet.head_moved(&head(Platform::Adn, 3, 50));
    for (id, revision) in [(1, 41), (3, 42)] {
        let later = Report {
            at: now().plus(25),
            ..report(at(3, revision))
        };
        fleet.report(ServerId(id), &later).unwrap();
    }
    assert_eq!(
        waited_for(&fleet, asked(now().plus(30))),
        [(1, true, false, 30)]
    );
    // What is handed over later is waited for from then on.
    let later = Asked {
        handed_over_at: now().plus(25),
        ..asked(now().plus(34))
    };
    assert_eq!(waited_for(&fleet, later), none);
    // A failure is told as one.
    fails(&fleet, 1);
    assert_eq!(waited_for(&fleet, asked(now().plus(30))), none);
}

#[test]
fn a_silent_server_is_named_with_when_it_was_heard_of_last() {
    let fleet = under_way();
    fleet.report(ServerId(2), &report(at(3, 42))).unwrap();
    let silent = [(1, false, true, 31), (3, false, true, 31)];
    assert_eq!(
        waited_for(&fleet, asked(now().plus(31))),
        silent,
        "who has landed it before may be silent"
    );
    fleet
        .set_membership(ServerId(3), ServerMembership::Drained)
        .unwrap();
    assert_eq!(waited_for(&fleet, asked(now().plus(31))), silent[..1]);
}

#[test]
fn who_has_not_come_back_after_a_while_is_not_waited_for_any_more() {
    let fleet = two_pops(2, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    let mut asked = asked(now().plus(20));
    let told = landing_asked(&fleet, &[release(42)], asked);
    assert_eq!((told.all().awaited, told.waiting.len()), (2, 0));
    asked.newly_read = false;
    let told = landing_asked(&fleet, &[release(42)], asked);
    assert_eq!((told.all().awaited, told.all().stale), (0, 2));
    assert_eq!(told.waiting.len(), 2);
    assert!(
        told.waiting
            .iter()
            .all(|one| one.stale && one.since == now())
    );
}

#[test]
fn of_thousands_that_are_waited_for_a_few_are_named() {
    let places = (1..=30).map(|id| pop(id, "Europe", &format!("Place {id}")));
    let servers = (1..=900).map(|id| server(id, 1 + id % 30, Platform::Adn, at(3, 41)));
    let fleet = fleet(places.collect(), servers.collect(), Vec::new());
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    for id in 1..=900 {
        fleet.hello(ServerId(id), &hello(at(3, 41))).unwrap();
    }
    let told = landing(&fleet, &[release(42)], now().plus(20));
    assert_eq!((told.all().awaited, told.waiting.len()), (900, 200));
}
