//! From rounds to figures: medians, shares of the same round, CPU time over all rounds.

use std::time::Duration;

use serde::Serialize;

use super::load::Outcome;

/// One side's part of a round.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Round {
    /// Answers.
    pub(super) requests: u64,
    /// How long that took.
    pub(super) seconds: f64,
    /// CPU time of the server meanwhile, in seconds, to a hundredth.
    pub(super) cpu_seconds: f64,
    /// The median latency, in microseconds.
    pub(super) p50_us: u64,
    /// What 99 of 100 requests did not exceed, in microseconds.
    pub(super) p99_us: u64,
}

impl Round {
    pub(super) fn of(outcome: &Outcome, cpu: Duration) -> Self {
        Self {
            requests: outcome.requests,
            seconds: outcome.elapsed.as_secs_f64(),
            cpu_seconds: cpu.as_secs_f64(),
            p50_us: outcome.latencies.value_at_quantile(0.5),
            p99_us: outcome.latencies.value_at_quantile(0.99),
        }
    }

    fn rate(&self) -> f64 {
        float(self.requests) / self.seconds
    }
}

/// One side's figures.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Side {
    /// Median of the rounds.
    pub(super) requests_per_second: f64,
    /// Median of the rounds' medians.
    pub(super) p50_us: f64,
    /// Median of the rounds' 99th percentiles.
    pub(super) p99_us: f64,
    /// The server's CPU time over all rounds, for each request. A round alone would be too short for the kernel's clock.
    pub(super) cpu_us_per_request: f64,
    /// How much of a core the server used, over all rounds. Well below 1 on a core of its own, it was waiting for requests.
    pub(super) cores_used: f64,
    /// What the figures are made of.
    pub(super) rounds: Vec<Round>,
}

impl Side {
    /// Sums up rounds, of which there is at least one.
    pub(super) fn of(rounds: Vec<Round>) -> Self {
        let each = |figure: fn(&Round) -> f64| rounds.iter().map(figure).collect::<Vec<_>>();
        let total = |figure: fn(&Round) -> f64| rounds.iter().map(figure).sum::<f64>();
        let cpu = total(|round| round.cpu_seconds);
        Self {
            requests_per_second: median(each(Round::rate)),
            p50_us: median(each(|round| float(round.p50_us))),
            p99_us: median(each(|round| float(round.p99_us))),
            cpu_us_per_request: 1e6 * cpu / total(|round| float(round.requests)),
            cores_used: cpu / total(|round| round.seconds),
            rounds,
        }
    }
}

/// A call's throughput as a share of its static peer's in the same round.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Share {
    /// Median of the rounds.
    pub(super) median: f64,
    /// The lowest.
    pub(super) least: f64,
    /// The highest.
    pub(super) most: f64,
}

impl Share {
    /// Compares two sides that were measured in turns.
    pub(super) fn of(call: &Side, peer: &Side) -> Self {
        let shares: Vec<f64> = call
            .rounds
            .iter()
            .zip(&peer.rounds)
            .map(|(call, peer)| call.rate() / peer.rate())
            .collect();
        Self {
            least: shares.iter().copied().fold(f64::INFINITY, f64::min),
            most: shares.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            median: median(shares),
        }
    }
}

/// The middle value, or the mean of the two in the middle; there is at least one.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}

/// A count as a number to calculate with.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and microseconds here stay far below what a double holds exactly"
)]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use hdrhistogram::Histogram;

    use super::*;

    fn round(requests: u64, seconds: f64, cpu_seconds: f64) -> Round {
        Round {
            requests,
            seconds,
            cpu_seconds,
            p50_us: requests,
            p99_us: 2 * requests,
        }
    }

    #[track_caller]
    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is not {right}");
    }

    #[test]
    fn the_median_is_the_middle_or_between_the_two() {
        close(median(vec![7.0]), 7.0);
        close(median(vec![9.0, 1.0, 2.0]), 2.0);
        close(median(vec![4.0, 100.0, 1.0, 2.0]), 3.0);
    }

    #[test]
    fn an_odd_round_does_not_move_the_medians() {
        let side = Side::of(vec![
            round(100, 1.0, 0.5),
            round(110, 1.0, 0.5),
            round(10, 10.0, 0.1),
        ]);
        close(side.requests_per_second, 100.0);
        close(side.p50_us, 100.0);
        close(side.p99_us, 200.0);
    }

    #[test]
    fn cpu_time_is_shared_by_all_requests() {
        let side = Side::of(vec![round(100, 1.0, 0.01), round(300, 3.0, 0.03)]);
        close(side.cpu_us_per_request, 100.0);
        close(side.cores_used, 0.01);
    }

    #[test]
    fn a_share_is_of_the_same_round() {
        let call = Side::of(vec![
            round(10, 1.0, 1.0),
            round(40, 1.0, 1.0),
            round(30, 1.0, 1.0),
        ]);
        let peer = Side::of(vec![
            round(20, 1.0, 1.0),
            round(50, 1.0, 1.0),
            round(30, 2.0, 1.0),
        ]);
        let share = Share::of(&call, &peer);
        close(share.least, 0.5);
        close(share.median, 0.8);
        close(share.most, 2.0);
    }

    #[test]
    fn a_round_has_the_outcome_s_percentiles() {
        let mut latencies = Histogram::new_with_bounds(1, 1_000_000, 3).unwrap();
        for micros in 1..=100 {
            latencies.saturating_record(micros);
        }
        let outcome = Outcome {
            requests: 100,
            elapsed: Duration::from_secs(2),
            latencies,
        };
        let round = Round::of(&outcome, Duration::from_millis(30));
        assert_eq!((round.p50_us, round.p99_us), (50, 99));
        close(round.rate(), 50.0);
        close(round.cpu_seconds, 0.03);
    }
}
