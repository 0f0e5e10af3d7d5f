//! The fleets beside that of adn in production: both HTTP platforms in every POP, and staging servers of all platforms in
//! some. All of them are healthy and have landed everything.

use landfall_core::{
    id::{Cursor, Epoch, Revision, ServerId},
    model::{Environment, Placement, Platform, Pop, Server, ServerMembership},
};

use super::draw::Draw;
use crate::{Record, ids};

/// Servers of each HTTP platform in production, of which every POP has at least `AT_LEAST`.
const SERVERS: usize = 1000;
const AT_LEAST: usize = 6;
/// Every so many POPs, one or two servers of each platform are for staging.
const STAGING_EVERY: usize = 6;

/// Adds the servers.
pub(super) fn enrol(record: &mut Record, draw: &mut Draw) {
    let pops = record.pops.clone();
    for platform in [Platform::HttpLarge, Platform::HttpSmall] {
        let mut crews = vec![AT_LEAST; pops.len()];
        for _ in AT_LEAST * pops.len()..SERVERS {
            crews[draw.number(0, 69) as usize % pops.len()] += 1;
        }
        for (pop, crew) in pops.iter().zip(crews) {
            add(record, pop, (platform, Environment::Production), crew);
        }
    }
    for &platform in Platform::ALL {
        for pop in pops.iter().step_by(STAGING_EVERY) {
            let crew = draw.number(1, 2) as usize;
            add(record, pop, (platform, Environment::Staging), crew);
        }
    }
}

fn add(
    record: &mut Record,
    pop: &Pop,
    (platform, environment): (Platform, Environment),
    crew: usize,
) {
    let cursor = Cursor {
        epoch: Epoch(1),
        revision: head(record, platform, environment),
    };
    let last = record.servers.last().map_or(0, |server| server.id.0);
    let heard = record
        .servers
        .first()
        .and_then(|server| server.last_seen_at);
    let kind = match platform {
        Platform::HttpLarge => "large",
        Platform::HttpSmall => "small",
        Platform::Adn => "adn",
    };
    let stage = match environment {
        Environment::Production => "",
        Environment::Staging => "-staging",
    };
    let code = pop.code.to_lowercase();
    record
        .servers
        .extend((1..=crew as u64).map(|number| Server {
            id: ServerId(last + number),
            tenant: ids::tenant(),
            name: format!("{code}-{kind}{stage}-{number:02}"),
            placement: Placement {
                pop: pop.id,
                platform,
                environment,
            },
            membership: ServerMembership::Counted,
            cursor,
            counted: cursor,
            last_seen_at: heard,
        }));
}

/// Where the log ends after all that was handed over.
fn head(record: &Record, platform: Platform, environment: Environment) -> Revision {
    let log =
        (record.logs.iter()).find(|log| (log.platform, log.environment) == (platform, environment));
    let entries = record.changes.iter();
    let of_log = entries.filter(|change| log.is_some_and(|log| log.id == change.log));
    of_log
        .map(|change| change.revision)
        .max()
        .unwrap_or_default()
}
