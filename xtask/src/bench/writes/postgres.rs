//! Rows straight into a PostgreSQL: one connection that writes many records together, or many that write one each.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use rusqlite::types::Value;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Statement};
use uuid::Uuid;

use super::ceiling::{TOGETHER, rate};
use super::sample::Sample;
use crate::error::Error;

const NAME: &str = "PostgreSQL";
/// How many connections write when each record stands alone.
const CONNECTIONS: usize = 32;

type Parameter = Box<dyn ToSql + Sync + Send>;

/// Connections to a database.
pub(super) struct Postgres(Vec<Client>);

impl Postgres {
    pub(super) async fn open(url: &str) -> Result<Self, Error> {
        let mut clients = Vec::new();
        for _ in 0..CONNECTIONS {
            let (client, connection) = tokio_postgres::connect(url, NoTls)
                .await
                .map_err(Error::process(NAME))?;
            tokio::spawn(connection);
            let found = client.batch_execute("SET search_path = landfall").await;
            found.map_err(Error::process(NAME))?;
            clients.push(client);
        }
        Ok(Self(clients))
    }

    /// Records a second.
    pub(super) async fn rate(
        &self,
        sample: &Sample,
        together: u32,
        time: Duration,
    ) -> Result<f64, Error> {
        let used = if together >= TOGETHER {
            1
        } else {
            self.0.len()
        };
        let start = Instant::now();
        let writing = self.0[..used]
            .iter()
            .map(|client| write(client, sample, together, time));
        let records: Vec<u32> = try_join_all(writing).await.map_err(Error::process(NAME))?;
        Ok(rate(records.iter().sum(), start.elapsed()))
    }
}

async fn write(
    client: &Client,
    sample: &Sample,
    together: u32,
    time: Duration,
) -> Result<u32, String> {
    let told = |error: tokio_postgres::Error| match error.as_db_error() {
        Some(told) => told.to_string(),
        None => error.to_string(),
    };
    let mut statements: Vec<Statement> = Vec::new();
    for row in &sample.rows {
        let marks: Vec<String> = (1..=row.columns.len()).map(|at| format!("${at}")).collect();
        let (columns, marks) = (row.columns.join(", "), marks.join(", "));
        let sql = format!("INSERT INTO {} ({columns}) VALUES ({marks})", row.table);
        statements.push(client.prepare(&sql).await.map_err(told)?);
    }
    let mut random = fastrand::Rng::new();
    let (start, mut records) = (Instant::now(), 0);
    while start.elapsed() < time {
        let mut names = Vec::new();
        names.resize_with(together as usize, || sample.fresh(&mut random));
        let mut bound: Vec<(&Statement, Vec<Parameter>)> = Vec::new();
        for names in &names {
            for (row, statement) in sample.rows.iter().zip(&statements) {
                let values = row.values(names).zip(statement.params());
                let values = values.map(|(value, of)| parameter(value, of));
                bound.push((statement, values.collect::<Result<_, _>>()?));
            }
        }
        // All of it is sent in one go.
        let opening = client.batch_execute("BEGIN");
        let rows = try_join_all(bound.iter().map(|(statement, values)| async move {
            let values: Vec<&(dyn ToSql + Sync)> =
                values.iter().map(|value| &**value as _).collect();
            client.execute(*statement, &values).await
        }));
        let closing = client.batch_execute("COMMIT");
        let (opened, written, closed) = futures_util::future::join3(opening, rows, closing).await;
        opened.map_err(told)?;
        written.map_err(told)?;
        closed.map_err(told)?;
        records += together;
    }
    Ok(records)
}

/// A value as the column wants it.
fn parameter(value: &Value, of: &Type) -> Result<Parameter, String> {
    Ok(match (value, of) {
        (Value::Null, of) if *of == Type::UUID => Box::new(None::<Uuid>),
        (Value::Null, of) if *of == Type::INT2 => Box::new(None::<i16>),
        (Value::Null, of) if *of == Type::INT4 => Box::new(None::<i32>),
        (Value::Null, of) if *of == Type::INT8 => Box::new(None::<i64>),
        (Value::Null, of) if *of == Type::FLOAT8 => Box::new(None::<f64>),
        (Value::Null, of) if *of == Type::BOOL => Box::new(None::<bool>),
        (Value::Null, of) if *of == Type::BYTEA => Box::new(None::<Vec<u8>>),
        (Value::Null, _) => Box::new(None::<String>),
        (Value::Blob(bytes), of) if *of == Type::UUID => {
            Box::new(Uuid::from_slice(bytes).map_err(|error| error.to_string())?)
        }
        (Value::Blob(bytes), _) => Box::new(bytes.clone()),
        (Value::Integer(number), of) if *of == Type::BOOL => Box::new(*number != 0),
        (Value::Integer(number), of) if *of == Type::INT2 => {
            Box::new(i16::try_from(*number).map_err(|error| error.to_string())?)
        }
        (Value::Integer(number), of) if *of == Type::INT4 => {
            Box::new(i32::try_from(*number).map_err(|error| error.to_string())?)
        }
        (Value::Integer(number), _) => Box::new(*number),
        (Value::Real(number), _) => Box::new(*number),
        (Value::Text(text), _) => Box::new(text.clone()),
    })
}
