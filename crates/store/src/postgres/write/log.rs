//! What is done to change logs besides appending. The head's row is what appending waits for, so it is written last.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision},
    rules::log::{Place, superseded, sweepable},
};
use tokio_postgres::Row;

use super::PostgresTransaction;
use crate::{
    Fence, LeaseWrites, LogStep, LogWrites, StoreError,
    postgres::{
        codec::{document_option, get, number, number_option, parsed, signed},
        this_copy::this_copy,
    },
};

/// The newest generation of the slot `$slot` in the log `$log`, NULL if there is none. An entry's generation is the newest of
/// its slot when it is appended, so the last entry has the highest.
macro_rules! newest_generation {
    ($log:literal, $slot:literal) => {
        concat!(
            "SELECT max(generation) FROM (
               (SELECT generation FROM change WHERE log = ",
            $log,
            " AND slot = ",
            $slot,
            " ORDER BY revision DESC LIMIT 1) UNION ALL
               (SELECT generation FROM release WHERE log = ",
            $log,
            " AND slot = ",
            $slot,
            " ORDER BY generation DESC LIMIT 1)) of_slot"
        )
    };
}
pub(super) use newest_generation;

fn place(row: &Row) -> Result<Place, StoreError> {
    Ok(Place {
        revision: Revision(number(row, 0)?),
        slot: parsed(row, 1)?,
        pops: document_option(row, 2)?,
        is_tombstone: get(row, 3)?,
    })
}

/// Entries that were met on the way: where the last of them stands, how many there are, and which slots they are of.
struct Met {
    last: Option<Revision>,
    count: u64,
    slots: Vec<String>,
}

impl Met {
    fn of(rows: &[Row]) -> Result<Self, StoreError> {
        let slots = rows.iter().map(|row| get(row, 1));
        let mut slots: Vec<String> = slots.collect::<Result<_, _>>()?;
        slots.sort_unstable();
        slots.dedup();
        let last = rows.last().map(|row| number(row, 0)).transpose()?;
        Ok(Self {
            last: last.map(Revision),
            count: rows.len() as u64,
            slots,
        })
    }

    /// Up to where a walk to `end` has got that was to meet `most` entries at most.
    fn reached(&self, most: u32, end: Revision) -> Revision {
        match self.last {
            Some(last) if self.count >= u64::from(most) => last,
            _ => end,
        }
    }
}

impl PostgresTransaction {
    /// The rows of a statement.
    async fn found(
        &mut self,
        sql: &str,
        parameters: super::Parameters<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        self.go_on()?;
        let ran = async {
            let statement = self.connection.prepare_cached(sql).await?;
            self.connection.query(&statement, parameters).await
        };
        let ran = ran.await;
        ran.map_err(|error| self.note(error.into()))
    }

    /// The entries of some slots up to `through`, by revision.
    async fn places(
        &mut self,
        log: LogId,
        slots: &[String],
        through: Revision,
    ) -> Result<Vec<Place>, StoreError> {
        let rows = self
            .found(
                "SELECT revision, slot, pops, digest IS NULL FROM change
                 WHERE log = $1 AND slot = ANY($2) AND revision <= $3 ORDER BY revision",
                &[&log.0, &slots, &signed(through.0)?],
            )
            .await?;
        rows.iter().map(place).collect()
    }

    async fn remove(&mut self, log: LogId, gone: &[Revision]) -> Result<u64, StoreError> {
        if gone.is_empty() {
            return Ok(0);
        }
        let gone: Result<Vec<i64>, _> = gone.iter().map(|revision| signed(revision.0)).collect();
        self.run(
            "DELETE FROM change WHERE log = $1 AND revision = ANY($2)",
            &[&log.0, &gone?],
        )
        .await
    }
}

#[async_trait]
impl LogWrites for PostgresTransaction {
    async fn newest_generation(
        &mut self,
        log: LogId,
        slot: &AccountNumber,
    ) -> Result<Option<Generation>, StoreError> {
        let row = self
            .row(newest_generation!("$1", "$2"), &[&log.0, &slot.as_str()])
            .await?;
        let newest = row.map(|row| number_option(&row, 0)).transpose()?;
        Ok(newest.flatten().map(Generation))
    }

    async fn compact(
        &mut self,
        owner: Fence,
        log: LogId,
        through: Revision,
        most: u32,
    ) -> Result<Option<LogStep>, StoreError> {
        self.fence(owner).await?;
        let row = self
            .row(
                "SELECT head, compacted FROM change_log WHERE id = $1",
                &[&log.0],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (head, compacted) = (Revision(number(&row, 0)?), Revision(number(&row, 1)?));
        let end = head.min(through);
        if end <= compacted {
            return Ok(Some(LogStep {
                through: compacted,
                removed: 0,
            }));
        }
        let rows = self
            .found(
                "SELECT revision, slot FROM change WHERE log = $1 AND revision > $2 AND revision <= $3
                 ORDER BY revision LIMIT $4",
                &[
                    &log.0,
                    &signed(compacted.0)?,
                    &signed(end.0)?,
                    &i64::from(most),
                ],
            )
            .await?;
        let met = Met::of(&rows)?;
        let through = met.reached(most, end);
        let gone = superseded(&self.places(log, &met.slots, through).await?);
        let removed = self.remove(log, &gone).await?;
        self.run(
            "UPDATE change_log SET compacted = $2 WHERE id = $1",
            &[&log.0, &signed(through.0)?],
        )
        .await?;
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
        let row = self
            .row(
                "SELECT floor, GREATEST(floor, LEAST($2, compacted)) FROM change_log WHERE id = $1",
                &[&log.0, &signed(floor.0)?],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (before, floor) = (Revision(number(&row, 0)?), Revision(number(&row, 1)?));
        let rows = self
            .found(
                "SELECT revision, slot FROM change WHERE log = $1 AND digest IS NULL AND revision > $2 AND revision <= $3
                 ORDER BY revision LIMIT $4",
                &[
                    &log.0,
                    &signed(after.0)?,
                    &signed(floor.0)?,
                    &i64::from(most),
                ],
            )
            .await?;
        let met = Met::of(&rows)?;
        let through = met.reached(most, floor);
        let gone = sweepable(&self.places(log, &met.slots, floor).await?, through);
        let removed = self.remove(log, &gone).await?;
        if floor > before {
            self.run(
                "UPDATE change_log SET floor = $2 WHERE id = $1",
                &[&log.0, &signed(floor.0)?],
            )
            .await?;
        }
        Ok(Some(LogStep { through, removed }))
    }

    async fn raise_epoch(
        &mut self,
        log: LogId,
        lowest: Epoch,
    ) -> Result<Option<Cursor>, StoreError> {
        let row = self
            .row(
                concat!(
                    "UPDATE change_log SET epoch = GREATEST(epoch + 1, $2), copy = ",
                    this_copy!(),
                    " WHERE id = $1 RETURNING epoch, head"
                ),
                &[&log.0, &signed(lowest.0)?],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Cursor {
            epoch: Epoch(number(&row, 0)?),
            revision: Revision(number(&row, 1)?),
        }))
    }
}
