//! Filling an empty database with a whole store, in one transaction: whatever interrupts it leaves the database empty.

use std::pin::Pin;

use bytes::Bytes;
use futures_util::SinkExt;
use tokio_postgres::CopyInSink;

use super::{
    Address, Options,
    catalog::{SEQUENCE, tables},
    migrate::migrate_within,
    open::{at, examine},
    own::OwnTransaction,
};
use crate::{
    Create, StoreError,
    whole::{
        Arrival, Arrived, BROKE_OFF, Batch, Progress, Rows, Table, Tokens, Unit, quoted, statements,
    },
};

/// What binary COPY begins with.
const HEADER: &[u8; 19] = b"PGCOPY\n\xFF\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with.
const END: &[u8; 2] = &[0xFF, 0xFF];

/// A store that is being filled.
pub(crate) struct Load {
    transaction: OwnTransaction,
    /// What there is, in the order in which it has to come.
    pub(crate) tables: Vec<Table>,
}

impl Load {
    /// Makes the schema where there is no store, in a transaction that is still to be committed.
    pub(crate) async fn begin(address: &Address, options: &Options) -> Result<Self, StoreError> {
        let transaction = OwnTransaction::begin(address, options, "BEGIN").await?;
        examine(&transaction, &transaction.place).await?;
        transaction
            .batch_execute("SET LOCAL maintenance_work_mem = '256MB'")
            .await?;
        migrate_within(&transaction, &transaction.place, Create::New)
            .await
            .map_err(|error| at(&transaction.place, error))?;
        let tables = tables(&transaction).await?;
        Ok(Self {
            transaction,
            tables,
        })
    }

    /// Takes every row that arrives, and fails unless each table gets all of its rows.
    pub(crate) async fn write(
        &self,
        mut rows: Rows,
        progress: &dyn Progress,
    ) -> Result<(), StoreError> {
        let rest = self.without_indexes().await?;
        self.triggers("DISABLE").await?;
        let numbers = self.rows(&mut rows, progress).await?;
        progress.phase("making indexes", Unit::Rows, Some(rest.len() as u64));
        for statement in rest {
            self.transaction.batch_execute(&statement).await?;
            progress.advance(1);
        }
        self.triggers("ENABLE").await?;
        for (table, number) in self.tables.iter().zip(numbers) {
            self.go_on_behind(table, number).await?;
        }
        Ok(())
    }

    async fn rows(&self, rows: &mut Rows, progress: &dyn Progress) -> Result<Vec<i64>, StoreError> {
        let mut written = vec![0; self.tables.len()];
        let mut current: Option<(usize, Pin<Box<CopyInSink<Bytes>>>)> = None;
        loop {
            let batch = rows.recv().await.ok_or(BROKE_OFF)?;
            let next = match &batch {
                Batch::Rows { table, .. } => Some(*table),
                Batch::End { .. } => None,
            };
            if let Some((number, sink)) = current.take_if(|(number, _)| Some(*number) != next) {
                written[number] = finish(sink).await?;
            }
            match batch {
                Batch::Rows { rows, .. } if rows.is_empty() => {}
                Batch::Rows { table, rows, count } => {
                    let (_, sink) = match current.take() {
                        Some(same) => current.insert(same),
                        None => current.insert((table, self.copy(&self.tables[table]).await?)),
                    };
                    sink.feed(rows).await?;
                    progress.advance(count);
                }
                Batch::End { counts, numbers } => {
                    for ((table, written), sent) in self.tables.iter().zip(&written).zip(&counts) {
                        if written != sent {
                            return Err(StoreError::Corrupt(format!(
                                "{written} rows of {} arrived of {sent}",
                                table.name
                            )));
                        }
                    }
                    return Ok(numbers);
                }
            }
        }
    }

    async fn copy(&self, table: &Table) -> Result<Pin<Box<CopyInSink<Bytes>>>, StoreError> {
        let names = table.columns.iter().map(|column| quoted(&column.name));
        let sql = format!(
            "COPY {} ({}) FROM STDIN (FORMAT binary)",
            quoted(&table.name),
            names.collect::<Vec<_>>().join(", ")
        );
        let sink = self.transaction.copy_in::<_, Bytes>(&sql).await?;
        let mut sink = Box::pin(sink);
        sink.feed(Bytes::from_static(HEADER)).await?;
        Ok(sink)
    }

    /// Takes away the indexes that only make reading quick; gives what brings them back.
    async fn without_indexes(&self) -> Result<Vec<String>, StoreError> {
        let rows = self
            .transaction
            .query(
                "SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                 WHERE c.relnamespace = 'landfall'::regnamespace
                   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
                 ORDER BY 2",
                &[],
            )
            .await?;
        let mut rest = Vec::with_capacity(rows.len());
        for row in &rows {
            let drop: &str = row.try_get(0)?;
            self.transaction.batch_execute(drop).await?;
            rest.push(row.try_get(1)?);
        }
        Ok(rest)
    }

    /// What triggers keep is among the rows.
    async fn triggers(&self, switch: &str) -> Result<(), StoreError> {
        let each = self.tables.iter().map(|table| {
            let name = quoted(&table.name);
            format!("ALTER TABLE {name} {switch} TRIGGER USER;")
        });
        let sql: Vec<String> = each.collect();
        Ok(self.transaction.batch_execute(&sql.concat()).await?)
    }

    async fn go_on_behind(&self, table: &Table, number: i64) -> Result<(), StoreError> {
        let Some(column) = &table.identity else {
            return Ok(());
        };
        let row = self
            .transaction
            .query_one(SEQUENCE, &[&table.name, column])
            .await?;
        let sequence: String = row.try_get(0)?;
        // Never back; a sequence that was not drawn from starts at 1.
        let sql = format!(
            "SELECT setval('{sequence}'::regclass, greatest($1, last_value), is_called OR $1 > 0) FROM {sequence}"
        );
        self.transaction.query_one(&sql, &[&number]).await?;
        Ok(())
    }

    /// Does what an arrival changes.
    pub(crate) async fn arrive(&self, arrival: &Arrival) -> Result<Arrived, StoreError> {
        let now = arrival.now.seconds();
        let done = async |sql: &str, value: i64| self.transaction.execute(sql, &[&value]).await;
        let tokens = match arrival.tokens {
            Tokens::EndShortLived => statements::END_SHORT_LIVED_TOKENS,
            Tokens::EndAll => statements::END_ALL_TOKENS,
        };
        let mut arrived = Arrived {
            logs: done(statements::RAISE_EPOCHS, arrival.epoch()?).await?,
            sessions_ended: done(statements::END_SESSIONS, now).await?,
            tokens_ended: done(tokens, now).await?,
            tokens_kept: 0,
        };
        let kept = self.transaction.query_one(statements::COUNT_TOKENS, &[]);
        let kept: i64 = kept.await?.try_get(0)?;
        arrived.tokens_kept = u64::try_from(kept).unwrap_or(0);
        if let Some(events) = self.tables.iter().find(|table| table.name == "event") {
            self.go_on_behind(events, arrival.position()?).await?;
        }
        let event = &arrival.event;
        self.transaction
            .execute(
                statements::RECORD,
                &[
                    &event.id.0,
                    &arrival.actor()?,
                    &event.kind,
                    &event.resource.as_str(),
                    &event.resource_id,
                    &event.detail,
                    &event.at_micros,
                ],
            )
            .await?;
        Ok(arrived)
    }

    /// Lets the planner know the new rows, and commits.
    pub(crate) async fn commit(self, progress: &dyn Progress) -> Result<(), StoreError> {
        progress.phase("committing", Unit::Rows, None);
        let names: Vec<String> = self
            .tables
            .iter()
            .map(|table| quoted(&table.name))
            .collect();
        let analyze = format!("ANALYZE {}", names.join(", "));
        self.transaction.batch_execute(&analyze).await?;
        self.transaction.commit().await
    }
}

async fn finish(mut sink: Pin<Box<CopyInSink<Bytes>>>) -> Result<u64, StoreError> {
    sink.feed(Bytes::from_static(END)).await?;
    Ok(sink.as_mut().finish().await?)
}
