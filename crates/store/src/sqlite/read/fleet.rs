//! The fleet, read whole when a process takes it over.

use async_trait::async_trait;
use landfall_core::{
    id::{Cursor, Epoch, LogId, PopId, Revision, ServerId, Timestamp, counter},
    model::{Exception, LogHead, Placement, Pop, Server},
};
use rusqlite::{OptionalExtension, Row};

use crate::{
    FleetNews, FleetReads, FleetSnapshot, StoreError,
    sqlite::{
        SqliteStore,
        codec::{number, parsed, uuid},
        readers::Cost,
    },
};

const LOGS: &str = "SELECT id, tenant, platform, environment, epoch, head, floor FROM change_log
   ORDER BY tenant, platform, environment";

/// A POP from the columns `id, tenant, region, place, code, latitude, longitude, position`, from column `first` on.
pub(super) fn pop(row: &Row<'_>, first: usize) -> rusqlite::Result<Pop> {
    Ok(Pop {
        id: PopId(number(row, first)?),
        tenant: parsed(row, first + 1)?,
        region: row.get(first + 2)?,
        place: row.get(first + 3)?,
        code: row.get(first + 4)?,
        latitude: row.get(first + 5)?,
        longitude: row.get(first + 6)?,
        position: row.get(first + 7)?,
    })
}

pub(super) fn log(row: &Row<'_>) -> rusqlite::Result<LogHead> {
    Ok(LogHead {
        id: LogId(uuid(row, 0)?),
        tenant: parsed(row, 1)?,
        platform: parsed(row, 2)?,
        environment: parsed(row, 3)?,
        epoch: Epoch(number(row, 4)?),
        head: Revision(number(row, 5)?),
        floor: Revision(number(row, 6)?),
    })
}

fn cursor(row: &Row<'_>, first: usize) -> rusqlite::Result<Cursor> {
    Ok(Cursor {
        epoch: Epoch(number(row, first)?),
        revision: Revision(number(row, first + 1)?),
    })
}

pub(in crate::sqlite) fn server(row: &Row<'_>) -> rusqlite::Result<Server> {
    let last_seen_at: Option<i64> = row.get(11)?;
    Ok(Server {
        id: ServerId(number(row, 0)?),
        tenant: parsed(row, 1)?,
        name: row.get(2)?,
        placement: Placement {
            pop: PopId(number(row, 3)?),
            platform: parsed(row, 4)?,
            environment: parsed(row, 5)?,
        },
        membership: parsed(row, 6)?,
        cursor: cursor(row, 7)?,
        counted: cursor(row, 9)?,
        last_seen_at: last_seen_at.map(Timestamp::from_seconds),
    })
}

pub(super) fn exception(row: &Row<'_>) -> rusqlite::Result<Exception> {
    Ok(Exception {
        server: ServerId(number(row, 0)?),
        slot: parsed(row, 1)?,
        running: Revision(number(row, 2)?),
    })
}

#[async_trait]
impl FleetReads for SqliteStore {
    async fn fleet(&self) -> Result<FleetSnapshot, StoreError> {
        self.readers
            .read(Cost::Whole, |connection| {
                Ok(FleetSnapshot {
                    logs: connection
                        .prepare(LOGS)?
                        .query_map([], log)?
                        .collect::<Result<_, _>>()?,
                    pops: connection
                        .prepare(
                            "SELECT id, tenant, region, place, code, latitude, longitude, position FROM pop
                             ORDER BY tenant, position, id",
                        )?
                        .query_map([], |row| pop(row, 0))?
                        .collect::<Result<_, _>>()?,
                    servers: connection
                        .prepare(
                            "SELECT id, tenant, name, pop, platform, environment, membership, cursor_epoch,
                               cursor_revision, counted_epoch, counted_revision, last_seen_at
                             FROM server WHERE membership <> 'removed' ORDER BY id",
                        )?
                        .query_map([], server)?
                        .collect::<Result<_, _>>()?,
                    exceptions: connection
                        .prepare(
                            "SELECT e.server, e.slot, e.running FROM server_exception e
                             JOIN server s ON s.id = e.server WHERE s.membership <> 'removed'
                             ORDER BY e.server, e.slot",
                        )?
                        .query_map([], exception)?
                        .collect::<Result<_, _>>()?,
                })
            })
            .await
    }

    async fn fleet_news(&self) -> Result<FleetNews, StoreError> {
        self.readers
            .list(|connection| {
                let additions = connection
                    .prepare_cached("SELECT value FROM counter WHERE name = ?")?
                    .query_row([counter::FLEET_ADDITION], |row| row.get(0))
                    .optional()?;
                Ok(FleetNews {
                    additions: additions.unwrap_or(0),
                    logs: connection
                        .prepare_cached(LOGS)?
                        .query_map([], log)?
                        .collect::<Result<_, _>>()?,
                    cut: Vec::new(),
                })
            })
            .await
    }
}
