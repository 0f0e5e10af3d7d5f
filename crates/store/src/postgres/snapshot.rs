//! Every row of one snapshot. Whoever holds the store goes on meanwhile.

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{TryStreamExt, pin_mut};
use tokio::sync::mpsc::Sender;
use tokio_postgres::{Client, Transaction};

use super::{
    Address, Options,
    catalog::{SEQUENCE, tables},
    connections::prepared,
    hold::Line,
    migrate::{CURRENT, version_within},
    open::at,
    patience::Patience,
    tls::Tls,
};
use crate::{
    StoreError,
    whole::{BROKE_OFF, Batch, Progress, Table, Unit, quoted},
};

/// Bytes of a batch, about.
const BATCH: usize = 256 * 1024;
/// What binary COPY begins with: a signature, flags, and the length of an extension.
const HEADER: usize = 19;
/// Where a row would say how many fields it has, this says that there are no more rows.
const END: [u8; 2] = [0xFF, 0xFF];

/// A connection for reading a snapshot.
pub(crate) struct SnapshotLine {
    line: Line,
    place: String,
}

impl SnapshotLine {
    /// Connects.
    pub(crate) async fn open(address: &Address, options: &Options) -> Result<Self, StoreError> {
        let place = address.to_string();
        let tls = Tls::for_address(address)?;
        let mut patience = Patience::lasting(options.patience);
        let line = Line::open(&prepared(address, options), &tls, &mut patience)
            .await
            .map_err(|error| at(&place, error))?;
        Ok(Self { line, place })
    }

    /// Takes the snapshot.
    pub(crate) async fn take(&mut self) -> Result<Snapshot<'_>, StoreError> {
        let transaction = begin(&mut self.line.client).await?;
        let version = version_within(&transaction, &self.place).await?;
        if version < CURRENT {
            return Err(StoreError::Foreign(format!(
                "the store at {} has version {version}; `landfall migrate` brings it to {CURRENT}",
                self.place
            )));
        }
        let tables = tables(&transaction).await?;
        Ok(Snapshot {
            transaction,
            tables,
        })
    }

    /// The version of the schema.
    pub(crate) async fn version(&mut self) -> Result<usize, StoreError> {
        let transaction = begin(&mut self.line.client).await?;
        version_within(&transaction, &self.place).await
    }
}

async fn begin(client: &mut Client) -> Result<Transaction<'_>, StoreError> {
    let transaction = client
        .build_transaction()
        .isolation_level(tokio_postgres::IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    transaction
        .batch_execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
        )
        .await?;
    Ok(transaction)
}

/// A snapshot.
pub(crate) struct Snapshot<'l> {
    transaction: Transaction<'l>,
    /// What there is, in the order in which it is sent.
    pub(crate) tables: Vec<Table>,
}

impl Snapshot<'_> {
    /// Sends every row.
    pub(crate) async fn read(
        &self,
        rows: &Sender<Batch>,
        progress: &dyn Progress,
    ) -> Result<(), StoreError> {
        let (mut counts, mut numbers) = (Vec::new(), Vec::new());
        progress.phase("counting", Unit::Rows, None);
        for table in &self.tables {
            let sql = format!("SELECT count(*) FROM {}", quoted(&table.name));
            let count: i64 = self.transaction.query_one(&sql, &[]).await?.try_get(0)?;
            counts.push(u64::try_from(count).unwrap_or(0));
        }
        progress.phase("copying", Unit::Rows, Some(counts.iter().sum()));
        for (number, table) in self.tables.iter().enumerate() {
            self.read_table(number, table, rows).await?;
        }
        for table in &self.tables {
            numbers.push(self.highest_number(table).await?);
        }
        let end = Batch::End { counts, numbers };
        rows.send(end).await.map_err(|_| BROKE_OFF)
    }

    async fn read_table(
        &self,
        number: usize,
        table: &Table,
        rows: &Sender<Batch>,
    ) -> Result<(), StoreError> {
        let names = |names: &mut dyn Iterator<Item = &String>| {
            names
                .map(|name| quoted(name))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let columns = names(&mut table.columns.iter().map(|column| &column.name));
        let order = names(&mut table.order.iter());
        let order = if order.is_empty() {
            order
        } else {
            format!(" ORDER BY {order}")
        };
        let sql = format!(
            "COPY (SELECT {columns} FROM {}{order}) TO STDOUT (FORMAT binary)",
            quoted(&table.name)
        );
        let sent = self.transaction.copy_out(&sql).await?;
        pin_mut!(sent);
        let (mut batch, mut count, mut is_first) = (BytesMut::new(), 0, true);
        // Each message is one row; the header comes with the first, or with the end if there is none.
        while let Some(mut message) = sent.try_next().await? {
            if is_first {
                skip_header(&mut message)?;
                is_first = false;
            }
            if message.is_empty() || message[..] == END {
                continue;
            }
            batch.extend_from_slice(&message);
            count += 1;
            if batch.len() >= BATCH {
                send(rows, number, &mut batch, &mut count).await?;
            }
        }
        send(rows, number, &mut batch, &mut count).await
    }

    /// The highest number that rows of the table were given, also by transactions that came to nothing.
    async fn highest_number(&self, table: &Table) -> Result<i64, StoreError> {
        let Some(column) = &table.identity else {
            return Ok(0);
        };
        let row = self
            .transaction
            .query_one(SEQUENCE, &[&table.name, column])
            .await?;
        let sequence: String = row.try_get(0)?;
        let sql = format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}");
        Ok(self.transaction.query_one(&sql, &[]).await?.try_get(0)?)
    }
}

fn skip_header(message: &mut Bytes) -> Result<(), StoreError> {
    if message.len() < HEADER || message[HEADER - 4..HEADER] != [0; 4] {
        return Err(StoreError::Engine(
            "the database sends rows in a form that is not known".to_owned(),
        ));
    }
    message.advance(HEADER);
    Ok(())
}

async fn send(
    rows: &Sender<Batch>,
    table: usize,
    batch: &mut BytesMut,
    count: &mut u64,
) -> Result<(), StoreError> {
    let full = Batch::Rows {
        table,
        rows: batch.split().freeze(),
        count: std::mem::take(count),
    };
    rows.send(full).await.map_err(|_| BROKE_OFF)
}
