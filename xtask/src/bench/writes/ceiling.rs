//! What an engine can do.

use std::path::Path;
use std::time::Duration;

use super::place::Place;
use super::postgres::Postgres;
use super::sample::Sample;
use super::sqlite::Sqlite;
use crate::error::Error;

/// How many records are written together.
pub(super) const TOGETHER: u32 = 64;

/// The engine itself, with a record like the product's.
pub(super) enum Ceiling {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Ceiling {
    /// Opens the record that was put aside for it.
    pub(super) async fn open(place: &Place, copy: &Path) -> Result<Self, Error> {
        Ok(match place.ceiling_address() {
            None => Self::Sqlite(Sqlite::open(copy)?),
            Some(url) => Self::Postgres(Postgres::open(&url).await?),
        })
    }

    /// Records a second, `together` in each transaction.
    pub(super) async fn rate(
        &mut self,
        sample: &Sample,
        together: u32,
        time: Duration,
    ) -> Result<f64, Error> {
        match self {
            Self::Sqlite(engine) => engine.rate(sample, together, time),
            Self::Postgres(engine) => engine.rate(sample, together, time).await,
        }
    }
}

/// How many a second that is.
pub(super) fn rate(records: u32, elapsed: Duration) -> f64 {
    f64::from(records) / elapsed.as_secs_f64()
}
