//! One turn of a side, and what the turns come to.

use std::time::Duration;

use serde::Serialize;

use super::policies::Load;
use super::sides::Side;
use crate::bench::statistics::median;
use crate::error::Error;

/// How long a sender's CPU time is looked at beyond the landing: what it writes behind is a part of what a change costs.
const BEHIND: Duration = Duration::from_millis(700);

/// One side's turn.
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "each figure has its unit in its name"
)]
pub(super) struct Turn {
    /// From submission to the last acknowledgement, in milliseconds.
    pub(super) landed_ms: f64,
    /// Until the submission was answered.
    pub(super) answered_ms: Option<f64>,
    /// CPU time of the sender, with what it did shortly after.
    pub(super) cpu_ms: f64,
}

/// Milliseconds.
pub(super) fn ms(duration: Duration) -> f64 {
    1e3 * duration.as_secs_f64()
}

impl Turn {
    /// Takes it.
    pub(super) async fn take(
        side: &mut Side,
        load: Load,
        bytes: usize,
        servers: u64,
    ) -> Result<Self, Error> {
        let before = side.cpu()?;
        let submitted = side.land(load, bytes, servers).await?;
        tokio::time::sleep(BEHIND).await;
        let cpu = side.cpu()?.saturating_sub(before);
        Ok(Self {
            landed_ms: ms(submitted.landed),
            answered_ms: submitted.answered.map(ms),
            cpu_ms: ms(cpu),
        })
    }
}

/// A ratio of two sides in the same pass.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Ratio {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
}

impl Ratio {
    /// Of turns to those of another side in the same passes; none if there are none.
    pub(super) fn of(turns: &[Turn], to: &[Turn]) -> Option<Self> {
        let each: Vec<f64> = (turns.iter().zip(to))
            .map(|(one, other)| one.landed_ms / other.landed_ms)
            .collect();
        (!each.is_empty()).then(|| Self {
            least: each.iter().copied().fold(f64::INFINITY, f64::min),
            most: each.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            median: median(each),
        })
    }
}

/// The median of one figure of some turns.
pub(super) fn middle(turns: &[Turn], figure: impl Fn(&Turn) -> Option<f64>) -> Option<f64> {
    let all: Vec<f64> = turns.iter().filter_map(figure).collect();
    (!all.is_empty()).then(|| median(all))
}

/// The mean of the CPU times, whose clock is coarse.
pub(super) fn cpu(turns: &[Turn]) -> f64 {
    let all = turns.iter().map(|turn| turn.cpu_ms);
    all.sum::<f64>() / f64::from(u32::try_from(turns.len().max(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(landed_ms: f64) -> Turn {
        Turn {
            landed_ms,
            answered_ms: None,
            cpu_ms: landed_ms,
        }
    }

    #[test]
    fn a_ratio_is_of_the_same_pass() {
        let ratio =
            Ratio::of(&[10.0, 40.0, 30.0].map(turn), &[20.0, 50.0, 15.0].map(turn)).unwrap();
        assert!((ratio.median - 0.8).abs() < 1e-9);
        assert!((ratio.least - 0.5).abs() < 1e-9);
        assert!((ratio.most - 2.0).abs() < 1e-9);
        assert!(Ratio::of(&[], &[]).is_none());
        assert!((cpu(&[1.0, 2.0].map(turn)) - 1.5).abs() < 1e-9);
    }
}
