//! For tests: which statements a connection ran, and how SQLite finds their rows.

use std::sync::mpsc::{self, Receiver};

use rusqlite::{
    Connection,
    trace::{TraceEvent, TraceEventCodes},
};

/// Hears of every statement that the connection runs from now on.
pub(super) fn statements(connection: &mut Connection) -> Receiver<String> {
    let (heard, statements) = mpsc::channel();
    let note = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            let _ = heard.send(statement.sql().into_owned());
        }
    };
    let events = TraceEventCodes::SQLITE_TRACE_STMT;
    connection.trace_v2(events, Some(note)).unwrap();
    statements
}

/// The lines of a statement's plan.
pub(super) fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let parameters = vec![rusqlite::types::Null; statement.parameter_count()];
    let lines = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
        row.get("detail")
    });
    lines.unwrap().map(Result::unwrap).collect()
}

/// Whether a line of a plan walks through a whole table or index.
pub(super) fn scans(line: &str) -> bool {
    line.starts_with("SCAN") && line != "SCAN CONSTANT ROW"
}

/// Whether a line of a plan sorts rows that no index has in order.
pub(super) fn sorts(line: &str) -> bool {
    line.contains("TEMP B-TREE FOR") && line.contains("ORDER BY")
}
