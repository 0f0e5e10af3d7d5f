//! What is done to change logs besides appending.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision},
    rules::log::{Place, superseded, sweepable},
};
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteTransaction;
use crate::{
    Fence, LeaseWrites, LogStep, LogWrites, StoreError,
    sqlite::codec::{document_option, json, number, parsed},
};

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        revision: Revision(number(row, 0)?),
        slot: parsed(row, 1)?,
        pops: document_option(row, 2)?,
        is_tombstone: row.get(3)?,
    })
}

/// Entries that were met on the way: where they stand and which slots they are of.
type Met = Vec<(u64, String)>;

fn met(row: &Row<'_>) -> rusqlite::Result<(u64, String)> {
    Ok((number(row, 0)?, row.get(1)?))
}

/// Up to where a walk to `end` has got that was to meet `most` entries at most.
fn reached(met: &Met, most: u32, end: Revision) -> Revision {
    match met.last() {
        Some((last, _)) if met.len() as u64 >= u64::from(most) => Revision(*last),
        _ => end,
    }
}

impl SqliteTransaction {
    /// The entries of the slots of `met` up to `through`, by revision.
    fn places(&self, log: LogId, met: &Met, through: Revision) -> Result<Vec<Place>, StoreError> {
        let slots: Vec<&str> = met.iter().map(|(_, slot)| slot.as_str()).collect();
        self.write(
            "SELECT revision, slot, pops, digest IS NULL FROM change
             WHERE log = ? AND slot IN (SELECT value FROM json_each(?)) AND revision <= ? ORDER BY revision",
            |statement| {
                statement
                    .query_map(params![log.0.as_bytes(), json_of(&slots), through.0], place)?
                    .collect()
            },
        )
    }

    fn remove(&self, log: LogId, gone: &[Revision]) -> Result<u64, StoreError> {
        if gone.is_empty() {
            return Ok(0);
        }
        let removed = self.run(
            "DELETE FROM change WHERE log = ? AND revision IN (SELECT value FROM json_each(?))",
            params![log.0.as_bytes(), json(gone)?],
        )?;
        Ok(removed as u64)
    }
}

/// A list as a parameter.
fn json_of(slots: &[&str]) -> String {
    serde_json::Value::from(slots.to_vec()).to_string()
}

#[async_trait]
impl LogWrites for SqliteTransaction {
    async fn newest_generation(
        &mut self,
        log: LogId,
        slot: &AccountNumber,
    ) -> Result<Option<Generation>, StoreError> {
        let (last, released): (Option<u64>, Option<u64>) = self.write(
            // An entry's generation is the newest of its slot when it is appended, so the last entry has the highest.
            "SELECT (SELECT generation FROM change WHERE log = ?1 AND slot = ?2 ORDER BY revision DESC LIMIT 1),
               (SELECT generation FROM release WHERE log = ?1 AND slot = ?2 ORDER BY generation DESC LIMIT 1)",
            |statement| {
                let both = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
                statement.query_row(params![log.0.as_bytes(), slot.as_str()], both)
            },
        )?;
        Ok(last.max(released).map(Generation))
    }

    async fn compact(
        &mut self,
        owner: Fence,
        log: LogId,
        through: Revision,
        most: u32,
    ) -> Result<Option<LogStep>, StoreError> {
        self.fence(owner).await?;
        let stands: Option<(u64, u64)> = self.write(
            "SELECT head, compacted FROM change_log WHERE id = ?",
            |statement| {
                let row = |row: &Row<'_>| Ok((number(row, 0)?, number(row, 1)?));
                statement.query_row([log.0.as_bytes()], row).optional()
            },
        )?;
        let Some((head, compacted)) = stands else {
            return Ok(None);
        };
        let end = Revision(head.min(through.0));
        if end.0 <= compacted {
            return Ok(Some(LogStep {
                through: Revision(compacted),
                removed: 0,
            }));
        }
        let met: Met = self.write(
            "SELECT revision, slot FROM change WHERE log = ? AND revision > ? AND revision <= ? ORDER BY revision LIMIT ?",
            |statement| {
                statement
                    .query_map(params![log.0.as_bytes(), compacted, end.0, most], met)?
                    .collect()
            },
        )?;
        let through = reached(&met, most, end);
        let gone = superseded(&self.places(log, &met, through)?);
        let removed = self.remove(log, &gone)?;
        self.run(
            "UPDATE change_log SET compacted = ? WHERE id = ?",
            params![through.0, log.0.as_bytes()],
        )?;
        Ok(Some(LogStep { through, removed }))
    }

    async fn sweep(
        &mut self,
        owner: Fence,
        log: LogId,
        floor: Revision,
        after: Revision,
        most: u32,
    ) -> Result<Option<LogStep>, StoreError> {
        self.fence(owner).await?;
        let floor: Option<u64> = self.write(
            "UPDATE change_log SET floor = max(floor, min(?, compacted)) WHERE id = ? RETURNING floor",
            |statement| {
                statement
                    .query_row(params![floor.0, log.0.as_bytes()], |row| number(row, 0))
                    .optional()
            },
        )?;
        let Some(floor) = floor.map(Revision) else {
            return Ok(None);
        };
        let met: Met = self.write(
            "SELECT revision, slot FROM change WHERE log = ? AND digest IS NULL AND revision > ? AND revision <= ?
             ORDER BY revision LIMIT ?",
            |statement| {
                statement
                    .query_map(params![log.0.as_bytes(), after.0, floor.0, most], met)?
                    .collect()
            },
        )?;
        let through = reached(&met, most, floor);
        let gone = sweepable(&self.places(log, &met, floor)?, through);
        let removed = self.remove(log, &gone)?;
        Ok(Some(LogStep { through, removed }))
    }

    async fn raise_epoch(
        &mut self,
        log: LogId,
        lowest: Epoch,
    ) -> Result<Option<Cursor>, StoreError> {
        self.write(
            "UPDATE change_log SET epoch = max(epoch + 1, ?) WHERE id = ? RETURNING epoch, head",
            |statement| {
                let end = |row: &Row<'_>| {
                    Ok(Cursor {
                        epoch: Epoch(number(row, 0)?),
                        revision: Revision(number(row, 1)?),
                    })
                };
                statement
                    .query_row(params![lowest.0, log.0.as_bytes()], end)
                    .optional()
            },
        )
    }
}
