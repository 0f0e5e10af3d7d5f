//! Rows for tests: one tenant, short to write.

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
use landfall_feed::{Asked, Fleet, Hello, Landing, PopShare, Propagation, Report};

pub(crate) const NOW: i64 = 1_700_000_000;

pub(crate) fn tenant() -> TenantId {
    "acmepaymentscorp".parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_seconds(NOW)
}

pub(crate) fn slot() -> AccountNumber {
    AccountNumber::from_value(1)
}

pub(crate) fn at(epoch: u32, revision: u64) -> Cursor {
    Cursor {
        epoch: Epoch(epoch),
        revision: Revision(revision),
    }
}

pub(crate) fn log(number: u128) -> LogId {
    format!("00000000-0000-4000-8000-{number:012}")
        .parse()
        .unwrap()
}

pub(crate) fn head(platform: Platform, epoch: u32, revision: u64) -> LogHead {
    LogHead {
        id: log(1),
        tenant: tenant(),
        platform,
        environment: Environment::Production,
        epoch: Epoch(epoch),
        head: Revision(revision),
        floor: Revision(0),
    }
}

pub(crate) fn pop(id: u64, region: &str, place: &str) -> Pop {
    Pop {
        id: PopId(id),
        tenant: tenant(),
        region: region.into(),
        place: place.into(),
        code: "ABC".into(),
        latitude: 0.0,
        longitude: 0.0,
        position: u32::try_from(id).unwrap(),
    }
}

pub(crate) fn server(id: u64, pop: u64, platform: Platform, cursor: Cursor) -> Server {
    Server {
        id: ServerId(id),
        tenant: tenant(),
        name: format!("edge-{id}"),
        placement: Placement {
            pop: PopId(pop),
            platform,
            environment: Environment::Production,
        },
        membership: ServerMembership::Counted,
        cursor,
        counted: cursor,
        last_seen_at: None,
    }
}

pub(crate) fn joining(mut server: Server) -> Server {
    server.membership = ServerMembership::Joining;
    server
}

pub(crate) fn release(revision: u64) -> Release {
    Release {
        request: DeployRequestId(123_456),
        generation: Generation(revision),
        log: log(1),
        slot: slot(),
        revision: Revision(revision),
        pops: None,
        rolled_back_at: None,
    }
}

pub(crate) fn report(cursor: Cursor) -> Report {
    Report {
        cursor,
        exceptions: Vec::new(),
        at: now(),
    }
}

pub(crate) fn hello(cursor: Cursor) -> Hello {
    Hello {
        cursor,
        exceptions: Vec::new(),
        at: now(),
    }
}

/// A fleet of `adn` servers in Riga (POP 1) and Lima (POP 2), at the head of a log that ends at epoch 3, revision 41.
pub(crate) fn two_pops(riga: u64, lima: u64) -> Fleet {
    let pops = vec![
        pop(1, "Europe", "Riga"),
        pop(2, "South America", "Lima, Peru"),
    ];
    let servers = (1..=riga + lima)
        .map(|id| server(id, if id <= riga { 1 } else { 2 }, Platform::Adn, at(3, 41)));
    fleet(pops, servers.collect(), Vec::new())
}

pub(crate) fn fleet(pops: Vec<Pop>, servers: Vec<Server>, exceptions: Vec<Exception>) -> Fleet {
    Fleet::new(vec![head(Platform::Adn, 3, 41)], pops, servers, exceptions).unwrap()
}

/// Counted, while others may be changing it.
pub(crate) fn counted(fleet: &Fleet, releases: &[Release]) -> Propagation {
    fleet.propagation(&tenant(), Platform::Adn, Environment::Production, releases)
}

/// Counted, and told in full, while nobody changes it.
pub(crate) fn status(fleet: &Fleet, releases: &[Release]) -> Propagation {
    let propagation = counted(fleet, releases);
    let landing = landing(fleet, releases, now());
    let in_full = (landing.pops.into_iter())
        .filter(|pop| pop.tally.counted > 0)
        .map(|pop| PopShare {
            name: pop.name,
            done: pop.tally.landed,
            all: pop.tally.counted,
            exceptions: pop.tally.failed,
        });
    let in_full: Vec<_> = in_full.collect();
    assert_eq!(in_full, propagation.pops, "told in full it is the same");
    propagation
}

/// Asked at `now` of what was handed over at the beginning.
pub(crate) fn asked(now: Timestamp) -> Asked {
    Asked {
        now,
        handed_over_at: self::now(),
        newly_read: true,
    }
}

pub(crate) fn landing(fleet: &Fleet, releases: &[Release], now: Timestamp) -> Landing {
    landing_asked(fleet, releases, asked(now))
}

pub(crate) fn landing_asked(fleet: &Fleet, releases: &[Release], asked: Asked) -> Landing {
    fleet.landing(
        &tenant(),
        Platform::Adn,
        Environment::Production,
        releases,
        asked,
    )
}

/// Done and all of each POP that is listed.
pub(crate) fn shares(propagation: &Propagation) -> Vec<(&str, u64, u64)> {
    let pops = propagation.pops.iter();
    pops.map(|pop| (&*pop.name, pop.done, pop.all)).collect()
}
