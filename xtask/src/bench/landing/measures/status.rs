//! What status calls take while everybody acknowledges.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use tokio::sync::oneshot;

use super::super::policies::Load;
use super::super::receivers::{Kind, Work};
use super::super::record::Record;
use super::super::run::Bench;
use super::super::sides::{Product, Secured, receivers};
use crate::bench::connection::Connection;
use crate::error::Error;

const PUSHES: u32 = 5;
/// How often the status is asked for.
const EVERY: Duration = Duration::from_millis(1);

/// Latencies in microseconds.
#[derive(Debug, Clone, Serialize)]
pub(in crate::bench::landing) struct Asked {
    pub(in crate::bench::landing) servers: u64,
    /// Whether changes landed meanwhile.
    pub(in crate::bench::landing) busy: bool,
    pub(in crate::bench::landing) calls: u64,
    pub(in crate::bench::landing) p50_us: u64,
    pub(in crate::bench::landing) p99_us: u64,
    pub(in crate::bench::landing) most_us: u64,
}

/// Measures, with nothing going on and with changes of 2 KiB landing.
pub(in crate::bench::landing) async fn status(
    bench: &Bench<'_>,
    servers: u64,
) -> Result<Vec<Asked>, Error> {
    let record = Record::make(bench.landfall, servers).await?;
    let mut product = Product::start(bench.landfall, bench.placement, record, Secured::No).await?;
    let kind = Kind::Feed(product.record.pinning_file());
    let receivers = receivers(product.address(), servers, kind, Work::None).await?;
    let policy = product.lock(0, Load::Incompressible(2_048)).await?;
    product.land(0, &policy).await?;
    let question = product.status(&product.newest);
    let mut all = Vec::new();
    for busy in [false, true] {
        let (stop, stopped) = oneshot::channel();
        let connection = product.another().await?;
        let asking = tokio::spawn(ask(connection, question.clone(), stopped));
        if busy {
            for _ in 0..PUSHES {
                let policy = product.lock(0, Load::Incompressible(2_048)).await?;
                product.land(0, &policy).await?;
            }
        } else {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        let _ = stop.send(());
        let latencies = asking.await.map_err(Error::answer("status"))?;
        let latencies = latencies.map_err(Error::answer("status"))?;
        all.push(Asked {
            servers,
            busy,
            calls: latencies.len(),
            p50_us: latencies.value_at_quantile(0.5),
            p99_us: latencies.value_at_quantile(0.99),
            most_us: latencies.max(),
        });
    }
    receivers.stop().await?;
    product.stop().await?;
    Ok(all)
}

async fn ask(
    mut connection: Connection,
    question: Vec<u8>,
    mut stopped: oneshot::Receiver<()>,
) -> Result<Histogram<u64>, String> {
    let mut latencies =
        Histogram::new_with_bounds(1, 60_000_000, 3).map_err(|error| error.to_string())?;
    while stopped.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
        let begun = Instant::now();
        let answer = connection.ask(&question).await?;
        if answer.status != 200 {
            return Err(format!("got {}: {:.300}", answer.status, answer.body));
        }
        latencies.saturating_record(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
        tokio::time::sleep(EVERY).await;
    }
    Ok(latencies)
}
