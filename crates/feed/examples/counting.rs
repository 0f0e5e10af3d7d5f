//! Measures what counting costs: `cargo run --release -p landfall-feed --example counting`. It prints, for two fleets and
//! in turn, the median time of one status, and of the other things that are done while acks come in.

#![expect(clippy::print_stdout, reason = "it prints a table")]
#![expect(clippy::unwrap_used, reason = "it runs on what it made itself")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use landfall_core::{
    id::{
        AccountNumber, Cursor, DeployRequestId, Epoch, Generation, LogId, PopId, Revision,
        ServerId, TenantId, Timestamp,
    },
    model::{
        Environment, Exception, LogHead, Placement, Platform, Pop, Release, Server,
        ServerMembership,
    },
};
use landfall_feed::{Fleet, Report};

const HEAD: u64 = 5_000;
const ROUNDS: usize = 301;

fn tenant() -> TenantId {
    "acmepaymentscorp".parse().unwrap()
}

fn log() -> LogId {
    "00000000-0000-4000-8000-000000000001".parse().unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_seconds(1_700_000_000)
}

fn cursor(revision: u64) -> Cursor {
    Cursor {
        epoch: Epoch(1),
        revision: Revision(revision),
    }
}

/// `servers` spread over `pops`, at positions that no branch predictor foresees; one in `exceptions` has one.
fn fleet(servers: u64, pops: u64, exceptions: u64) -> Fleet {
    let heads = vec![LogHead {
        id: log(),
        tenant: tenant(),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
        epoch: Epoch(1),
        head: Revision(HEAD),
        floor: Revision(0),
    }];
    let inventory = (1..=pops).map(|id| Pop {
        id: PopId(id),
        tenant: tenant(),
        region: "Europe".into(),
        place: format!("Place {id}"),
        code: "ABC".into(),
        latitude: 0.0,
        longitude: 0.0,
        position: u32::try_from(id).unwrap(),
    });
    let at = |id: u64| HEAD - (id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % 100;
    let rows = (1..=servers).map(|id| Server {
        id: ServerId(id),
        tenant: tenant(),
        name: format!("edge-{id}"),
        placement: Placement {
            pop: PopId(id % pops + 1),
            platform: Platform::HttpLarge,
            environment: Environment::Production,
        },
        membership: ServerMembership::Counted,
        cursor: cursor(at(id)),
        counted: cursor(at(id)),
        last_seen_at: Some(now()),
    });
    let exceptions = (1..=servers).filter(|id| id % exceptions == 0);
    let exceptions = exceptions.map(|id| Exception {
        server: ServerId(id),
        slot: AccountNumber::from_value(1),
        running: Revision(at(id) - 60),
    });
    let fleet = Fleet::new(
        heads,
        inventory.collect(),
        rows.collect(),
        exceptions.collect(),
    );
    let fleet = fleet.unwrap();
    for id in 1..=servers {
        let report = report(at(id));
        fleet.report(ServerId(id), &report).unwrap();
    }
    fleet.drain_dirty();
    fleet
}

fn report(at: u64) -> Report {
    Report {
        cursor: cursor(at),
        exceptions: Vec::new(),
        at: now(),
    }
}

fn release(rolled_back_at: Option<u64>) -> Vec<Release> {
    vec![Release {
        request: DeployRequestId(123_456),
        generation: Generation(1),
        log: log(),
        slot: AccountNumber::from_value(1),
        revision: Revision(HEAD - 50),
        pops: None,
        rolled_back_at: rolled_back_at.map(Revision),
    }]
}

/// The medians of both, run in turn so that whatever disturbs one disturbs the other.
fn medians(mut small: impl FnMut(), mut large: impl FnMut()) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (times, run) in times
            .iter_mut()
            .zip([&mut small as &mut dyn FnMut(), &mut large])
        {
            let start = Instant::now();
            run();
            times.push(start.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2]
    })
}

fn print(what: &str, [small, large]: [Duration; 2]) {
    println!(
        "{what:<44} {:>10.1} {:>10.1} {:>10.1}",
        micros(small),
        micros(large),
        micros(large) - micros(small)
    );
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn status(fleet: &Fleet, releases: &[Release]) {
    let propagation = fleet.propagation(
        &tenant(),
        Platform::HttpLarge,
        Environment::Production,
        releases,
    );
    black_box((propagation.done(), propagation.all()));
}

fn main() {
    let [few, some, all] = [u64::MAX, 100, 1].map(|exceptions| {
        [
            fleet(2_288, 70, exceptions),
            fleet(100_000, 300, exceptions),
        ]
    });
    println!(
        "{:<44} {:>10} {:>10} {:>10}",
        "medians in µs", "2,288/70", "100,000/300", "difference"
    );
    let (live, undone) = (release(None), release(Some(HEAD - 20)));
    for (what, [small, large], releases) in [
        ("status", &few, &live),
        ("status, rolled back", &few, &undone),
        ("status, an exception in 100 servers", &some, &live),
        ("status, an exception in every server", &all, &live),
    ] {
        let times = medians(|| status(small, releases), || status(large, releases));
        print(what, times);
    }
    let [small, large] = &few;
    let ack = |fleet: &Fleet, id: u64| {
        let report = report(HEAD);
        black_box(fleet.report(ServerId(id), &report).unwrap());
    };
    print(
        "1,000 acks",
        medians(
            || (1..=1_000).for_each(|id| ack(small, id)),
            || (1..=1_000).for_each(|id| ack(large, id * 97)),
        ),
    );
    let health = |fleet: &Fleet| {
        black_box(fleet.health(now()));
    };
    print(
        "health of all POPs",
        medians(|| health(small), || health(large)),
    );
    let save = |fleet: &Fleet, servers: u64| {
        fleet.mark_dirty((1..=servers).map(ServerId));
        black_box(fleet.drain_dirty());
    };
    print(
        "marking and draining everybody",
        medians(|| save(small, 2_288), || save(large, 100_000)),
    );
}
