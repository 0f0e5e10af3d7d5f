//! Change logs, as servers read them and as they are looked after.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Epoch, Generation, LogId, PopId, Revision, Timestamp},
    model::{Change, LogHead, Release},
};
use tokio_postgres::Row;

use super::{deploy::release, fleet::log as head};
use crate::{
    ChangeBatch, LiveSlots, LogAge, LogReader, LogReads, ReadLimits, StoreError,
    log::through,
    postgres::{
        PostgresStore,
        codec::{document_option, get, moment, number, number_option, parsed},
    },
};

const LOG: &str =
    "SELECT id, tenant, platform, environment, epoch, head, floor FROM change_log WHERE id = $1";

/// Entries that `$wanted` chooses, the first `$entries` of them and of those no more once there are `$bytes`.
macro_rules! within_limits {
    ($wanted:expr, $entries:literal, $bytes:literal) => {
        concat!(
            "SELECT log, epoch, revision, slot, generation, pops, digest, signature, signing_key, created_at, payload
             FROM (SELECT c.*, sum(octet_length(payload)) OVER (ORDER BY revision) - octet_length(payload) AS before
                   FROM (SELECT c.* FROM change c WHERE ",
            $wanted,
            " ORDER BY c.revision LIMIT ",
            $entries,
            ") c) c WHERE before < ",
            $bytes,
            " ORDER BY revision"
        )
    };
}

/// The condition that the entry in `$entry` is for the POP `$4`.
macro_rules! ours {
    ($entry:literal) => {
        concat!(
            "(",
            $entry,
            ".pops IS NULL OR ",
            $entry,
            ".pops::jsonb @> to_jsonb($4::bigint))"
        )
    };
}

/// The condition that the entry in `c` is the newest of its slot up to `$3` for the POP `$4`.
macro_rules! newest {
    () => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM change n WHERE n.log = c.log AND n.slot = c.slot AND n.revision > c.revision
               AND n.revision <= $3 AND ",
            ours!("n"),
            ")"
        )
    };
}

const AFTER: &str = within_limits!("c.log = $1 AND c.revision > $2", "$3", "$4");

const FOR: &str = within_limits!(
    concat!(
        "c.log = $1 AND c.revision > $2 AND c.revision <= $3 AND ",
        ours!("c"),
        " AND (ltrim(c.slot, '0') = '' OR ",
        newest!(),
        ")"
    ),
    "$5",
    "$6"
);

const SLOTS: &str = concat!(
    "SELECT c.slot FROM change c WHERE c.log = $1 AND c.revision > $2 AND c.revision <= $3 AND c.digest IS NOT NULL
       AND ltrim(c.slot, '0') <> '' AND ",
    ours!("c"),
    " AND ",
    newest!(),
    " ORDER BY c.slot"
);

const LATER: &str =
    "SELECT request, generation, log, slot, revision, pops, rolled_back_at FROM release r
   WHERE log = $1 AND slot = $2 AND generation > $3 AND NOT EXISTS (
     SELECT 1 FROM release WHERE log = $1 AND slot = $2 AND generation > $3 AND pops IS NULL AND revision < r.revision)
   ORDER BY revision";

const AGES: &str =
    "SELECT l.id, l.tenant, l.platform, l.environment, l.epoch, l.head, l.floor, l.compacted,
     (SELECT max(revision) FROM change WHERE log = l.id AND revision > l.compacted AND created_at <= $1),
     (SELECT max(revision) FROM change WHERE log = l.id AND digest IS NULL AND revision <= l.compacted AND created_at <= $2)
   FROM change_log l ORDER BY l.id";

/// A revision as a parameter: far behind every log, where it does not fit.
fn position(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(i64::MAX)
}

fn bytes(limits: ReadLimits) -> i64 {
    i64::try_from(limits.bytes).unwrap_or(i64::MAX)
}

fn array<const N: usize>(row: &Row, column: usize) -> Result<[u8; N], StoreError> {
    let bytes: &[u8] = get(row, column)?;
    let length = bytes.len();
    bytes
        .try_into()
        .map_err(|_| StoreError::Corrupt(format!("{length} bytes instead of {N} in an entry")))
}

fn change(row: &Row) -> Result<Change, StoreError> {
    let has_digest = get::<Option<&[u8]>>(row, 6)?.is_some();
    Ok(Change {
        log: LogId(get(row, 0)?),
        epoch: Epoch(number(row, 1)?),
        revision: Revision(number(row, 2)?),
        slot: parsed(row, 3)?,
        generation: Generation(number(row, 4)?),
        pops: document_option(row, 5)?,
        digest: has_digest.then(|| array(row, 6)).transpose()?,
        signature: array(row, 7)?,
        key: number(row, 8)?,
        created_at: moment(row, 9)?,
        payload: get(row, 10)?,
    })
}

fn log(rows: &[Row]) -> Result<Option<LogHead>, StoreError> {
    rows.first().map(head).transpose()
}

fn changes(rows: &[Row]) -> Result<Vec<Change>, StoreError> {
    rows.iter().map(change).collect()
}

#[async_trait]
impl LogReads for PostgresStore {
    async fn changes_after(
        &self,
        id: LogId,
        after: Revision,
        limits: ReadLimits,
    ) -> Result<Option<ChangeBatch>, StoreError> {
        let (logs, rows) = self
            .pair(
                (LOG, &[&id.0]),
                (
                    AFTER,
                    &[
                        &id.0,
                        &position(after),
                        &i64::from(limits.entries),
                        &bytes(limits),
                    ],
                ),
            )
            .await?;
        let Some(log) = log(&logs)? else {
            return Ok(None);
        };
        let entries = changes(&rows)?;
        Ok(Some(ChangeBatch {
            through: through(&entries, limits, after, log.head),
            log,
            entries,
        }))
    }

    async fn changes_for(
        &self,
        reader: LogReader,
        limits: ReadLimits,
    ) -> Result<Option<ChangeBatch>, StoreError> {
        let LogReader { pop, after, .. } = reader;
        let (logs, rows) = self
            .pair(
                (LOG, &[&reader.log.0]),
                (
                    FOR,
                    &[
                        &reader.log.0,
                        &position(after),
                        &position(reader.until),
                        &i64::try_from(pop.0).unwrap_or(0),
                        &i64::from(limits.entries),
                        &bytes(limits),
                    ],
                ),
            )
            .await?;
        let Some(log) = log(&logs)? else {
            return Ok(None);
        };
        let entries = changes(&rows)?;
        Ok(Some(ChangeBatch {
            through: through(&entries, limits, after, reader.until.min(log.head)),
            log,
            entries,
        }))
    }

    async fn live_slots(&self, id: LogId, pop: PopId) -> Result<Option<LiveSlots>, StoreError> {
        let (logs, rows) = self
            .pair(
                (LOG, &[&id.0]),
                (
                    SLOTS,
                    &[&id.0, &0_i64, &i64::MAX, &i64::try_from(pop.0).unwrap_or(0)],
                ),
            )
            .await?;
        let Some(log) = log(&logs)? else {
            return Ok(None);
        };
        let slots = rows.iter().map(|row| parsed(row, 0));
        Ok(Some(LiveSlots {
            log,
            slots: slots.collect::<Result<_, _>>()?,
        }))
    }

    async fn later_releases(
        &self,
        log: LogId,
        slot: &AccountNumber,
        generation: Generation,
    ) -> Result<Vec<Release>, StoreError> {
        let generation = i64::try_from(generation.0).unwrap_or(i64::MAX);
        let rows = self
            .rows(LATER, &[&log.0, &slot.as_str(), &generation])
            .await?;
        rows.iter().map(|row| release(row, 0)).collect()
    }

    async fn log_ages(
        &self,
        entries: Timestamp,
        tombstones: Timestamp,
    ) -> Result<Vec<LogAge>, StoreError> {
        let rows = self
            .rows(AGES, &[&entries.seconds(), &tombstones.seconds()])
            .await?;
        let age = |row: &Row| {
            Ok(LogAge {
                log: head(row)?,
                compacted: Revision(number(row, 7)?),
                compactable: number_option(row, 8)?.map(Revision),
                sweepable: number_option(row, 9)?.map(Revision),
            })
        };
        rows.iter().map(age).collect()
    }
}
