//! How many calls a partner may make in an hour (metallic contract, section 2): a fixed window that opens with the first
//! call that is counted.

use crate::id::Timestamp;

/// The length of a window, in seconds.
pub const PERIOD: u32 = 3600;

/// The calls of one partner in the window that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateWindow {
    opened_at: Timestamp,
    used: u32,
}

/// What one call was told, for the headers of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateVerdict {
    /// How many calls a window has.
    pub limit: u32,
    /// How many of them are left behind this call.
    pub remaining: u32,
    /// Over the limit: in how many seconds the window closes, 1 to [`PERIOD`].
    pub retry_after: Option<u32>,
}

impl RateWindow {
    /// A window that opens now, without a call in it.
    pub fn open(now: Timestamp) -> Self {
        Self {
            opened_at: now,
            used: 0,
        }
    }

    /// Whether the window is still open. One that was opened later than `now`, by a clock that was set back since, is not.
    pub fn is_open(self, now: Timestamp) -> bool {
        self.opened_at <= now && now < self.closes_at()
    }

    /// Counts a call and says whether it may go on; the first call after the window has closed opens the next one.
    pub fn count(&mut self, limit: u32, now: Timestamp) -> RateVerdict {
        if !self.is_open(now) {
            *self = Self::open(now);
        }
        let over = self.used >= limit;
        if !over {
            self.used += 1;
        }
        let left = self.closes_at().seconds() - now.seconds();
        RateVerdict {
            limit,
            remaining: limit.saturating_sub(self.used),
            retry_after: over.then(|| u32::try_from(left).unwrap_or(PERIOD)),
        }
    }

    fn closes_at(self) -> Timestamp {
        self.opened_at.plus(PERIOD.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_000_000 + seconds)
    }

    #[test]
    fn the_limit_is_reached_and_the_next_window_starts_with_its_first_call() {
        let mut window = RateWindow::open(at(0));
        for used in 1..=3 {
            let verdict = window.count(3, at(10));
            assert_eq!((verdict.remaining, verdict.retry_after), (3 - used, None));
        }
        let over = |second| RateVerdict {
            limit: 3,
            remaining: 0,
            retry_after: Some(second),
        };
        assert_eq!(window.count(3, at(10)), over(3590));
        assert_eq!(window.count(3, at(3599)), over(1));
        assert!(!window.is_open(at(3600)));
        assert_eq!(window.count(3, at(5000)).remaining, 2);
        assert_eq!(window.count(3, at(8599)).remaining, 1, "it opened at 5000");
        assert_eq!(window.count(3, at(8600)).remaining, 2);
    }

    #[test]
    fn a_lowered_limit_holds_at_once() {
        let mut window = RateWindow::open(at(0));
        for _ in 0..5 {
            window.count(10, at(0));
        }
        assert_eq!(window.count(2, at(1)).retry_after, Some(3599));
        assert_eq!(window.count(6, at(1)).remaining, 0);
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let mut window = RateWindow::open(at(0));
        window.count(1, at(0));
        assert_eq!(window.count(1, at(-1)).retry_after, None);
    }

    proptest::proptest! {
        #[test]
        fn no_window_lets_more_than_its_limit_through(
            limit in 1_u32..20,
            steps in proptest::collection::vec(0_i64..900, 1..200),
        ) {
            let mut now = at(0);
            let mut window = RateWindow::open(now);
            let mut passed: Vec<Timestamp> = Vec::new();
            let mut opened = now;
            for step in steps {
                now = now.plus(step);
                if now >= opened.plus(PERIOD.into()) {
                    opened = now;
                    passed.clear();
                }
                let verdict = window.count(limit, now);
                if verdict.retry_after.is_none() {
                    passed.push(now);
                }
                proptest::prop_assert!(passed.len() <= limit as usize);
                proptest::prop_assert_eq!(verdict.remaining as usize, limit as usize - passed.len());
                if let Some(wait) = verdict.retry_after {
                    proptest::prop_assert!((1..=PERIOD).contains(&wait));
                    proptest::prop_assert!(!window.is_open(now.plus(wait.into())));
                }
            }
        }
    }
}
