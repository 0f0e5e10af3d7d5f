//! What other fleets got wrong, each as a test of that name.

use landfall_core::{
    id::{PopId, Revision, ServerId},
    model::{Environment, Exception, Platform, ServerMembership},
};
use landfall_feed::{Error, ExceptionChange, Health, Hello, Report, Servers};

use crate::fixture::{
    at, fleet, head, hello, joining, log, now, pop, release, report, server, shares, slot, status,
    tenant, two_pops,
};

#[test]
fn a_dead_server_is_shown_as_stale_and_still_counts_as_what_it_is() {
    let fleet = two_pops(2, 0);
    for id in [1, 2] {
        fleet.heartbeat(ServerId(id), now()).unwrap();
    }
    fleet.heartbeat(ServerId(1), now().plus(25)).unwrap();
    let health = fleet.health(now().plus(40));
    assert_eq!(health.len(), 1);
    assert_eq!(
        health[0].counted,
        Servers {
            healthy: 1,
            stale: 1
        }
    );
    let dead = fleet.server(ServerId(2)).unwrap();
    assert_eq!(Health::of(dead.last_seen_at, now().plus(40)), Health::Stale);
    assert_eq!(
        shares(&status(&fleet, &[release(41)])),
        [("Europe : Riga", 2, 2)]
    );
}

#[test]
fn an_offline_server_stays_in_the_denominator() {
    let fleet = two_pops(2, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    fleet.report(ServerId(1), &report(at(3, 42))).unwrap();
    let propagation = status(&fleet, &[release(42)]);
    assert_eq!(shares(&propagation), [("Europe : Riga", 1, 2)]);
}

#[test]
fn a_joining_server_does_not_make_a_finished_change_fall_back() {
    let fleet = two_pops(1, 0);
    assert!(status(&fleet, &[release(41)]).complete());
    let new = joining(server(9, 2, Platform::Adn, at(0, 0)));
    fleet.enrol(new).unwrap();
    fleet.hello(ServerId(9), &hello(at(0, 0))).unwrap();
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    let half_way = fleet.report(ServerId(9), &report(at(3, 41))).unwrap();
    assert!(!half_way.joined, "the head has moved on");
    assert_eq!(
        shares(&status(&fleet, &[release(41)])),
        [("Europe : Riga", 1, 1)]
    );
    assert!(
        fleet
            .report(ServerId(9), &report(at(3, 42)))
            .unwrap()
            .joined
    );
    assert_eq!(
        shares(&status(&fleet, &[release(41)])),
        [
            ("Europe : Riga", 1, 1),
            ("South America : Lima, Peru", 1, 1)
        ]
    );
}

/// At 60 percent the next server would make it 50 at once, and the one that leaves 75. It counts when it has what it is counted for.
#[test]
fn a_server_that_joins_at_60_percent_counts_when_it_is_there() {
    let fleet = two_pops(5, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    for id in 1..=3 {
        fleet.report(ServerId(id), &report(at(3, 42))).unwrap();
    }
    let percent = || status(&fleet, &[release(42)]).percent().to_string();
    assert_eq!(percent(), "60.0");
    fleet
        .enrol(joining(server(9, 1, Platform::Adn, at(0, 0))))
        .unwrap();
    fleet.hello(ServerId(9), &hello(at(0, 0))).unwrap();
    assert_eq!(percent(), "60.0");
    // It has the change that is looked at, and not yet the end of the log.
    fleet.head_moved(&head(Platform::Adn, 3, 43));
    fleet.report(ServerId(9), &report(at(3, 42))).unwrap();
    assert_eq!(percent(), "60.0");
    let there = fleet.report(ServerId(9), &report(at(3, 43))).unwrap();
    assert!(there.joined);
    assert_eq!(
        shares(&status(&fleet, &[release(42)])),
        [("Europe : Riga", 4, 6)]
    );
}

#[test]
fn nothing_of_nothing_is_not_a_number_anywhere() {
    let fleet = two_pops(0, 1);
    fleet
        .set_membership(ServerId(1), ServerMembership::Drained)
        .unwrap();
    let propagation = status(&fleet, &[release(41)]);
    assert!(propagation.pops.is_empty());
    assert_eq!(propagation.percent().to_string(), "0.0");
    assert!(!propagation.complete());
    let elsewhere = fleet.propagation(&tenant(), Platform::HttpSmall, Environment::Staging, &[]);
    assert_eq!(elsewhere, propagation);
}

#[test]
fn a_failed_change_is_not_done_though_the_cursor_has_passed_it() {
    let fleet = two_pops(2, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    let fails = |running| Report {
        cursor: at(3, 42),
        exceptions: vec![ExceptionChange {
            slot: slot(),
            running,
        }],
        at: now(),
    };
    fleet
        .report(ServerId(1), &fails(Some(Revision(41))))
        .unwrap();
    fleet.report(ServerId(2), &report(at(3, 42))).unwrap();
    let (before, after) = ([release(41)], [release(42)]);
    assert_eq!(status(&fleet, &before).done(), 2, "it runs what it ran");
    assert_eq!(status(&fleet, &after).done(), 1);
    fleet.report(ServerId(1), &fails(None)).unwrap();
    assert_eq!(status(&fleet, &after).done(), 2, "the retry succeeded");
}

#[test]
fn a_rollback_is_taken_from_those_who_confirm_it_only() {
    let fleet = two_pops(3, 0);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    let mut undone = release(41);
    undone.rolled_back_at = Some(Revision(42));
    // Nobody has been heard of since the record was read: it may be older than what they run.
    assert_eq!(status(&fleet, &[undone.clone()]).done(), 0);
    for id in 1..=3 {
        fleet.hello(ServerId(id), &hello(at(3, 41))).unwrap();
    }
    assert_eq!(status(&fleet, &[undone.clone()]).done(), 3);
    fleet.report(ServerId(1), &report(at(3, 42))).unwrap();
    let propagation = status(&fleet, &[undone]);
    assert_eq!(shares(&propagation), [("Europe : Riga", 2, 3)]);
}

#[test]
fn a_hello_names_all_exceptions_and_is_believed_downwards() {
    let fleet = two_pops(1, 0);
    let failing = Hello {
        exceptions: vec![(slot(), Revision(7))],
        ..hello(at(3, 41))
    };
    let heard = fleet.hello(ServerId(1), &failing).unwrap();
    assert!(heard.lowered, "to be saved before the answer");
    assert_eq!(status(&fleet, &[release(41)]).done(), 0);
    let heard = fleet.hello(ServerId(1), &hello(at(3, 41))).unwrap();
    assert!(!heard.lowered);
    assert_eq!(status(&fleet, &[release(41)]).done(), 1);
    let heard = fleet.hello(ServerId(1), &hello(at(3, 12))).unwrap();
    assert!(heard.lowered);
    let saved = fleet.progress(ServerId(1)).unwrap();
    assert_eq!((saved.cursor, saved.counted), (at(3, 12), at(3, 12)));
}

#[test]
fn a_server_that_knows_more_than_the_log_is_named_and_not_counted() {
    let fleet = two_pops(1, 0);
    let heard = fleet.hello(ServerId(1), &hello(at(3, 99))).unwrap();
    assert!(heard.astray && heard.lowered);
    fleet.head_moved(&head(Platform::Adn, 3, 200));
    assert_eq!(status(&fleet, &[release(41)]).done(), 0);
    // The new epoch that it asks for.
    fleet.head_moved(&head(Platform::Adn, 4, 200));
    assert!(!fleet.hello(ServerId(1), &hello(at(3, 99))).unwrap().astray);
    fleet.report(ServerId(1), &report(at(4, 200))).unwrap();
    assert_eq!(status(&fleet, &[release(41)]).done(), 1);
}

#[test]
fn a_new_epoch_counts_nothing_that_was_confirmed_before() {
    let failing = Exception {
        server: ServerId(1),
        slot: slot(),
        running: Revision(41),
    };
    let servers = vec![server(1, 1, Platform::Adn, at(3, 41))];
    let fleet = fleet(vec![pop(1, "Europe", "Riga")], servers, vec![failing]);
    fleet.head_moved(&head(Platform::Adn, 4, 41));
    assert_eq!(status(&fleet, &[release(41)]).done(), 0);
    fleet.report(ServerId(1), &report(at(4, 41))).unwrap();
    assert_eq!(
        status(&fleet, &[release(41)]).done(),
        0,
        "41 of the old epoch may be another entry than 41 of this one"
    );
    // An older word arrives late.
    fleet.head_moved(&head(Platform::Adn, 3, 77));
    let production = Environment::Production;
    let known = fleet.head(&tenant(), Platform::Adn, production);
    assert_eq!(known, Some(at(4, 41)));
}

#[test]
fn a_release_of_a_lost_log_has_landed_nowhere() {
    let fleet = two_pops(1, 0);
    let mut anew = head(Platform::Adn, 3, 41);
    anew.id = log(2);
    fleet.head_moved(&anew);
    let mut ours = release(41);
    ours.log = log(2);
    for release in [release(41), ours.clone()] {
        assert_eq!(status(&fleet, &[release]).done(), 0);
    }
    fleet.report(ServerId(1), &report(at(3, 41))).unwrap();
    assert_eq!(
        status(&fleet, &[ours.clone()]).done(),
        0,
        "its 41 is the lost log's"
    );
    fleet.hello(ServerId(1), &hello(at(0, 0))).unwrap();
    fleet.report(ServerId(1), &report(at(3, 41))).unwrap();
    assert_eq!(status(&fleet, &[ours]).done(), 1);
    assert_eq!(status(&fleet, &[release(41)]).done(), 0);
}

#[test]
fn exceptions_stay_with_their_server_when_another_one_goes() {
    let fleet = two_pops(3, 0);
    let failing = Hello {
        exceptions: vec![(slot(), Revision(7))],
        ..hello(at(3, 41))
    };
    let done = || {
        let propagation = status(&fleet, &[release(41)]);
        (propagation.done(), propagation.all())
    };
    let failed = || status(&fleet, &[release(41)]).exceptions();
    let remove = |id| fleet.set_membership(ServerId(id), ServerMembership::Removed);
    fleet.hello(ServerId(3), &failing).unwrap();
    assert_eq!((done(), failed()), ((2, 3), 1));
    let later = status(&fleet, &[release(5)]);
    assert_eq!(
        (later.done(), later.exceptions()),
        (3, 0),
        "what it runs has that"
    );
    remove(1).unwrap();
    assert_eq!(
        done(),
        (1, 2),
        "3 is the one that failed, wherever it stands"
    );
    remove(3).unwrap();
    assert_eq!((done(), failed()), ((1, 1), 0));
    for id in [4, 5] {
        let new = server(id, 1, Platform::Adn, at(3, 41));
        fleet.enrol(new).unwrap();
    }
    assert_eq!(done(), (3, 3), "nobody inherits what 3 left");
}

#[test]
fn a_drained_server_leaves_and_returns_at_the_head() {
    let fleet = two_pops(2, 0);
    let set = |membership| fleet.set_membership(ServerId(1), membership).unwrap();
    assert_eq!(set(ServerMembership::Drained), ServerMembership::Drained);
    assert_eq!(status(&fleet, &[]).all(), 1);
    fleet.head_moved(&head(Platform::Adn, 3, 42));
    assert_eq!(set(ServerMembership::Counted), ServerMembership::Joining);
    assert_eq!(status(&fleet, &[]).all(), 1);
    fleet.report(ServerId(1), &report(at(3, 42))).unwrap();
    assert_eq!(status(&fleet, &[]).all(), 2);
}

#[test]
fn a_server_that_moves_is_a_new_placement() {
    let fleet = two_pops(2, 1);
    let moved = joining(server(1, 2, Platform::Adn, at(0, 0)));
    let again = fleet.enrol(moved.clone());
    assert_eq!(again, Err(Error::AlreadyEnrolled(ServerId(1))));
    let removed = ServerMembership::Removed;
    assert_eq!(fleet.set_membership(ServerId(1), removed), Ok(removed));
    let unknown = Err(Error::UnknownServer(ServerId(1)));
    assert_eq!(fleet.report(ServerId(1), &report(at(3, 41))), unknown);
    fleet.enrol(moved).unwrap();
    assert_eq!(
        shares(&status(&fleet, &[release(41)])),
        [
            ("Europe : Riga", 1, 1),
            ("South America : Lima, Peru", 1, 1)
        ]
    );
}

#[test]
fn the_code_of_a_pop_appears_with_the_second_pop_of_its_place() {
    let fleet = two_pops(1, 1);
    let mut second = pop(3, "Europe", "Riga");
    second.code = "RIX".into();
    second.position = 0;
    fleet.put_pop(second);
    assert_eq!(
        shares(&status(&fleet, &[])),
        [
            ("Europe : Riga (ABC)", 0, 1),
            ("South America : Lima, Peru", 0, 1)
        ],
        "the inventory has two, though the fleet uses one"
    );
    let listed = fleet.pops(&tenant());
    let names: Vec<_> = listed.iter().map(|listed| &*listed.name).collect();
    assert_eq!(
        names,
        [
            "Europe : Riga (RIX)",
            "Europe : Riga (ABC)",
            "South America : Lima, Peru"
        ]
    );
    let elsewhere = server(5, 8, Platform::Adn, at(3, 41));
    assert_eq!(fleet.enrol(elsewhere), Err(Error::UnknownPop(PopId(8))));
}

#[test]
fn another_tenant_s_servers_are_not_counted_or_listed() {
    let fleet = two_pops(1, 1);
    let stranger = "other".parse().unwrap();
    let production = Environment::Production;
    let theirs = fleet.propagation(&stranger, Platform::Adn, production, &[release(41)]);
    assert!(theirs.pops.is_empty());
    assert!(fleet.servers(&stranger).is_empty());
    assert!(fleet.pops(&stranger).is_empty());
    assert_eq!(fleet.servers(&tenant()).len(), 2);
}
