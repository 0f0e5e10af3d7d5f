//! All servers back after the control plane has gone.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::super::pass::ms;
use super::super::receivers::{Kind, Work};
use super::super::record::Record;
use super::super::run::Bench;
use super::super::sides::{Product, Secured, connected, receivers};
use crate::bench::procfs;
use crate::error::Error;

/// How it went.
#[derive(Debug, Clone, Serialize)]
pub(in crate::bench::landing) struct Reconnected {
    pub(in crate::bench::landing) servers: u64,
    /// Whether it was killed, or told to stop.
    pub(in crate::bench::landing) killed: bool,
    /// From its end until it answered again.
    pub(in crate::bench::landing) away_ms: f64,
    /// From its end until all servers had their welcome. They come within the window that they were told.
    pub(in crate::bench::landing) back_ms: f64,
    /// CPU time of the new process by then.
    pub(in crate::bench::landing) cpu_ms: f64,
}

/// Measures, once with a kill and once with a stop.
pub(in crate::bench::landing) async fn reconnect(
    bench: &Bench<'_>,
    servers: u64,
) -> Result<Vec<Reconnected>, Error> {
    let record = Record::make(bench.landfall, servers).await?;
    let mut product = Product::start(bench.landfall, bench.placement, record, Secured::No).await?;
    let address = product.address();
    let kind = Kind::Feed(product.record.pinning_file());
    let mut receivers = receivers(address, servers, kind, Work::None).await?;
    let mut all = Vec::new();
    for killed in [true, false] {
        // The progress of their joining is on the disk by then.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let begun = Instant::now();
        let record = if killed {
            product.kill().await?
        } else {
            product.stop().await?
        };
        product = Product::start_at(
            bench.landfall,
            bench.placement,
            record,
            Secured::No,
            address,
        )
        .await?;
        let away = begun.elapsed();
        connected(&mut receivers).await?;
        all.push(Reconnected {
            servers,
            killed,
            away_ms: ms(away),
            back_ms: ms(begun.elapsed()),
            cpu_ms: ms(procfs::cpu_time(product.server.id)?),
        });
    }
    receivers.stop().await?;
    product.stop().await?;
    Ok(all)
}
