//! What servers cost that only hold their streams.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::super::pass::ms;
use super::super::policies::Load;
use super::super::receivers::{Kind, Work};
use super::super::record::Record;
use super::super::run::Bench;
use super::super::sides::{Product, Secured, receivers};
use crate::bench::procfs;
use crate::error::Error;

/// How many servers there are when it is looked what pushes leave behind whoever is connected.
const FEW: u64 = 10;
/// How many changes are pushed before memory is looked at once more.
const PUSHES: u32 = 5;
/// How long the process gets to give back what pushes took.
const SETTLING: Duration = Duration::from_secs(10);

/// Resident memory and CPU time of the control plane.
#[derive(Debug, Clone, Serialize)]
pub(in crate::bench::landing) struct Idle {
    pub(in crate::bench::landing) tls: bool,
    pub(in crate::bench::landing) servers: u64,
    /// KiB of the process, files aside, before anybody connects.
    pub(in crate::bench::landing) ready_kib: u64,
    /// KiB more for each server, once all are connected.
    pub(in crate::bench::landing) connected: f64,
    /// KiB that pushes leave in the process whoever is connected: seen with a few servers, and not counted below.
    pub(in crate::bench::landing) left_by_pushes_kib: u64,
    /// The same after an idle while.
    pub(in crate::bench::landing) later: f64,
    /// The same after pushes of 64 KiB.
    pub(in crate::bench::landing) pushed: f64,
    /// CPU time a second while idle, in milliseconds.
    pub(in crate::bench::landing) cpu_ms_a_second: f64,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "KiB and servers are small numbers"
)]
fn each(kib: u64, ready: u64, servers: u64) -> f64 {
    (kib as f64 - ready as f64) / servers as f64
}

/// Measures.
pub(in crate::bench::landing) async fn idle(
    bench: &Bench<'_>,
    servers: u64,
    secured: Secured,
    seconds: u64,
) -> Result<Idle, Error> {
    let settling = SETTLING.min(Duration::from_secs(seconds));
    let left_by_pushes_kib = left_by_pushes(bench, secured, settling).await?;
    let record = Record::make(bench.landfall, servers).await?;
    let mut product = Product::start(bench.landfall, bench.placement, record, secured).await?;
    let process = product.server.id;
    let kib = || procfs::anonymous_kib(process);
    let ready_kib = kib()?;
    let kind = Kind::Feed(product.record.pinning_file());
    let receivers = receivers(product.address(), servers, kind, Work::None).await?;
    let connected = each(kib()?, ready_kib, servers);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (before, begun) = (procfs::cpu_time(process)?, Instant::now());
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let used = procfs::cpu_time(process)?.saturating_sub(before);
    let cpu_ms_a_second = ms(used) / begun.elapsed().as_secs_f64();
    let later = each(kib()?, ready_kib, servers);
    push(&mut product).await?;
    tokio::time::sleep(settling).await;
    let pushed = each(kib()?, ready_kib + left_by_pushes_kib, servers);
    receivers.stop().await?;
    product.stop().await?;
    Ok(Idle {
        tls: secured == Secured::Yes,
        servers,
        ready_kib,
        left_by_pushes_kib,
        connected,
        later,
        pushed,
        cpu_ms_a_second,
    })
}

async fn push(product: &mut Product) -> Result<(), Error> {
    for _ in 0..PUSHES {
        let policy = product.lock(0, Load::Incompressible(65_536)).await?;
        product.land(0, &policy).await?;
    }
    Ok(())
}

async fn left_by_pushes(
    bench: &Bench<'_>,
    secured: Secured,
    settling: Duration,
) -> Result<u64, Error> {
    let record = Record::make(bench.landfall, FEW).await?;
    let mut product = Product::start(bench.landfall, bench.placement, record, secured).await?;
    let kind = Kind::Feed(product.record.pinning_file());
    let receivers = receivers(product.address(), FEW, kind, Work::None).await?;
    let before = procfs::anonymous_kib(product.server.id)?;
    push(&mut product).await?;
    tokio::time::sleep(settling).await;
    let left = procfs::anonymous_kib(product.server.id)?.saturating_sub(before);
    receivers.stop().await?;
    product.stop().await?;
    Ok(left)
}
