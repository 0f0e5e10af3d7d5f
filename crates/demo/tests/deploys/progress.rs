//! Where servers stand, on its way from memory to the record.

use std::{sync::Arc, time::Duration};

use landfall_core::{
    id::{Cursor, ServerId},
    model::{Environment, Platform, Server},
};
use landfall_feed::Report;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout},
};

use crate::{
    on_both_engines,
    place::{Engine, Place, Process},
};

on_both_engines! {
    what_servers_say_is_in_the_record_within_a_second,
}

/// The servers of the example's fleet, as the record has them.
async fn recorded(process: &Process) -> Vec<Server> {
    let fleet = process.store.fleet().await.unwrap();
    let ours = |server: &Server| {
        (server.placement.platform, server.placement.environment)
            == (Platform::Adn, Environment::Production)
    };
    fleet.servers.into_iter().filter(ours).collect()
}

async fn what_servers_say_is_in_the_record_within_a_second(engine: Engine) {
    let record = Place::new(engine).await;
    let process = record.process().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let work = Arc::clone(&process.control).work(async {
        let _ = stopped.await;
    });
    let working = tokio::spawn(work);
    let owns = async {
        while process
            .control
            .fleet()
            .servers(&landfall_demo::ids::tenant())
            .is_empty()
        {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_mins(1), owns).await.unwrap();
    let before = recorded(&process).await;
    let behind: Vec<ServerId> = (before.iter())
        .filter(|server| server.cursor.revision.0 < 3)
        .map(|server| server.id)
        .collect();
    assert_eq!(behind.len(), 2_288 - 61);
    let says = |server: ServerId| {
        let cursor = Cursor {
            revision: landfall_core::id::Revision(3),
            ..before[0].cursor
        };
        let report = Report {
            cursor,
            exceptions: Vec::new(),
            at: process.control.clock().now(),
        };
        process.control.fleet().report(server, &report).unwrap();
    };
    let there = async |count: usize| {
        let at_3 = |servers: Vec<Server>| {
            (servers.iter())
                .filter(|server| server.cursor.revision.0 == 3)
                .count()
        };
        while at_3(recorded(&process).await) < count {
            tokio::task::yield_now().await;
        }
    };
    // One by one, whenever in the pause between two runs it is.
    for (number, server) in (62..).zip(&behind[..3]) {
        says(*server);
        let said = Instant::now();
        timeout(Duration::from_secs(10), there(number))
            .await
            .unwrap();
        assert!(
            said.elapsed() < Duration::from_secs(1),
            "{:?}",
            said.elapsed()
        );
    }
    // And all of them, in a few transactions.
    for server in &behind[3..] {
        says(*server);
    }
    timeout(Duration::from_secs(10), there(2_288))
        .await
        .unwrap();
    stop.send(()).unwrap();
    working.await.unwrap();
}
