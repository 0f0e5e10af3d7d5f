//! The fleet, read whole when a process takes it over.

use async_trait::async_trait;
use landfall_core::{
    id::{Cursor, Epoch, LogId, PopId, Revision, ServerId, counter},
    model::{Exception, LogHead, Placement, Pop, Server},
};
use tokio_postgres::{Row, types::ToSql};

use crate::{
    FleetNews, FleetReads, FleetSnapshot, StoreError,
    postgres::{
        PostgresStore,
        codec::{get, moment_option, number, parsed},
        this_copy::this_copy,
    },
};

const ADDITIONS: &str = "SELECT value FROM counter WHERE name = $1";
const LOGS: &str = "SELECT id, tenant, platform, environment, epoch, head, floor FROM change_log
   ORDER BY tenant, platform, environment";
const CUT: &str = concat!(
    "SELECT id FROM change_log WHERE copy <> '' AND copy <> ",
    this_copy!()
);
const POPS: &str = "SELECT id, tenant, region, place, code, latitude, longitude, position FROM pop ORDER BY tenant, position, id";
const SERVERS: &str = "SELECT id, tenant, name, pop, platform, environment, membership, cursor_epoch, cursor_revision,
     counted_epoch, counted_revision, last_seen_at
   FROM server WHERE membership <> 'removed' ORDER BY id";
const EXCEPTIONS: &str = "SELECT e.server, e.slot, e.running FROM server_exception e
   JOIN server s ON s.id = e.server WHERE s.membership <> 'removed' ORDER BY e.server, e.slot";

/// A POP from the columns `id, tenant, region, place, code, latitude, longitude, position`, from column `first` on.
pub(super) fn pop(row: &Row, first: usize) -> Result<Pop, StoreError> {
    Ok(Pop {
        id: PopId(number(row, first)?),
        tenant: parsed(row, first + 1)?,
        region: get(row, first + 2)?,
        place: get(row, first + 3)?,
        code: get(row, first + 4)?,
        latitude: get(row, first + 5)?,
        longitude: get(row, first + 6)?,
        position: number(row, first + 7)?,
    })
}

pub(super) fn log(row: &Row) -> Result<LogHead, StoreError> {
    Ok(LogHead {
        id: LogId(get(row, 0)?),
        tenant: parsed(row, 1)?,
        platform: parsed(row, 2)?,
        environment: parsed(row, 3)?,
        epoch: Epoch(number(row, 4)?),
        head: Revision(number(row, 5)?),
        floor: Revision(number(row, 6)?),
    })
}

fn cursor(row: &Row, first: usize) -> Result<Cursor, StoreError> {
    Ok(Cursor {
        epoch: Epoch(number(row, first)?),
        revision: Revision(number(row, first + 1)?),
    })
}

pub(in crate::postgres) fn server(row: &Row) -> Result<Server, StoreError> {
    Ok(Server {
        id: ServerId(number(row, 0)?),
        tenant: parsed(row, 1)?,
        name: get(row, 2)?,
        placement: Placement {
            pop: PopId(number(row, 3)?),
            platform: parsed(row, 4)?,
            environment: parsed(row, 5)?,
        },
        membership: parsed(row, 6)?,
        cursor: cursor(row, 7)?,
        counted: cursor(row, 9)?,
        last_seen_at: moment_option(row, 11)?,
    })
}

pub(super) fn exception(row: &Row) -> Result<Exception, StoreError> {
    Ok(Exception {
        server: ServerId(number(row, 0)?),
        slot: parsed(row, 1)?,
        running: Revision(number(row, 2)?),
    })
}

#[async_trait]
impl FleetReads for PostgresStore {
    async fn fleet(&self) -> Result<FleetSnapshot, StoreError> {
        let results = self
            .snapshot(&[(LOGS, &[]), (POPS, &[]), (SERVERS, &[]), (EXCEPTIONS, &[])])
            .await?;
        let [logs, pops, servers, exceptions] = results.as_slice() else {
            return Err(StoreError::Engine("a snapshot is not whole".to_owned()));
        };
        Ok(FleetSnapshot {
            logs: logs.iter().map(log).collect::<Result<_, _>>()?,
            pops: pops
                .iter()
                .map(|row| pop(row, 0))
                .collect::<Result<_, _>>()?,
            servers: servers.iter().map(server).collect::<Result<_, _>>()?,
            exceptions: exceptions.iter().map(exception).collect::<Result<_, _>>()?,
        })
    }

    async fn fleet_news(&self) -> Result<FleetNews, StoreError> {
        let counter: &[&(dyn ToSql + Sync)] = &[&counter::FLEET_ADDITION];
        let results = self
            .snapshot(&[(ADDITIONS, counter), (LOGS, &[]), (CUT, &[])])
            .await?;
        let [additions, logs, cut] = results.as_slice() else {
            return Err(StoreError::Engine("a snapshot is not whole".to_owned()));
        };
        Ok(FleetNews {
            additions: additions.first().map_or(Ok(0), |row| number(row, 0))?,
            logs: logs.iter().map(log).collect::<Result<_, _>>()?,
            cut: (cut.iter())
                .map(|row| Ok(LogId(get(row, 0)?)))
                .collect::<Result<_, StoreError>>()?,
        })
    }
}
