//! Many accounts deploy at the same moment.

use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::task::JoinSet;

use super::super::pass::ms;
use super::super::policies::Load;
use super::super::receivers::{Kind, Order, Work};
use super::super::record::Record;
use super::super::run::Bench;
use super::super::sides::{PATIENCE, Product, Secured, connected, id_of, receiving};
use crate::bench::procfs;
use crate::error::Error;

/// How many accounts, each with one request.
const ACCOUNTS: usize = 100;

/// How it went.
#[derive(Debug, Clone, Serialize)]
pub(in crate::bench::landing) struct Many {
    pub(in crate::bench::landing) servers: u64,
    pub(in crate::bench::landing) requests: usize,
    /// Until the last submission was answered.
    pub(in crate::bench::landing) answered_ms: f64,
    /// Until the last of them had landed everywhere.
    pub(in crate::bench::landing) landed_ms: f64,
    /// CPU time of the control plane, and of the process with all servers.
    pub(in crate::bench::landing) cpu_ms: f64,
    pub(in crate::bench::landing) receivers_cpu_ms: f64,
}

/// Measures with changes of 2 KiB. The servers may have all cores, and share what makes checking their 400,000 signatures cheaper.
pub(in crate::bench::landing) async fn many(
    bench: &Bench<'_>,
    servers: u64,
) -> Result<Many, Error> {
    let record = Record::make(bench.landfall, servers).await?;
    let mut product = Product::start(bench.landfall, bench.placement, record, Secured::No).await?;
    let order = Order {
        at: product.address(),
        servers: usize::try_from(servers).unwrap_or(usize::MAX),
        kind: Kind::Feed(product.record.pinning_file()),
        work: Work::CheckAndKeep(product.record.kept()),
        ready: true,
    };
    let mut receivers = receiving(Some(bench.placement), &order).await?;
    connected(&mut receivers).await?;
    let checking = procfs::cpu_time(receivers.id)?;
    let mut waiting = Vec::new();
    for account in 0..ACCOUNTS {
        let policy = product.lock(account, Load::Incompressible(2_048)).await?;
        let submission = product.submission(account, &policy);
        waiting.push((product.another().await?, submission));
    }
    let before = procfs::cpu_time(product.server.id)?;
    let begun = Instant::now();
    let mut submitting = JoinSet::new();
    for (mut connection, submission) in waiting {
        submitting.spawn(async move { connection.ask(&submission).await });
    }
    let mut requests = Vec::new();
    while let Some(answered) = submitting.join_next().await {
        let answer = answered.map_err(Error::answer("submit"))?;
        requests.push(id_of(&answer.map_err(Error::answer("submit"))?)?);
    }
    let answered = begun.elapsed();
    let mut asking = product.another().await?;
    for request in &requests {
        let question = product.progress(request);
        loop {
            let answer = asking
                .ask(&question)
                .await
                .map_err(Error::answer("progress"))?;
            if answer.body.contains("\"complete\":true") {
                break;
            }
            if begun.elapsed() > PATIENCE {
                let problem = format!("not landed after {PATIENCE:?}: {:.300}", answer.body);
                return Err(Error::answer("progress")(problem));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    let landed = begun.elapsed();
    let cpu = procfs::cpu_time(product.server.id)?.saturating_sub(before);
    let checking = procfs::cpu_time(receivers.id)?.saturating_sub(checking);
    receivers.stop().await?;
    product.stop().await?;
    Ok(Many {
        servers,
        requests: requests.len(),
        answered_ms: ms(answered),
        landed_ms: ms(landed),
        cpu_ms: ms(cpu),
        receivers_cpu_ms: ms(checking),
    })
}
