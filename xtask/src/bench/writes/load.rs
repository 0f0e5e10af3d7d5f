//! Writes in a closed loop: connections that each send the next one as soon as they are answered.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::task::{JoinSet, LocalSet};

use super::subject::Subject;
use crate::bench::connection::Connection;
use crate::error::Error;

/// The number of the next write of this run; none comes twice.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// A number that no other write of this run has.
pub(super) fn number() -> u64 {
    NEXT.fetch_add(1, Relaxed)
}

/// What became of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// Good answers a second.
    pub(super) rate: f64,
    /// What 99 of 100 did not exceed, in microseconds.
    pub(super) p99_us: u64,
}

/// Writes for a time.
pub(super) async fn drive(
    address: SocketAddr,
    subject: &Rc<Subject>,
    connections: u16,
    time: Duration,
    stopped: &AtomicBool,
) -> Result<Written, Error> {
    let written = written(address, subject, connections, time, stopped);
    written.await.map_err(Error::answer(subject.name))
}

async fn written(
    address: SocketAddr,
    subject: &Rc<Subject>,
    connections: u16,
    time: Duration,
    stopped: &AtomicBool,
) -> Result<Written, String> {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let latencies =
        Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).map_err(|e| e.to_string())?;
    let latencies = Rc::new(RefCell::new(latencies));
    let is_stopped = || stopped.load(Relaxed);
    let (local, mut running) = (LocalSet::new(), JoinSet::new());
    let start = Instant::now();
    let until = start + time;
    for mut connection in open {
        let (subject, latencies) = (Rc::clone(subject), Rc::clone(&latencies));
        let writing = async move {
            while Instant::now() < until {
                let request = subject.request(number()).bytes(address);
                let asked = Instant::now();
                let answer = connection.ask(&request).await?;
                if answer.status != subject.status {
                    return Err(format!("{}: {:.200}", answer.status, answer.body));
                }
                let micros = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
                latencies.borrow_mut().saturating_record(micros);
            }
            Ok(())
        };
        running.spawn_local_on(writing, &local);
    }
    local
        .run_until(async {
            while let Some(ended) = running.join_next().await {
                ended.map_err(|error| error.to_string())??;
                if is_stopped() {
                    break;
                }
            }
            Ok::<_, String>(())
        })
        .await?;
    let elapsed = start.elapsed();
    let latencies = latencies.borrow();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a run has fewer than 2^52 writes"
    )]
    let rate = latencies.len() as f64 / elapsed.as_secs_f64();
    Ok(Written {
        rate,
        p99_us: latencies.value_at_quantile(0.99),
    })
}
