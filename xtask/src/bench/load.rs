//! Load in a closed loop: connections that each ask again as soon as they are answered, for a time or until there were
//! enough. It has as many requests under way as there are connections, so its latencies are those of a busy server.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::task::{JoinSet, LocalSet};

use super::connection::Connection;
use super::target::Target;

/// How long a request may take beyond the time of the load before the server counts as stuck.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much load.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    /// Connections, at least one.
    pub(super) connections: u16,
    /// Requests on each connection before anything is counted, unless they take longer than what is counted.
    pub(super) warm_up: u32,
    /// Requests that are counted on each connection, at most.
    pub(super) requests: u32,
    /// For how long new requests are made.
    pub(super) time: Duration,
}

/// What became of it.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Answers, all of them the expected one.
    pub(super) requests: u64,
    /// From the first request to the last answer.
    pub(super) elapsed: Duration,
    /// From a request's first byte to its answer's last, in microseconds.
    pub(super) latencies: Histogram<u64>,
}

/// Opens the connections and asks on each of them until the server has got used to it.
pub(super) async fn warmed_up(target: &Target, amount: Amount) -> Result<Vec<Connection>, String> {
    let all = async {
        let mut opening = JoinSet::new();
        for _ in 0..amount.connections {
            let target = target.clone();
            opening.spawn(async move {
                let mut connection = Connection::open(target.address).await?;
                let mut asking = target.asking();
                let begun = Instant::now();
                for _ in 0..amount.warm_up {
                    asking.ask(&mut connection).await?;
                    if begun.elapsed() >= amount.time {
                        break;
                    }
                }
                Ok::<_, String>(connection)
            });
        }
        let mut connections = Vec::new();
        while let Some(opened) = opening.join_next().await {
            connections.push(opened.map_err(|error| error.to_string())??);
        }
        Ok(connections)
    };
    patiently(Duration::ZERO, all).await
}

/// Makes the load. All connections share this thread, which spares locks and keeps it on one core.
pub(super) async fn drive(
    connections: Vec<Connection>,
    target: &Target,
    amount: Amount,
) -> Result<Outcome, String> {
    let latencies = Histogram::new_with_bounds(1, 60_000_000, 3).map_err(|e| e.to_string())?;
    let latencies = Rc::new(RefCell::new(latencies));
    let (local, mut running) = (LocalSet::new(), JoinSet::new());
    let start = Instant::now();
    for mut connection in connections {
        let (mut asking, latencies) = (target.asking(), Rc::clone(&latencies));
        let asking = async move {
            let mut asked = start;
            for _ in 0..amount.requests {
                asking.ask(&mut connection).await?;
                let answered = Instant::now();
                let micros = answered.duration_since(asked).as_micros();
                let micros = u64::try_from(micros).unwrap_or(u64::MAX);
                latencies.borrow_mut().saturating_record(micros);
                asked = answered;
                if asked.duration_since(start) >= amount.time {
                    break;
                }
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
    patiently(amount.time, all).await?;
    let elapsed = start.elapsed();
    let latencies = Rc::into_inner(latencies).ok_or("a connection has not ended")?;
    let latencies = latencies.into_inner();
    Ok(Outcome {
        requests: latencies.len(),
        elapsed,
        latencies,
    })
}

/// Gives up on a server that does not answer any more.
pub(super) async fn patiently<T>(
    time: Duration,
    work: impl Future<Output = Result<T, String>>,
) -> Result<T, String> {
    tokio::time::timeout(time + PATIENCE, work)
        .await
        .unwrap_or_else(|_| Err("the server does not answer any more".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::exchange::Answer;
    use super::super::request::Request;
    use super::super::static_peer;
    use super::*;

    fn answer(body: &str) -> Answer {
        Answer {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
            body: body.to_owned(),
        }
    }

    /// Asks the static peer, in this process, for the first of its answers and expects `expected`.
    async fn load(served: &[Answer], expected: Answer, amount: Amount) -> Result<u64, String> {
        let (listener, faces) = static_peer::open(served).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(listener.serve(faces, async {
            let _ = stopped.await;
        }));
        let request = Request::get("/any?thing").under(0);
        let target = Target::same(address, &request, expected);
        let outcome = match warmed_up(&target, amount).await {
            Ok(connections) => drive(connections, &target, amount).await,
            Err(problem) => Err(problem),
        };
        drop(stop);
        serving.await.unwrap();
        outcome.map(|outcome| {
            assert_eq!(outcome.latencies.len(), outcome.requests);
            outcome.requests
        })
    }

    const AMOUNT: Amount = Amount {
        connections: 3,
        warm_up: 2,
        requests: 5,
        time: Duration::from_mins(10),
    };

    #[tokio::test]
    async fn every_connection_asks_as_often_as_it_may() {
        let served = [answer("one"), answer("two")];
        let asked = load(&served, answer("one"), AMOUNT).await;
        assert_eq!(asked, Ok(15));
    }

    #[tokio::test]
    async fn no_connection_goes_on_when_the_time_is_over() {
        let amount = Amount {
            time: Duration::ZERO,
            ..AMOUNT
        };
        assert_eq!(load(&[answer("")], answer(""), amount).await, Ok(3));
    }

    #[tokio::test]
    async fn another_answer_than_the_expected_one_ends_the_load() {
        let failed = load(&[answer("one")], answer("two"), AMOUNT).await;
        let problem = failed.unwrap_err();
        assert!(problem.ends_with("got 200 with 3 bytes: one"), "{problem}");
    }
}
