//! How long to wait before a step is tried again, and how often.

/// When a step that failed for a while is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Seconds to wait after the first failure, at most; each wait is twice the one before.
    pub first_seconds: u32,
    /// Seconds to wait at most, however often it has failed.
    pub longest_seconds: u32,
    /// How often it is tried before it is given up.
    pub tries: u32,
}

impl Default for RetryPolicy {
    /// Twelve tries within about forty minutes.
    fn default() -> Self {
        Self {
            first_seconds: 1,
            longest_seconds: 600,
            tries: 12,
        }
    }
}

const SECOND: i64 = 1_000_000;

impl RetryPolicy {
    /// Microseconds to wait after `failed` failures in a row; none if it is given up. The later half of a wait is drawn by
    /// `random`, so that what failed together is not tried again together.
    pub fn wait_micros(&self, failed: u32, random: u64) -> Option<i64> {
        if failed >= self.tries {
            return None;
        }
        let factor = u64::checked_shl(1, failed.saturating_sub(1)).unwrap_or(u64::MAX);
        let doubled = u64::from(self.first_seconds).saturating_mul(factor);
        let whole =
            u32::try_from(doubled).map_or(self.longest_seconds, |it| it.min(self.longest_seconds));
        let half = i64::from(whole) * SECOND / 2;
        let drawn = random % (half.unsigned_abs() + 1);
        Some(half + i64::try_from(drawn).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waits_double_within_their_bounds_and_end(
            (first_seconds, longest_seconds, tries) in (0_u32..100, 0_u32..10_000, 1_u32..100),
            failed in 1_u32..200,
            random: u64,
        ) {
            let policy = RetryPolicy { first_seconds, longest_seconds, tries };
            let Some(wait) = policy.wait_micros(failed, random) else {
                prop_assert!(failed >= tries);
                return Ok(());
            };
            prop_assert!(failed < tries);
            // In whole seconds, and doubled without a limit of its own.
            let doubled = i64::from(first_seconds).saturating_mul(1_i64.checked_shl(failed - 1).unwrap_or(i64::MAX).max(0));
            let whole = if failed > 40 && first_seconds > 0 { i64::from(longest_seconds) } else { doubled.min(i64::from(longest_seconds)) };
            let whole = whole * SECOND;
            prop_assert!(wait >= whole / 2 && wait <= whole, "{wait} of {whole}");
        }
    }

    #[test]
    fn what_failed_together_is_not_tried_again_together() {
        let policy = RetryPolicy::default();
        let waits = (0..1000_u64).map(|random| policy.wait_micros(5, random * 7_919_777));
        let distinct: std::collections::HashSet<_> = waits.collect();
        assert!(distinct.len() > 900, "{}", distinct.len());
    }
}
