//! The fleet, read whole, and the progress of its servers.

use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Revision, ServerId},
    model::{
        Environment, Exception, Placement, Platform, Pop, Server, ServerMembership, ServerProgress,
    },
};

use super::fixture::{Row, World, at, change, given, log, owner, pop, server, transact};
use crate::{FleetNews, FleetSnapshot, Store};

fn slot(value: u64) -> AccountNumber {
    AccountNumber::from_value(value)
}

fn exception(server: &Server, slot_value: u64, running: u64) -> Exception {
    Exception {
        server: server.id,
        slot: slot(slot_value),
        running: Revision(running),
    }
}

/// The fleet without regard to order, which the trait leaves open.
async fn fleet(store: &dyn Store) -> FleetSnapshot {
    let mut fleet = store.fleet().await.unwrap();
    fleet.logs.sort_by_key(|log| log.id);
    fleet.pops.sort_by_key(|pop| pop.id);
    fleet.servers.sort_by_key(|server| server.id);
    fleet
        .exceptions
        .sort_by_key(|exception| (exception.server, exception.slot.value()));
    fleet
}

async fn save(store: &dyn Store, progress: Vec<ServerProgress>) {
    let fence = owner(store).await;
    let saved = transact(
        store,
        (fence, progress),
        |transaction, (fence, progress)| {
            Box::pin(async move { transaction.save_progress(*fence, progress).await })
        },
    );
    saved.await.unwrap();
}

fn progress(server: &Server, exceptions: Vec<(AccountNumber, Revision)>) -> ServerProgress {
    ServerProgress {
        server: server.id,
        membership: ServerMembership::Drained,
        cursor: Cursor {
            epoch: Epoch(4),
            revision: Revision(1 << 40),
        },
        counted: Cursor {
            epoch: Epoch(4),
            revision: Revision(7),
        },
        last_seen_at: Some(at(500)),
        exceptions,
    }
}

/// `server` as it is once `progress` has been saved.
fn advanced(server: &Server, progress: &ServerProgress) -> Server {
    Server {
        membership: progress.membership,
        cursor: progress.cursor,
        counted: progress.counted,
        last_seen_at: progress.last_seen_at,
        ..server.clone()
    }
}

pub(super) async fn the_fleets_of_all_tenants_come_back_as_they_were_added(store: &dyn Store) {
    assert_eq!(fleet(store).await, FleetSnapshot::default());
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let pops = [
        pop(world.id(), 1),
        Pop {
            latitude: 0.1 + 0.2,
            longitude: -180.0,
            code: "ÄÖÜ".to_owned(),
            position: u32::MAX,
            ..pop(stranger.id(), 2)
        },
    ];
    let servers = [
        server(&pops[0], 1),
        Server {
            membership: ServerMembership::Joining,
            cursor: Cursor::default(),
            counted: Cursor::default(),
            last_seen_at: None,
            placement: Placement {
                pop: pops[0].id,
                platform: Platform::HttpLarge,
                environment: Environment::Staging,
            },
            ..server(&pops[0], 2)
        },
        Server {
            membership: ServerMembership::Drained,
            // Names are unique in a tenant only.
            name: "edge-1".to_owned(),
            ..server(&pops[1], 3)
        },
    ];
    let logs = [
        log(world.id(), Environment::Production, 1),
        log(world.id(), Environment::Staging, 2),
        log(stranger.id(), Environment::Production, 3),
    ];
    let exceptions = vec![
        exception(&servers[0], 1, 40),
        exception(&servers[0], 2, 0),
        exception(&servers[2], 1, 1 << 40),
    ];
    let rows = pops.iter().map(Row::from);
    let rows = rows.chain(logs.iter().map(Row::from));
    let rows = rows.chain(servers.iter().map(Row::from));
    let rows = rows.chain(exceptions.iter().map(Row::from));
    given(store, rows).await;
    let expected = FleetSnapshot {
        logs: logs.to_vec(),
        pops: pops.to_vec(),
        servers: servers.to_vec(),
        exceptions,
    };
    assert_eq!(fleet(store).await, expected);
}

pub(super) async fn removed_servers_are_left_out_with_their_exceptions(store: &dyn Store) {
    let world = World::stored(store).await;
    let pop = pop(world.id(), 1);
    let gone = Server {
        membership: ServerMembership::Removed,
        ..server(&pop, 1)
    };
    let here = server(&pop, 2);
    given(
        store,
        [
            Row::from(&pop),
            Row::from(&gone),
            Row::from(&here),
            Row::from(exception(&gone, 1, 5)),
            Row::from(exception(&here, 1, 6)),
        ],
    )
    .await;
    let fleet = fleet(store).await;
    assert_eq!(fleet.exceptions, [exception(&here, 1, 6)]);
    assert_eq!(fleet.servers, [here]);
}

pub(super) async fn progress_replaces_what_was_known_of_a_server(store: &dyn Store) {
    let world = World::stored(store).await;
    let pop = pop(world.id(), 1);
    let [first, second, third] = [1, 2, 3].map(|number| server(&pop, number));
    given(
        store,
        [
            Row::from(&pop),
            Row::from(&first),
            Row::from(&second),
            Row::from(&third),
            Row::from(exception(&first, 1, 5)),
            Row::from(exception(&first, 2, 6)),
            Row::from(exception(&second, 1, 7)),
            Row::from(exception(&third, 1, 8)),
        ],
    )
    .await;
    let of_first = progress(&first, vec![(slot(2), Revision(0)), (slot(3), Revision(9))]);
    let of_second = ServerProgress {
        last_seen_at: None,
        ..progress(&second, Vec::new())
    };
    save(store, vec![of_first.clone(), of_second.clone()]).await;
    let saved = fleet(store).await;
    let expected = [
        advanced(&first, &of_first),
        advanced(&second, &of_second),
        third.clone(),
    ];
    assert_eq!(saved.servers, expected);
    let exceptions = [
        exception(&first, 2, 0),
        exception(&first, 3, 9),
        exception(&third, 1, 8),
    ];
    assert_eq!(saved.exceptions, exceptions);
    // A cursor may go back: what a server says is believed.
    let back = ServerProgress {
        cursor: Cursor::default(),
        ..of_first
    };
    save(store, vec![back]).await;
    let saved = fleet(store).await;
    assert_eq!(saved.servers[0].cursor, Cursor::default());
}

pub(super) async fn progress_of_a_server_that_is_gone_is_passed_over(store: &dyn Store) {
    let world = World::stored(store).await;
    let pop = pop(world.id(), 1);
    let [here, removed] = [1, 2].map(|number| server(&pop, number));
    given(store, [(&pop).into(), (&here).into(), (&removed).into()]).await;
    let removal = ServerProgress {
        membership: ServerMembership::Removed,
        ..progress(&removed, vec![(slot(1), Revision(1))])
    };
    save(store, vec![removal]).await;
    let unknown = ServerProgress {
        server: ServerId(99),
        ..progress(&removed, vec![(slot(1), Revision(1))])
    };
    let late = progress(&removed, vec![(slot(2), Revision(2))]);
    let of_here = progress(&here, Vec::new());
    save(store, vec![unknown, late, of_here.clone()]).await;
    let fleet = fleet(store).await;
    assert_eq!(fleet.servers, [advanced(&here, &of_here)]);
    assert_eq!(fleet.exceptions, []);
}

pub(super) async fn what_was_added_to_the_fleet_is_news(store: &dyn Store) {
    let nothing = store.fleet_news().await.unwrap();
    assert_eq!(nothing, FleetNews::default());
    let world = World::stored(store).await;
    let pop = pop(world.id(), 1);
    let log = log(world.id(), Environment::Production, 1);
    let mut seen = vec![nothing.additions];
    for row in [
        Row::from(&pop),
        Row::from(server(&pop, 1)),
        Row::from(server(&pop, 2)),
    ] {
        given(store, [row]).await;
        seen.push(store.fleet_news().await.unwrap().additions);
    }
    assert!(
        seen.is_sorted_by(|before, after| before < after),
        "{seen:?}"
    );
    // A log and its entries are told themselves, progress is not news.
    given(store, [Row::from(&log), change(&log, 1).into()]).await;
    save(store, vec![progress(&server(&pop, 1), Vec::new())]).await;
    let news = store.fleet_news().await.unwrap();
    assert_eq!(news.cut, [], "nothing has taken this record's place");
    assert_eq!(Some(&news.additions), seen.last());
    assert_eq!(news.logs, store.fleet().await.unwrap().logs);
    assert_eq!(news.logs[0].head, Revision(1));
}
