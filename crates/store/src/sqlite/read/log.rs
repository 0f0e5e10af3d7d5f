//! Change logs, as servers read them and as they are looked after.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Epoch, Generation, LogId, PopId, Revision, Timestamp},
    model::{Change, LogHead, Release},
};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::{deploy::release, fleet::log as head};
use crate::{
    ChangeBatch, LiveSlots, LogAge, LogReader, LogReads, ReadLimits, StoreError,
    log::through,
    sqlite::{
        SqliteStore,
        codec::{document_option, number, parsed, uuid},
    },
};

/// The payload is the last, so that the others are reached without it.
macro_rules! columns {
    () => {
        "c.log, c.epoch, c.revision, c.slot, c.generation, c.pops, c.digest, c.signature, c.signing_key, c.created_at, \
         c.payload"
    };
}

/// The condition that the entry in `$entry` is for the POP `?4`.
macro_rules! ours {
    ($entry:literal) => {
        concat!(
            "(",
            $entry,
            ".pops IS NULL OR EXISTS (SELECT 1 FROM json_each(",
            $entry,
            ".pops) WHERE value = ?4))"
        )
    };
}

/// The condition that the entry in `c` is the newest of its slot up to `?3` for the POP `?4`.
macro_rules! newest {
    () => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM change n WHERE n.log = c.log AND n.slot = c.slot AND n.revision > c.revision
               AND n.revision <= ?3 AND ",
            ours!("n"),
            ")"
        )
    };
}

const AFTER: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM change c WHERE c.log = ?1 AND c.revision > ?2 ORDER BY c.revision LIMIT ?3"
);

const FOR: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM change c WHERE c.log = ?1 AND c.revision > ?2 AND c.revision <= ?3 AND ",
    ours!("c"),
    " AND (ltrim(c.slot, '0') = '' OR ",
    newest!(),
    ") ORDER BY c.revision LIMIT ?5"
);

const SLOTS: &str = concat!(
    "SELECT c.slot FROM change c WHERE c.log = ?1 AND c.revision > ?2 AND c.revision <= ?3 AND c.digest IS NOT NULL
       AND ltrim(c.slot, '0') <> '' AND ",
    ours!("c"),
    " AND ",
    newest!(),
    " ORDER BY c.slot"
);

const LATER: &str =
    "SELECT request, generation, log, slot, revision, pops, rolled_back_at FROM release r
   WHERE log = ?1 AND slot = ?2 AND generation > ?3 AND NOT EXISTS (
     SELECT 1 FROM release WHERE log = ?1 AND slot = ?2 AND generation > ?3 AND pops IS NULL AND revision < r.revision)
   ORDER BY revision";

const AGES: &str =
    "SELECT l.id, l.tenant, l.platform, l.environment, l.epoch, l.head, l.floor, l.compacted,
     (SELECT max(revision) FROM change WHERE log = l.id AND revision > l.compacted AND created_at <= ?1),
     (SELECT max(revision) FROM change WHERE log = l.id AND digest IS NULL AND revision <= l.compacted AND created_at <= ?2)
   FROM change_log l ORDER BY l.id";

fn change(row: &Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change {
        log: LogId(uuid(row, 0)?),
        epoch: Epoch(number(row, 1)?),
        revision: Revision(number(row, 2)?),
        slot: parsed(row, 3)?,
        generation: Generation(number(row, 4)?),
        pops: document_option(row, 5)?,
        digest: row.get(6)?,
        signature: row.get(7)?,
        key: number(row, 8)?,
        created_at: Timestamp::from_seconds(row.get(9)?),
        payload: row.get(10)?,
    })
}

fn log(connection: &Connection, id: LogId) -> Result<Option<LogHead>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, tenant, platform, environment, epoch, head, floor FROM change_log WHERE id = ?",
    )?;
    Ok(statement.query_row([id.0.as_bytes()], head).optional()?)
}

/// Entries until there are enough bytes; what is not wanted any more is not even read.
fn entries(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    limits: ReadLimits,
) -> Result<Vec<Change>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query_map(parameters, change)?;
    let (mut entries, mut bytes) = (Vec::new(), 0);
    while let Some(entry) = rows.next().transpose()? {
        bytes += entry.payload.len() as u64;
        entries.push(entry);
        if bytes >= limits.bytes {
            break;
        }
    }
    Ok(entries)
}

#[async_trait]
impl LogReads for SqliteStore {
    async fn changes_after(
        &self,
        id: LogId,
        after: Revision,
        limits: ReadLimits,
    ) -> Result<Option<ChangeBatch>, StoreError> {
        self.readers
            .list(move |connection| {
                let Some(log) = log(connection, id)? else {
                    return Ok(None);
                };
                let asked = params![id.0.as_bytes(), after.0, limits.entries];
                let entries = entries(connection, AFTER, asked, limits)?;
                Ok(Some(ChangeBatch {
                    through: through(&entries, limits, after, log.head),
                    log,
                    entries,
                }))
            })
            .await
    }

    async fn changes_for(
        &self,
        reader: LogReader,
        limits: ReadLimits,
    ) -> Result<Option<ChangeBatch>, StoreError> {
        let LogReader { pop, after, .. } = reader;
        self.readers
            .list(move |connection| {
                let Some(log) = log(connection, reader.log)? else {
                    return Ok(None);
                };
                let until = reader.until.min(log.head);
                let id = reader.log.0.as_bytes();
                let asked = params![id, after.0, until.0, pop.0, limits.entries];
                let entries = entries(connection, FOR, asked, limits)?;
                Ok(Some(ChangeBatch {
                    through: through(&entries, limits, after, until),
                    log,
                    entries,
                }))
            })
            .await
    }

    async fn live_slots(&self, id: LogId, pop: PopId) -> Result<Option<LiveSlots>, StoreError> {
        self.readers
            .list(move |connection| {
                let Some(log) = log(connection, id)? else {
                    return Ok(None);
                };
                let slots = connection
                    .prepare_cached(SLOTS)?
                    .query_map(params![id.0.as_bytes(), 0, log.head.0, pop.0], |row| {
                        parsed::<AccountNumber>(row, 0)
                    })?
                    .collect::<Result<_, _>>()?;
                Ok(Some(LiveSlots { log, slots }))
            })
            .await
    }

    async fn later_releases(
        &self,
        log: LogId,
        slot: &AccountNumber,
        generation: Generation,
    ) -> Result<Vec<Release>, StoreError> {
        self.readers.point(|connection| {
            let releases = connection
                .prepare_cached(LATER)?
                .query_map(
                    params![log.0.as_bytes(), slot.as_str(), generation.0],
                    release,
                )?
                .collect::<Result<_, _>>()?;
            Ok(releases)
        })
    }

    async fn log_ages(
        &self,
        entries: Timestamp,
        tombstones: Timestamp,
    ) -> Result<Vec<LogAge>, StoreError> {
        let age = |row: &Row<'_>| {
            let revision = |column| {
                let found: rusqlite::Result<Option<u64>> = row.get(column);
                found.map(|found| found.map(Revision))
            };
            Ok(LogAge {
                log: head(row)?,
                compacted: Revision(number(row, 7)?),
                compactable: revision(8)?,
                sweepable: revision(9)?,
            })
        };
        self.readers
            .list(move |connection| {
                let ages = connection
                    .prepare_cached(AGES)?
                    .query_map([entries.seconds(), tombstones.seconds()], age)?
                    .collect::<Result<_, _>>()?;
                Ok(ages)
            })
            .await
    }
}
