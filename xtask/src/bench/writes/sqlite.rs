//! Rows straight into a SQLite file, with the settings that the product has.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params_from_iter};

use super::ceiling::rate;
use super::sample::Sample;
use crate::error::Error;

const NAME: &str = "SQLite";

/// An open file.
pub(super) struct Sqlite {
    connection: Connection,
    random: fastrand::Rng,
}

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let connection = Connection::open(path).map_err(Error::process(NAME))?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768;",
            )
            .map_err(Error::process(NAME))?;
        Ok(Self {
            connection,
            random: fastrand::Rng::new(),
        })
    }

    /// Records a second.
    pub(super) fn rate(
        &mut self,
        sample: &Sample,
        together: u32,
        time: Duration,
    ) -> Result<f64, Error> {
        let written = self.write(sample, together, time);
        written.map_err(Error::process(NAME))
    }

    fn write(&mut self, sample: &Sample, together: u32, time: Duration) -> rusqlite::Result<f64> {
        let mut statements = Vec::new();
        for row in &sample.rows {
            let marks = vec!["?"; row.columns.len()].join(", ");
            let columns = row.columns.join(", ");
            let sql = format!("INSERT INTO {} ({columns}) VALUES ({marks})", row.table);
            statements.push(self.connection.prepare(&sql)?);
        }
        let mut begin = self.connection.prepare("BEGIN IMMEDIATE")?;
        let mut commit = self.connection.prepare("COMMIT")?;
        let (start, mut records) = (Instant::now(), 0);
        while start.elapsed() < time {
            begin.execute([])?;
            for _ in 0..together {
                let names = sample.fresh(&mut self.random);
                for (row, statement) in sample.rows.iter().zip(&mut statements) {
                    statement.execute(params_from_iter(row.values(&names)))?;
                }
            }
            commit.execute([])?;
            records += together;
        }
        Ok(rate(records, start.elapsed()))
    }
}
