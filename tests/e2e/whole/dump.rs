//! What is in a SQLite file, row by row, read without the product.

use std::{collections::BTreeMap, path::Path};

use rusqlite::{Connection, OpenFlags};

/// Each table's rows as text, sorted.
pub(super) type Dump = BTreeMap<String, Vec<String>>;

/// Opens a file for reading.
pub(super) fn open(file: &Path) -> Connection {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Everything of the record in a file, the numbers that rows were given included. Who counts the fleet is a process's matter,
/// and how lists are cut into blocks each store's: `landfall counters check` judges those.
pub(super) fn dump(file: &Path) -> Dump {
    let connection = open(file);
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let tables = names(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('backup', 'lease', 'list_block')",
    );
    let mut dump = Dump::new();
    for table in tables {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let each: Vec<String> = columns
            .iter()
            .map(|name| format!("quote(\"{name}\")"))
            .collect();
        let mut rows = names(&format!(
            "SELECT {} FROM \"{table}\"",
            each.join(" || ' ' || ")
        ));
        rows.sort();
        dump.insert(table, rows);
    }
    // Which of two organizations of one second came first.
    dump.insert(
        "organization, by age".to_owned(),
        names("SELECT hex(id) FROM organization ORDER BY rowid"),
    );
    dump
}

/// Fails with the first row that differs.
pub(super) fn assert_same(one: &Dump, other: &Dump) {
    let names = |dump: &Dump| dump.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    for (table, rows) in one {
        let others = &other[table];
        assert_eq!(rows.len(), others.len(), "rows of {table}");
        for (row, other) in rows.iter().zip(others) {
            assert_eq!(row, other, "{table}");
        }
    }
}
