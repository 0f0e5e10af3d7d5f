//! Rows of tables, out of a file and into one, in the form of PostgreSQL's binary COPY: the number of fields, then for each
//! its length and its bytes.

use bytes::{BufMut, Bytes, BytesMut};
use rusqlite::{
    Connection, OptionalExtension, Row,
    types::{ToSqlOutput, ValueRef},
};
use tokio::sync::mpsc::Sender;

use crate::{
    StoreError,
    whole::{BROKE_OFF, Batch, Column, Kind, Progress, Rows, Table, Unit, quoted},
};

/// Bytes of a batch, about.
const BATCH: usize = 256 * 1024;

/// The names of a table's columns in the file, in the order of `table`. A number that the other engine keeps for rows and
/// this one has built in is the row's own.
fn columns(connection: &Connection, table: &Table) -> Result<Vec<String>, StoreError> {
    let mut here: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_info(?)")?
        .query_map([&table.name], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let differs = |what: &str| {
        StoreError::Engine(format!(
            "the engines disagree about {}.{what}; this is a fault of the program",
            table.name
        ))
    };
    let mut names = Vec::with_capacity(table.columns.len());
    for Column { name, .. } in &table.columns {
        match here.iter().position(|there| there == name) {
            Some(at) => names.push(quoted(&here.swap_remove(at))),
            None if table.is_identity(name) => names.push("rowid".to_owned()),
            None => return Err(differs(name)),
        }
    }
    match here.first() {
        Some(left) => Err(differs(left)),
        None => Ok(names),
    }
}

/// Sends every row of the snapshot that the connection reads.
pub(crate) fn read(
    connection: &Connection,
    tables: &[Table],
    rows: &Sender<Batch>,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    let mut counts = Vec::with_capacity(tables.len());
    for table in tables {
        let sql = format!("SELECT count(*) FROM {}", quoted(&table.name));
        counts.push(connection.query_row(&sql, [], |row| row.get::<_, u64>(0))?);
    }
    progress.phase("copying", Unit::Rows, Some(counts.iter().sum()));
    for (number, table) in tables.iter().enumerate() {
        let names = columns(connection, table)?;
        let sql = format!("SELECT {} FROM {}", names.join(", "), quoted(&table.name));
        let mut statement = connection.prepare(&sql)?;
        let mut found = statement.query([])?;
        let (mut batch, mut count) = (BytesMut::new(), 0);
        loop {
            let row = found.next()?;
            if row.is_none() || batch.len() >= BATCH {
                let rows_of_table = Batch::Rows {
                    table: number,
                    rows: batch.split().freeze(),
                    count,
                };
                rows.blocking_send(rows_of_table).map_err(|_| BROKE_OFF)?;
                count = 0;
            }
            let Some(row) = row else { break };
            put(&mut batch, row, table)?;
            count += 1;
        }
    }
    let numbers = tables.iter().map(|table| highest_number(connection, table));
    let numbers = numbers.collect::<Result<_, _>>()?;
    let end = Batch::End { counts, numbers };
    rows.blocking_send(end).map_err(|_| BROKE_OFF)
}

/// The highest number that rows of the table were given by the engine.
fn highest_number(connection: &Connection, table: &Table) -> Result<i64, StoreError> {
    if table.identity.is_none() {
        return Ok(0);
    }
    let kept: Option<i64> = connection
        .query_row(
            "SELECT seq FROM sqlite_sequence WHERE name = ?",
            [&table.name],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let sql = format!("SELECT max(rowid) FROM {}", quoted(&table.name));
    let highest: Option<i64> = connection.query_row(&sql, [], |row| row.get(0))?;
    Ok(highest.unwrap_or(0))
}

fn put(batch: &mut BytesMut, row: &Row<'_>, table: &Table) -> Result<(), StoreError> {
    let count = i16::try_from(table.columns.len());
    batch.put_i16(count.map_err(|_| StoreError::Engine("a table has too many columns".into()))?);
    for (at, column) in table.columns.iter().enumerate() {
        let bytes: &[u8] = match (column.kind, row.get_ref(at)?) {
            (_, ValueRef::Null) => {
                batch.put_i32(-1);
                continue;
            }
            (Kind::Integer, ValueRef::Integer(number)) => &number.to_be_bytes(),
            (Kind::Boolean, ValueRef::Integer(number)) => &[u8::from(number != 0)],
            (Kind::Real, ValueRef::Real(number)) => &number.to_be_bytes(),
            (Kind::Text, ValueRef::Text(text)) => text,
            (Kind::Bytes, ValueRef::Blob(bytes)) => bytes,
            (Kind::Uuid, ValueRef::Blob(bytes)) if bytes.len() == 16 => bytes,
            (_, other) => {
                return Err(StoreError::Corrupt(format!(
                    "{}.{} holds a value of the type {}",
                    table.name,
                    column.name,
                    other.data_type()
                )));
            }
        };
        let length = i32::try_from(bytes.len()).map_err(|_| {
            StoreError::Corrupt(format!(
                "a value of {}.{} is too long",
                table.name, column.name
            ))
        })?;
        batch.put_i32(length);
        batch.put_slice(bytes);
    }
    Ok(())
}

/// Writes every row that arrives, and fails unless each table gets all of its rows.
pub(crate) fn write(
    connection: &Connection,
    tables: &[Table],
    mut rows: Rows,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    let mut written = vec![0; tables.len()];
    let mut current: Option<(usize, rusqlite::Statement<'_>)> = None;
    loop {
        match rows.blocking_recv().ok_or(BROKE_OFF)? {
            Batch::Rows { table, rows, count } => {
                let same = current.take().filter(|(number, _)| *number == table);
                let (_, statement) = match same {
                    Some(same) => current.insert(same),
                    None => current.insert((table, insertion(connection, &tables[table])?)),
                };
                written[table] += insert(statement, &tables[table], &rows)?;
                progress.advance(count);
            }
            Batch::End { counts, numbers } => {
                for (number, table) in tables.iter().enumerate() {
                    if written[number] != counts[number] {
                        return Err(StoreError::Corrupt(format!(
                            "{} rows of {} arrived of {}",
                            written[number], table.name, counts[number]
                        )));
                    }
                    if table.identity.is_some() {
                        go_on_behind(connection, &table.name, numbers[number])?;
                    }
                }
                return Ok(());
            }
        }
    }
}

/// Has the engine number the table's next rows from above `number`, if it keeps a number for it.
pub(crate) fn go_on_behind(
    connection: &Connection,
    table: &str,
    number: i64,
) -> Result<(), StoreError> {
    let keeps: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? AND sql LIKE '%AUTOINCREMENT%')",
        [table],
        |row| row.get(0),
    )?;
    if !keeps {
        return Ok(());
    }
    let raised = connection.execute(
        "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
        (table, number),
    )?;
    if raised == 0 {
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            (table, number),
        )?;
    }
    Ok(())
}

fn insertion<'c>(
    connection: &'c Connection,
    table: &Table,
) -> Result<rusqlite::Statement<'c>, StoreError> {
    let names = columns(connection, table)?;
    let marks = vec!["?"; names.len()].join(", ");
    Ok(connection.prepare(&format!(
        "INSERT INTO {} ({}) VALUES ({marks})",
        quoted(&table.name),
        names.join(", ")
    ))?)
}

/// Inserts the rows of a batch and gives how many there were.
fn insert(
    statement: &mut rusqlite::Statement<'_>,
    table: &Table,
    batch: &Bytes,
) -> Result<u64, StoreError> {
    let malformed = || StoreError::Corrupt(format!("a row of {} came in another form", table.name));
    let mut rest: &[u8] = batch;
    let mut count = 0;
    while !rest.is_empty() {
        let fields = i16::from_be_bytes(take(&mut rest).ok_or_else(malformed)?);
        if usize::try_from(fields) != Ok(table.columns.len()) {
            return Err(malformed());
        }
        for (at, column) in table.columns.iter().enumerate() {
            let value = field(&mut rest, column.kind).ok_or_else(malformed)?;
            statement.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(value))?;
        }
        statement.raw_execute()?;
        count += 1;
    }
    Ok(count)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*bytes)
}

/// The next field, if it is well formed.
fn field<'b>(rest: &mut &'b [u8], kind: Kind) -> Option<ValueRef<'b>> {
    let length = i32::from_be_bytes(take(rest)?);
    if length == -1 {
        return Some(ValueRef::Null);
    }
    let (bytes, behind) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = behind;
    Some(match kind {
        Kind::Text => ValueRef::Text(bytes),
        Kind::Bytes => ValueRef::Blob(bytes),
        Kind::Uuid => ValueRef::Blob(bytes.len().eq(&16).then_some(bytes)?),
        Kind::Integer => ValueRef::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
        Kind::Real => ValueRef::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        Kind::Boolean => match bytes {
            [value] => ValueRef::Integer(i64::from(*value)),
            _ => return None,
        },
    })
}
