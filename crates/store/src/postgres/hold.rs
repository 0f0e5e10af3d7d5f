//! One process at a time: a lock in the database that a connection of its own holds for the life of the store. The database
//! lets it go when that connection ends, so a process that dies leaves none behind.
//!
//! When the database restarts, the lock goes with it and is taken again. Meanwhile another process may have come first; the
//! row `store` names who took the store last, and every write checks that it is still this process.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_postgres::Client;
use uuid::Uuid;

use super::{
    error::{Failure, Remedy},
    patience::Patience,
    tls::Tls,
};
use crate::StoreError;

/// The lock's number in its database: `LNDF`, then 1 for the hold.
const LOCK: i64 = 0x4C4E_4446_0000_0001;
/// How long a lock that somebody has is waited for. A process that was killed a moment ago may still seem to be there.
const LINGERING: Duration = Duration::from_secs(1);
/// How long to wait for the database before trying again while the lock is to be taken back.
const ROUND: Duration = Duration::from_secs(10);

/// A connection of one's own with the task that drives it.
pub(super) struct Line {
    pub(super) client: Client,
    driver: JoinHandle<()>,
}

impl Line {
    /// Connects, with patience while the database starts.
    pub(super) async fn open(
        config: &tokio_postgres::Config,
        tls: &Tls,
        patience: &mut Patience,
    ) -> Result<Self, StoreError> {
        loop {
            let failure = match config.connect(tls.clone()).await {
                Ok((client, connection)) => {
                    let driver = tokio::spawn(async move {
                        let _ = connection.await;
                    });
                    return Ok(Self { client, driver });
                }
                Err(error) => Failure::from(error),
            };
            if failure.remedy != Remedy::Reconnect {
                return Err(failure.error);
            }
            patience.pause(failure.error).await?;
        }
    }

    /// Takes the lock, or says who has it.
    pub(super) async fn take_lock(&self, place: &str) -> Result<(), StoreError> {
        let mut patience = Patience::lasting(LINGERING);
        loop {
            let row = self
                .client
                .query_one("SELECT pg_try_advisory_lock($1)", &[&LOCK])
                .await?;
            if row.try_get(0)? {
                return Ok(());
            }
            let holder = self.holder().await?;
            patience
                .pause(StoreError::Unavailable(format!(
                    "{holder} holds the store at {place}; stop it first, or point this one at another database"
                )))
                .await?;
        }
    }

    async fn holder(&self) -> Result<String, StoreError> {
        let row = self
            .client
            .query_opt(
                "SELECT a.application_name, host(a.client_addr) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND (l.classid::bigint << 32) | l.objid::bigint = $1",
                &[&LOCK],
            )
            .await?;
        let Some(row) = row else {
            return Ok("another process".to_owned());
        };
        let (name, host): (Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        let name = name.unwrap_or_default();
        let who = match name.strip_prefix("landfall ") {
            Some(number) => format!("process {number}"),
            None => "another process".to_owned(),
        };
        Ok(match host {
            Some(host) => format!("{who} on {host}"),
            None => who,
        })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// The store's lock, held until it is dropped.
pub(super) struct Hold {
    keeper: JoinHandle<()>,
}

impl Hold {
    /// Keeps the lock that `line` has, for the process that the row `store` calls `holder`.
    pub(super) fn keep(
        line: Line,
        config: tokio_postgres::Config,
        tls: Tls,
        holder: Uuid,
        place: String,
    ) -> Self {
        let keeper = tokio::spawn(async move {
            let mut line = line;
            loop {
                let _ = (&mut line.driver).await;
                tracing::warn!(
                    store = place,
                    "the connection that holds the store has ended"
                );
                line = match take_back(&config, &tls, holder, &place).await {
                    Ok(line) => line,
                    Err(error) => {
                        tracing::error!(%error, "the store is lost to this process");
                        return;
                    }
                };
                tracing::info!(store = place, "the store is held again");
            }
        });
        Self { keeper }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

/// Takes the lock again, however long the database is away; gives up when the store has another holder.
async fn take_back(
    config: &tokio_postgres::Config,
    tls: &Tls,
    holder: Uuid,
    place: &str,
) -> Result<Line, StoreError> {
    loop {
        match again(config, tls, holder, place).await {
            Err(StoreError::Unavailable(text)) => {
                tracing::warn!(
                    store = place,
                    error = text,
                    "the store is not held again yet"
                );
                tokio::time::sleep(LINGERING).await;
            }
            outcome => return outcome,
        }
    }
}

async fn again(
    config: &tokio_postgres::Config,
    tls: &Tls,
    holder: Uuid,
    place: &str,
) -> Result<Line, StoreError> {
    let line = Line::open(config, tls, &mut Patience::lasting(ROUND)).await?;
    line.take_lock(place).await?;
    let row = line
        .client
        .query_one("SELECT holder FROM store", &[])
        .await?;
    if row.try_get::<_, Option<Uuid>>(0)? == Some(holder) {
        Ok(line)
    } else {
        Err(StoreError::Foreign(lost(place)))
    }
}

/// What a process is told whose store another one has taken.
pub(super) fn lost(place: &str) -> String {
    format!(
        "another process took the store at {place} over; start this one again when that has ended"
    )
}
