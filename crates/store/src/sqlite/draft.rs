//! Filling a file that is not a store yet: from rows, and with what an arrival changes.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use futures_util::FutureExt;
use rusqlite::{Connection, OpenFlags, params};

use super::{
    lists,
    migrate::{Identity, migrate},
    open::connect,
    rows,
};
use crate::{
    CounterProgress, StoreError,
    lists::rebuild,
    whole::{
        Arrival, Arrived, NOT_COPIED, Progress, Rows, Table, Tokens, Unit, moves, quoted,
        statements,
    },
};

/// What makes the indexes and triggers of a schema: names, then statements.
type Rest = Vec<(String, String, String)>;

/// A connection to a draft, which nobody else has open and which is thrown away unless all goes well.
pub(crate) fn connection(draft: &Path) -> Result<Connection, StoreError> {
    let connection = connect(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -131072;",
    )?;
    Ok(connection)
}

/// Makes the schema in an empty file and fills it with rows.
pub(crate) fn from_rows(
    connection: &mut Connection,
    tables: &[Table],
    rows: Rows,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    migrate(connection, 0)?;
    let rest = without_indexes(connection)?;
    connection.execute_batch("BEGIN")?;
    rows::write(connection, tables, rows, progress)?;
    connection.execute_batch("COMMIT")?;
    progress.phase("making indexes", Unit::Rows, Some(rest.len() as u64));
    for (_, _, statement) in rest {
        connection.execute_batch(&statement)?;
        progress.advance(1);
    }
    count_lists(connection, progress)?;
    check_references(connection)
}

/// Makes the lists and their counters from the rows that there are.
fn count_lists(connection: &Connection, progress: &dyn Progress) -> Result<(), StoreError> {
    progress.phase("counting lists", Unit::Rows, None);
    connection.execute_batch("BEGIN")?;
    let unheard: CounterProgress = Arc::new(|_, _| ());
    let mut lists = lists::Rows(connection);
    // Nothing of it waits for anything.
    if let Some(counted) = rebuild(&mut lists, &unheard).now_or_never() {
        counted?;
    }
    Ok(connection.execute_batch("COMMIT")?)
}

/// Takes away what would only slow filling down, or would act on rows that only move; gives what brings it back.
fn without_indexes(connection: &Connection) -> Result<Rest, StoreError> {
    let rest: Rest = connection
        .prepare(
            "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL
             ORDER BY type, name",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    for (kind, name, _) in &rest {
        connection.execute_batch(&format!("DROP {kind} {}", quoted(name)))?;
    }
    Ok(rest)
}

/// Refuses rows that refer to something that is not there.
pub(crate) fn check_references(connection: &Connection) -> Result<(), StoreError> {
    let mut check = connection.prepare("PRAGMA foreign_key_check")?;
    let mut found = check.query([])?;
    match found.next()? {
        None => Ok(()),
        Some(row) => Err(StoreError::Dangling(format!(
            "a row of {} to {}",
            row.get::<_, String>(0)?,
            row.get::<_, String>(2)?
        ))),
    }
}

/// Empties what belongs to a process and not to the record.
pub(crate) fn forget_what_stays(connection: &Connection) -> Result<(), StoreError> {
    for table in names(connection)? {
        if NOT_COPIED.contains(&table.as_str()) {
            connection.execute(&format!("DELETE FROM {}", quoted(&table)), [])?;
        }
    }
    Ok(())
}

/// The rows of each table of the record.
pub(crate) fn counts(connection: &Connection) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut counts = BTreeMap::new();
    for table in names(connection)? {
        if moves(&table) {
            let sql = format!("SELECT count(*) FROM {}", quoted(&table));
            let count = connection.query_row(&sql, [], |row| row.get(0))?;
            counts.insert(table, count);
        }
    }
    Ok(counts)
}

fn names(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let names = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

/// The number of the page that holds a backup's digest and nothing else, and the bytes of a page.
pub(crate) fn digest_page(connection: &Connection) -> Result<(u64, u64), StoreError> {
    let number = connection.query_row(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'backup_digest'",
        [],
        |row| row.get(0),
    )?;
    let size = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    Ok((number, size))
}

/// Makes a store of a copied backup, of this program's version.
pub(crate) fn unmark(connection: &mut Connection, version: usize) -> Result<(), StoreError> {
    connection.execute_batch("DROP TABLE backup; DROP TABLE backup_digest;")?;
    Identity::Store.mark(connection)?;
    migrate(connection, version)
}

/// Does to a draft what an arrival changes.
pub(crate) fn arrive(
    connection: &mut Connection,
    arrival: &Arrival,
) -> Result<Arrived, StoreError> {
    let now = arrival.now.seconds();
    let transaction = connection.transaction()?;
    let done = |sql: &str, value: i64| transaction.execute(sql, [value]).map(|rows| rows as u64);
    let arrived = Arrived {
        logs: done(statements::RAISE_EPOCHS, arrival.epoch()?)?,
        sessions_ended: done(statements::END_SESSIONS, now)?,
        tokens_ended: match arrival.tokens {
            Tokens::EndShortLived => done(statements::END_SHORT_LIVED_TOKENS, now)?,
            Tokens::EndAll => done(statements::END_ALL_TOKENS, now)?,
        },
        tokens_kept: transaction.query_row(statements::COUNT_TOKENS, [], |row| row.get(0))?,
    };
    rows::go_on_behind(&transaction, "event", arrival.position()?)?;
    let event = &arrival.event;
    transaction.execute(
        statements::RECORD,
        params![
            event.id.0.as_bytes(),
            arrival.actor()?,
            event.kind,
            event.resource.as_str(),
            event.resource_id,
            event.detail,
            event.at_micros
        ],
    )?;
    transaction.commit()?;
    Ok(arrived)
}
