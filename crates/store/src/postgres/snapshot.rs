//! Every row of one snapshot. Whoever holds the store goes on meanwhile.

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{TryStreamExt, pin_mut};
use tokio::sync::mpsc::Sender;

use super::{
    Address, Options,
    catalog::{SEQUENCE, tables},
    migrate::{CURRENT, version_within},
    own::OwnTransaction,
};
use crate::{
    StoreError,
    whole::{BROKE_OFF, Batch, Progress, Table, Unit, quoted},
};

/// How a transaction begins that reads one snapshot.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// The same after every write has ended; others wait. Each leaves its mark in this table first.
const ALONE: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE landfall.writer IN SHARE MODE";
/// The first name that no store has been put aside under.
const FREE: &str = "SELECT name FROM (SELECT number, 'landfall_moved' || CASE number WHEN 1 THEN '' ELSE '_' || number END AS name
     FROM generate_series(1, 1000) number) names WHERE to_regnamespace(name) IS NULL ORDER BY number LIMIT 1";
/// Bytes of a batch, about.
const BATCH: usize = 256 * 1024;
/// What binary COPY begins with: a signature, flags, and the length of an extension.
const HEADER: usize = 19;
/// Where a row would say how many fields it has, this says that there are no more rows.
const END: [u8; 2] = [0xFF, 0xFF];

/// A snapshot.
pub(crate) struct Snapshot {
    transaction: OwnTransaction,
    /// What there is, in the order in which it is sent.
    pub(crate) tables: Vec<Table>,
}

/// The version of the schema.
pub(crate) async fn version(address: &Address, options: &Options) -> Result<usize, StoreError> {
    let transaction = OwnTransaction::begin(address, options, READ).await?;
    version_within(&transaction, &transaction.place).await
}

impl Snapshot {
    /// A snapshot of a store that goes on meanwhile.
    pub(crate) async fn take(address: &Address, options: &Options) -> Result<Self, StoreError> {
        Self::of(OwnTransaction::begin(address, options, READ).await?).await
    }

    /// A snapshot of a store that nobody has open but this process, and that nobody writes to until it is dropped.
    pub(crate) async fn take_alone(
        address: &Address,
        options: &Options,
    ) -> Result<Self, StoreError> {
        let transaction = OwnTransaction::begin(address, options, ALONE).await?;
        let place = &transaction.place;
        let others = transaction
            .query_opt(
                "SELECT application_name FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name LIKE 'landfall %'
                   AND application_name <> current_setting('application_name') LIMIT 1",
                &[],
            )
            .await?;
        if let Some(other) = others {
            let name: String = other.try_get(0)?;
            return Err(StoreError::Unavailable(format!(
                "process {} has the store at {place} open; stop it first",
                name.split(' ').nth(1).unwrap_or("of another name")
            )));
        }
        Self::of(transaction).await
    }

    async fn of(transaction: OwnTransaction) -> Result<Self, StoreError> {
        let version = version_within(&transaction, &transaction.place).await?;
        if version < CURRENT {
            return Err(StoreError::Foreign(format!(
                "the store at {} has version {version}; `landfall migrate` brings it to {CURRENT}",
                transaction.place
            )));
        }
        let tables = tables(&transaction).await?;
        Ok(Self {
            transaction,
            tables,
        })
    }

    /// Fails unless the schema can be put aside, so that this is known before everything is copied: gives it its other name
    /// and takes that back.
    pub(crate) async fn try_aside(&self) -> Result<(), StoreError> {
        self.transaction.batch_execute("SAVEPOINT aside").await?;
        self.rename().await.map_err(|error| {
            StoreError::Unavailable(format!(
                "the store at {} could not be put aside afterwards ({error}); nothing was copied. The database's user has \
                 to own the schema landfall and may need the right CREATE on the database",
                self.transaction.place
            ))
        })?;
        self.transaction
            .batch_execute("ROLLBACK TO SAVEPOINT aside; RELEASE SAVEPOINT aside")
            .await?;
        Ok(())
    }

    /// Gives the schema another name, so that nobody finds a store there any more, and says which. Only for a snapshot that
    /// was taken alone: whoever waits to write finds nothing to write to.
    pub(crate) async fn put_aside(self) -> Result<String, StoreError> {
        let name = self.rename().await?;
        let aside = format!("the schema {name} at {}", self.transaction.place);
        self.transaction.commit().await?;
        Ok(aside)
    }

    /// Gives the schema the first other name that is free: stores that were put aside before stay what they are.
    async fn rename(&self) -> Result<String, StoreError> {
        let free = self.transaction.query_opt(FREE, &[]).await?;
        let name: String = match free {
            Some(free) => free.try_get(0)?,
            None => {
                return Err(StoreError::Conflict {
                    what: "a schema of every name from landfall_moved to landfall_moved_1000"
                        .to_owned(),
                });
            }
        };
        self.transaction
            .batch_execute(&format!("ALTER SCHEMA landfall RENAME TO {name}"))
            .await?;
        Ok(name)
    }

    /// Sends every row. The way ends with this.
    pub(crate) async fn read(
        &self,
        rows: Sender<Batch>,
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
            self.read_table(number, table, &rows).await?;
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
