//! Pauses between tries. They grow, so that what is broken is not hammered, and they are drawn, so that thousands of agents
//! do not come back in the same instant.

use std::time::Duration;

/// How pauses grow: from `first`, doubled with every failure, to `longest`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The pause after the first failure, before it is drawn.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
}

impl Backoff {
    /// Of connections: half a second to half a minute.
    pub const CONNECT: Self = Self::new(500, 30_000);
    /// Of a server that is stuck as a whole: a second to half a minute.
    pub const SERVER: Self = Self::new(1_000, 30_000);
    /// Of an account whose change failed: five seconds to ten minutes.
    pub const SLOT: Self = Self::new(5_000, 600_000);

    const fn new(first: u64, longest: u64) -> Self {
        Self {
            first: Duration::from_millis(first),
            longest: Duration::from_millis(longest),
        }
    }

    /// The pause after so many failures in a row: drawn between half of what it has grown to and all of it.
    pub fn pause(self, failures: u32, chance: &mut fastrand::Rng) -> Duration {
        let doubled = 1_u32 << failures.saturating_sub(1).min(24);
        let grown = self.first.saturating_mul(doubled).min(self.longest);
        grown.mul_f64(0.5 + chance.f64() / 2.0)
    }
}

/// A moment within a window that was announced for coming back, any part of it as likely as another.
pub fn within_window(window: Duration, chance: &mut fastrand::Rng) -> Duration {
    window.mul_f64(chance.f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn pauses_grow_to_their_limit_and_no_further(failures in 1_u32..2_000, seed: u64) {
            let mut chance = fastrand::Rng::with_seed(seed);
            let pause = Backoff::SLOT.pause(failures, &mut chance);
            let grown = 5.0 * 2_f64.powi(i32::try_from(failures - 1).unwrap().min(20));
            let grown = grown.min(600.0);
            let seconds = pause.as_secs_f64();
            proptest::prop_assert!(grown / 2.0 - 1e-6 <= seconds && seconds <= grown + 1e-6, "{} {}", seconds, grown);
        }

        #[test]
        fn a_window_is_not_left(seed: u64, milliseconds in 0_u64..100_000) {
            let window = Duration::from_millis(milliseconds);
            proptest::prop_assert!(within_window(window, &mut fastrand::Rng::with_seed(seed)) <= window);
        }
    }

    #[test]
    fn a_thousand_agents_come_back_spread_over_the_window() {
        let mut chance = fastrand::Rng::with_seed(7);
        let mut tenths = [0; 10];
        for _ in 0..1_000 {
            let at = within_window(Duration::from_millis(9_999), &mut chance);
            tenths[usize::try_from(at.as_millis()).unwrap() / 1_000] += 1;
        }
        assert!(tenths.iter().all(|n| (60..=140).contains(n)), "{tenths:?}");
    }
}
