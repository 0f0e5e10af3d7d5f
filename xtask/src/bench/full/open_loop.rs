//! Load in an open loop: requests come at their times, whether the ones before are answered or not. The latency of each
//! counts from when it was to come, so a server that stalls cannot hide behind a caller who waits for it.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use tokio::task::{JoinSet, LocalSet};

use super::super::connection::Connection;
use super::super::load::patiently;
use super::super::target::Target;

/// What became of the load, in microseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(in crate::bench) struct OpenLoop {
    /// Requests a second that were to come.
    pub(in crate::bench) rate: f64,
    /// Answers.
    pub(in crate::bench) requests: u64,
    /// The median.
    pub(in crate::bench) p50_us: u64,
    /// What 99 of 100 do not exceed.
    pub(in crate::bench) p99_us: u64,
    /// What 999 of 1,000 do not exceed.
    pub(in crate::bench) p999_us: u64,
    /// The longest.
    pub(in crate::bench) most_us: u64,
}

/// Asks `rate` times a second in even steps, over the connections in turn, for a time.
///
/// Timers of the system are too coarse for that, so this thread does not sleep but looks at the clock: it needs a core of its
/// own.
pub(in crate::bench) async fn drive(
    connections: Vec<Connection>,
    target: &Target,
    rate: f64,
    time: Duration,
) -> Result<OpenLoop, String> {
    let latencies =
        Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).map_err(|e| e.to_string())?;
    let latencies = Rc::new(RefCell::new(latencies));
    let step = Duration::from_secs_f64(1.0 / rate);
    let count = u32::try_from(connections.len()).unwrap_or(u32::MAX);
    let (local, mut running) = (LocalSet::new(), JoinSet::new());
    let start = Instant::now();
    for (place, mut connection) in (0..count).zip(connections) {
        let (mut asking, latencies) = (target.asking(), Rc::clone(&latencies));
        let asking = async move {
            let mut intended = start + step * place;
            while intended < start + time {
                while Instant::now() < intended {
                    tokio::task::yield_now().await;
                }
                asking.ask(&mut connection).await?;
                let micros = intended.elapsed().as_micros();
                let micros = u64::try_from(micros).unwrap_or(u64::MAX);
                latencies.borrow_mut().saturating_record(micros);
                intended += step * count;
            }
            Ok::<_, String>(())
        };
        running.spawn_local_on(asking, &local);
    }
    let all = local.run_until(async {
        while let Some(ended) = running.join_next().await {
            ended.map_err(|error| error.to_string())??;
        }
        Ok(())
    });
    patiently(time, all).await?;
    let latencies = latencies.borrow();
    Ok(OpenLoop {
        rate,
        requests: latencies.len(),
        p50_us: latencies.value_at_quantile(0.5),
        p99_us: latencies.value_at_quantile(0.99),
        p999_us: latencies.value_at_quantile(0.999),
        most_us: latencies.max(),
    })
}
