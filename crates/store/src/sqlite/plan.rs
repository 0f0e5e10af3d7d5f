//! For tests: which statements a connection ran, in how many steps, and how SQLite finds their rows.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        mpsc::{self, Receiver},
    },
};

use rusqlite::{
    Connection, StatementStatus,
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

/// Hears of every statement that the connection runs to its end from now on, in how many steps of SQLite's machine that was.
pub(super) fn steps(connection: &mut Connection) -> Receiver<i32> {
    let (heard, steps) = mpsc::channel();
    // A statement that is kept counts all the times that it was run.
    let before: Mutex<HashMap<String, i32>> = Mutex::default();
    let note = move |event: TraceEvent<'_>| {
        if let TraceEvent::Profile(statement, _) = event {
            let all = statement.get_status(StatementStatus::VmStep);
            let mut before = before.lock().unwrap();
            let before = before.entry(statement.sql().into_owned()).or_default();
            let _ = heard.send(if all < *before { all } else { all - *before });
            *before = all;
        }
    };
    let events = TraceEventCodes::SQLITE_TRACE_PROFILE;
    connection.trace_v2(events, Some(note)).unwrap();
    steps
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
