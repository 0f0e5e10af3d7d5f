//! How soon somebody who watches a deploy request sees it land.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::super::pass::ms;
use super::super::policies::Load;
use super::super::receivers::{Kind, Work};
use super::super::record::Record;
use super::super::run::Bench;
use super::super::sides::{PATIENCE, Product, Secured, id_of, receivers};
use crate::bench::connection::Connection;
use crate::error::Error;

/// How often the status is asked for beside.
const ASKED_EVERY: Duration = Duration::from_millis(1);

/// Milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(in crate::bench::landing) struct Spread {
    pub(in crate::bench::landing) p50_ms: f64,
    pub(in crate::bench::landing) p99_ms: f64,
    pub(in crate::bench::landing) most_ms: f64,
}

/// How it went.
#[derive(Debug, Clone, Serialize)]
pub(in crate::bench::landing) struct WatchedLandings {
    pub(in crate::bench::landing) servers: u64,
    pub(in crate::bench::landing) requests: u64,
    /// From the submission to the first event of the watch that is opened once it is answered.
    pub(in crate::bench::landing) first: Spread,
    /// From the submission to the event that it has landed.
    pub(in crate::bench::landing) landed: Spread,
    /// Of that, behind the status call that says the same.
    pub(in crate::bench::landing) behind_status: Spread,
}

/// Measures changes of 2 KiB, one after the other.
pub(in crate::bench::landing) async fn watching(
    bench: &Bench<'_>,
    servers: u64,
    requests: u64,
) -> Result<WatchedLandings, Error> {
    let record = Record::make(bench.landfall, servers).await?;
    let mut product = Product::start(bench.landfall, bench.placement, record, Secured::No).await?;
    let kind = Kind::Feed(product.record.pinning_file());
    let receivers = receivers(product.address(), servers, kind, Work::None).await?;
    let (mut first, mut landed, mut behind) = (times()?, times()?, times()?);
    for _ in 0..requests {
        let policy = product.lock(0, Load::Incompressible(2_048)).await?;
        let submission = product.submission(0, &policy);
        let mut submitting = product.another().await?;
        let asking = product.another().await?;
        let mut watching = TcpStream::connect(product.address())
            .await
            .map_err(Error::answer("watch"))?;
        let begun = Instant::now();
        let answer = submitting.ask(&submission).await;
        let id = id_of(&answer.map_err(Error::answer("submit"))?)?;
        let asked = tokio::spawn(propagated(asking, product.status(&id), begun));
        let request = product.watch(&id);
        let watched = watch(&mut watching, &request, begun);
        let watched = tokio::time::timeout(PATIENCE, watched).await;
        let (shown, seen) = watched
            .map_err(|_| Error::answer("watch")("it does not end"))?
            .map_err(Error::answer("watch"))?;
        let told = asked.await.map_err(Error::answer("status"))?;
        let told = told.map_err(Error::answer("status"))?;
        note(&mut first, shown);
        note(&mut landed, seen);
        note(&mut behind, seen.saturating_sub(told));
    }
    receivers.stop().await?;
    product.stop().await?;
    Ok(WatchedLandings {
        servers,
        requests,
        first: spread(&first),
        landed: spread(&landed),
        behind_status: spread(&behind),
    })
}

fn times() -> Result<Histogram<u64>, Error> {
    Histogram::new_with_bounds(1, 600_000_000, 3).map_err(Error::process("bench"))
}

fn note(times: &mut Histogram<u64>, time: Duration) {
    times.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
}

fn spread(times: &Histogram<u64>) -> Spread {
    let at = |micros: u64| ms(Duration::from_micros(micros));
    Spread {
        p50_ms: at(times.value_at_quantile(0.5)),
        p99_ms: at(times.value_at_quantile(0.99)),
        most_ms: at(times.max()),
    }
}

/// Asks for the status until it is propagated; says when that was.
async fn propagated(
    mut asking: Connection,
    question: Vec<u8>,
    begun: Instant,
) -> Result<Duration, String> {
    loop {
        let answer = asking.ask(&question).await?;
        if answer.body.contains("\"Status\":\"propagated\"") {
            return Ok(begun.elapsed());
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("not landed: {:.300}", answer.body));
        }
        tokio::time::sleep(ASKED_EVERY).await;
    }
}

/// Reads a watch to the event that the request has landed; says when the first event and that one came.
async fn watch(
    stream: &mut TcpStream,
    request: &[u8],
    begun: Instant,
) -> Result<(Duration, Duration), String> {
    let broken = |error: std::io::Error| error.to_string();
    stream.set_nodelay(true).map_err(broken)?;
    stream.write_all(request).await.map_err(broken)?;
    let (mut text, mut first) = (Vec::new(), None);
    loop {
        if stream.read_buf(&mut text).await.map_err(broken)? == 0 {
            return Err("the stream ended before the request had landed".to_owned());
        }
        if !text.starts_with(b"HTTP/1.1 200") {
            return Err(String::from_utf8_lossy(&text).chars().take(300).collect());
        }
        let has = |what: &[u8]| memchr::memmem::find(&text, what).is_some();
        if first.is_none() && has(b"event: ") {
            first = Some(begun.elapsed());
        }
        if has(b"event: landed\n") {
            let now = begun.elapsed();
            return Ok((first.unwrap_or(now), now));
        }
    }
}
