//! Which rows a write adds, found by comparing the record before it with the record behind it. Names that have to be unique are
//! replaced by fresh ones each time such rows are added again, wherever they stand.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use crate::error::Error;

const NAME: &str = "the sample";
/// The way from one number to the next: it has no divisor in common with 9 · 10ⁿ, so none comes again before all of them have.
const STEP: u64 = 6_180_339_887;
/// How many numbers have been made, for whatever sample: they stand in the same record.
static NUMBERS: AtomicU64 = AtomicU64::new(1);

/// Rows that belong together, those that others refer to first.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) rows: Vec<Row>,
    /// The names that are replaced.
    names: Vec<Value>,
    /// Rows that the write has changed and that are left out here.
    pub(super) changed: usize,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) table: String,
    pub(super) columns: Vec<String>,
    cells: Vec<Cell>,
}

#[derive(Debug)]
enum Cell {
    /// The same each time.
    Same(Value),
    /// The name of that number.
    Name(usize),
}

/// What is known of a table's column.
struct Column {
    name: String,
    /// Whether a value of it may stand in one row only, with or without others.
    is_unique: bool,
    /// Whether it may without others.
    is_alone: bool,
    /// Whether the engine gives it a number.
    is_given: bool,
    is_key: bool,
}

impl Sample {
    /// What has been added to the record at `before` in the one at `behind`.
    pub(super) fn between(before: &Path, behind: &Path) -> Result<Self, Error> {
        compare(before, behind).map_err(Error::process(NAME))
    }

    /// Fresh names.
    pub(super) fn fresh(&self, random: &mut fastrand::Rng) -> Vec<Value> {
        let names = self.names.iter();
        names.map(|name| fresh(name, &NUMBERS, random)).collect()
    }
}

impl Row {
    /// Its values with these names.
    pub(super) fn values<'v>(&'v self, names: &'v [Value]) -> impl Iterator<Item = &'v Value> {
        self.cells.iter().map(|cell| match cell {
            Cell::Same(value) => value,
            Cell::Name(number) => &names[*number],
        })
    }
}

fn compare(before: &Path, behind: &Path) -> rusqlite::Result<Sample> {
    let connection = Connection::open(behind)?;
    connection.execute(
        "ATTACH ? AS earlier",
        params![before.to_string_lossy().as_ref()],
    )?;
    let mut sample = Sample {
        rows: Vec::new(),
        names: Vec::new(),
        changed: 0,
    };
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for table in tables {
        add(&mut sample, &connection, &table)?;
    }
    // What is the same name in several rows is replaced by the same.
    for row in &mut sample.rows {
        for cell in &mut row.cells {
            if let Cell::Same(value) = cell
                && let Some(number) = sample.names.iter().position(|name| name == value)
            {
                *cell = Cell::Name(number);
            }
        }
    }
    Ok(sample)
}

fn add(sample: &mut Sample, connection: &Connection, table: &str) -> rusqlite::Result<()> {
    let columns = columns(connection, table)?;
    let named = columns.iter().map(|column| column.name.as_str());
    let named = named.collect::<Vec<_>>().join(", ");
    let mut statement = connection.prepare(&format!(
        "SELECT {named} FROM main.{table} EXCEPT SELECT {named} FROM earlier.{table}"
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns.len()).map(|at| row.get(at));
        let values: Vec<Value> = values.collect::<rusqlite::Result<_>>()?;
        let keys = columns
            .iter()
            .zip(&values)
            .filter(|(column, _)| column.is_key);
        if was_there(connection, table, keys)? {
            sample.changed += 1;
            continue;
        }
        for pair in columns.iter().zip(&values) {
            let (column, value) = pair;
            // A class, or a place in a queue, and no name.
            let is_small = !column.is_alone
                && matches!(value, Value::Integer(number) if i16::try_from(*number).is_ok());
            let is_name =
                column.is_unique && !column.is_given && !is_small && *value != Value::Null;
            if is_name
                && !sample.names.contains(value)
                && !was_there(connection, table, [pair].into_iter())?
            {
                sample.names.push(value.clone());
            }
        }
        let cells = columns.iter().zip(values);
        let (columns, cells) = cells
            .filter(|(column, _)| !column.is_given)
            .map(|(column, value)| (column.name.clone(), Cell::Same(value)))
            .unzip();
        sample.rows.push(Row {
            table: table.to_owned(),
            columns,
            cells,
        });
    }
    Ok(())
}

/// Whether the earlier record has a row with these values.
fn was_there<'c>(
    connection: &Connection,
    table: &str,
    values: impl Iterator<Item = (&'c Column, &'c Value)>,
) -> rusqlite::Result<bool> {
    let (columns, values): (Vec<_>, Vec<_>) = values.unzip();
    let equal = columns.iter().map(|column| format!("{} IS ?", column.name));
    let equal = equal.collect::<Vec<_>>().join(" AND ");
    connection
        .prepare(&format!("SELECT 1 FROM earlier.{table} WHERE {equal}"))?
        .exists(rusqlite::params_from_iter(values))
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    let given: bool = connection.query_row(
        "SELECT sql LIKE '%AUTOINCREMENT%' FROM main.sqlite_schema WHERE name = ?",
        [table],
        |row| row.get(0),
    )?;
    let unique: Vec<String> = connection
        .prepare(
            "SELECT DISTINCT c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE i.\"unique\" AND c.name IS NOT NULL",
        )?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let alone: Vec<String> = connection
        .prepare(
            "SELECT max(c.name) FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE i.\"unique\" AND c.name IS NOT NULL
             GROUP BY i.name HAVING count(*) = 1",
        )?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    connection
        .prepare("SELECT name, pk FROM pragma_table_info(?)")?
        .query_map([table], |row| {
            let (name, key): (String, i64) = (row.get(0)?, row.get(1)?);
            Ok(Column {
                is_alone: alone.contains(&name),
                is_unique: key > 0 || unique.contains(&name),
                is_given: given && key > 0,
                is_key: key > 0,
                name: format!("\"{name}\""),
            })
        })?
        .collect()
}

/// Another name of the same form.
fn fresh(name: &Value, numbers: &AtomicU64, random: &mut fastrand::Rng) -> Value {
    match name {
        Value::Blob(bytes) => {
            let mut bytes = vec![0; bytes.len()];
            random.fill(&mut bytes);
            Value::Blob(bytes)
        }
        Value::Integer(_) => Value::Integer(random.i64(1 << 40..1 << 60)),
        Value::Text(text) => Value::Text(match number(text, numbers) {
            Some(number) => number,
            // Short ones would meet again.
            None => (0..text.len().max(12))
                .map(|_| random.char('A'..='Z'))
                .collect(),
        }),
        other => other.clone(),
    }
}

/// Another number of as many digits, all over their range: drawn ones would meet again. None for what is no such number.
fn number(text: &str, numbers: &AtomicU64) -> Option<String> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = u32::try_from(text.len()).ok().filter(|_| is_number)?;
    let first = 10_u64.checked_pow(digits - 1)?;
    let place = numbers.fetch_add(1, Relaxed).wrapping_mul(STEP);
    Some((first + place % first.checked_mul(9)?).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_the_rows_that_were_added_with_fresh_names() {
        let folder = tempfile::tempdir().unwrap();
        let (before, behind) = (folder.path().join("a"), folder.path().join("b"));
        let schema = "CREATE TABLE parent (id BLOB PRIMARY KEY, name TEXT);
             CREATE TABLE child (id BLOB REFERENCES parent(id), kind TEXT, PRIMARY KEY (id, kind));
             CREATE TABLE event (position INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB, about TEXT);
             INSERT INTO parent VALUES (x'01', 'one'); INSERT INTO child VALUES (x'01', 'a');";
        let more = "INSERT INTO parent VALUES (x'02', 'two'); INSERT INTO child VALUES (x'02', 'a');
             INSERT INTO event (id, about) VALUES (x'02', 'two'); UPDATE parent SET name = 'uno' WHERE id = x'01';";
        Connection::open(&before)
            .unwrap()
            .execute_batch(schema)
            .unwrap();
        Connection::open(&behind)
            .unwrap()
            .execute_batch(&format!("{schema}{more}"))
            .unwrap();
        let sample = Sample::between(&before, &behind).unwrap();
        let tables: Vec<_> = sample.rows.iter().map(|row| row.table.as_str()).collect();
        assert_eq!(tables, ["parent", "child", "event"]);
        assert_eq!((sample.changed, sample.rows[2].columns.len()), (1, 2));
        let names = sample.fresh(&mut fastrand::Rng::with_seed(1));
        assert_eq!(names.len(), 1, "{names:?}");
        for row in &sample.rows {
            let values: Vec<_> = row.values(&names).collect();
            assert_eq!(values[0], &names[0], "the same name everywhere");
            assert_ne!(values[0], &Value::Blob(vec![2]));
        }
        assert_eq!(
            sample.rows[1].values(&names).nth(1),
            Some(&Value::Text("a".to_owned()))
        );
    }

    #[test]
    fn a_fresh_name_has_the_form_of_the_old_one() {
        let (numbers, mut random) = (AtomicU64::new(1), fastrand::Rng::with_seed(1));
        let name = Value::Text("0123".to_owned());
        let mut all = std::collections::HashSet::new();
        for _ in 0..9_000 {
            let Value::Text(digits) = fresh(&name, &numbers, &mut random) else {
                panic!("a text");
            };
            assert!(digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()));
            all.insert(digits);
        }
        assert_eq!(all.len(), 9_000, "none comes twice");
        assert_eq!(fresh(&Value::Null, &numbers, &mut random), Value::Null);
    }
}
