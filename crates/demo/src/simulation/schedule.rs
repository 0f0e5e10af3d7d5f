//! What is due when. Time comes in as what has passed since the start, in any steps; what is due by a moment does not
//! depend on the steps.

use std::{ops::Range, time::Duration};

/// Things that come round again and again, evenly spread over a period: each is due once in it.
#[derive(Debug, Clone)]
pub(super) struct Round {
    things: usize,
    period: Duration,
    /// How many were due so far, over all periods.
    passed: u128,
}

impl Round {
    pub(super) fn new(things: usize, period: Duration) -> Self {
        Self {
            things,
            period,
            passed: 0,
        }
    }

    /// The things that became due since the last call, each at most once, the one that is due longest first.
    pub(super) fn due(&mut self, elapsed: Duration) -> impl Iterator<Item = usize> + use<> {
        let by_now = share(self.things, elapsed, self.period).max(self.passed);
        let all = self.things as u128;
        let from = self.passed.max(by_now.saturating_sub(all));
        self.passed = by_now;
        (from..by_now)
            .map(move |turn| usize::try_from(turn % all).expect("a remainder of a usize is one"))
    }
}

/// Things that happen once each, one after the other at an even rate over some time.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    things: usize,
    over: Duration,
    happened: usize,
}

impl Sequence {
    pub(super) fn new(things: usize, over: Duration) -> Self {
        Self {
            things,
            over,
            happened: 0,
        }
    }

    /// The things that happen now, as a range of their numbers.
    pub(super) fn due(&mut self, elapsed: Duration) -> Range<usize> {
        let by_now = if elapsed >= self.over {
            self.things
        } else {
            usize::try_from(share(self.things, elapsed, self.over)).unwrap_or(self.things)
        };
        let from = self.happened;
        self.happened = by_now.max(from);
        from..self.happened
    }
}

/// How many of `things` a part of `whole` holds, rounded down; more than all of them when the part is longer.
fn share(things: usize, part: Duration, whole: Duration) -> u128 {
    (things as u128)
        .saturating_mul(part.as_nanos())
        .checked_div(whole.as_nanos())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Rising moments, up to about a minute.
    fn moments() -> impl Strategy<Value = Vec<Duration>> {
        proptest::collection::vec(0_u64..3000, 1..40).prop_map(|steps| {
            let mut at = Duration::ZERO;
            (steps.into_iter())
                .map(|step| {
                    at += Duration::from_millis(step);
                    at
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_sequence_lets_each_thing_happen_once_in_order_at_an_even_rate(
            things in 0_usize..3000,
            over in 0_u64..60_000,
            moments in moments(),
        ) {
            let whole = u128::from(over);
            let over = Duration::from_millis(over);
            let mut sequence = Sequence::new(things, over);
            let mut happened = 0;
            for &at in &moments {
                let due = sequence.due(at);
                prop_assert_eq!(due.start, happened);
                happened = due.end;
                if at >= over {
                    prop_assert_eq!(happened, things);
                } else {
                    // As many as the rate gives, and not one more.
                    let (happened, earned) = (happened as u128 * whole, things as u128 * at.as_millis());
                    prop_assert!((happened..happened + whole).contains(&earned), "{}", earned);
                }
            }
            let mut at_once = Sequence::new(things, over);
            prop_assert_eq!(at_once.due(*moments.last().unwrap()).end, happened);
        }

        #[test]
        fn a_round_never_lets_anything_wait_longer_than_its_period(
            things in 1_usize..500,
            moments in moments(),
        ) {
            const PERIOD: Duration = Duration::from_secs(10);
            let mut round = Round::new(things, PERIOD);
            let mut last = vec![Duration::ZERO; things];
            let mut before = Duration::ZERO;
            for at in moments {
                let due: Vec<_> = round.due(at).collect();
                for (place, &thing) in due.iter().enumerate() {
                    prop_assert!(!due[..place].contains(&thing), "{} twice at once", thing);
                    last[thing] = at;
                }
                for (thing, &last) in last.iter().enumerate() {
                    // It was due a period after it was due before, which may be as late as now but not later.
                    prop_assert!(at.saturating_sub(last) <= PERIOD + at.saturating_sub(before), "{}", thing);
                }
                before = at;
            }
        }

        #[test]
        fn a_round_comes_to_each_thing_equally_often(things in 1_usize..100, rounds in 1_u64..20) {
            let mut round = Round::new(things, Duration::from_secs(10));
            let mut turns = vec![0; things];
            for second in 1..=rounds * 10 {
                for thing in round.due(Duration::from_secs(second)) {
                    turns[thing] += 1;
                }
            }
            prop_assert!(turns.iter().all(|&turns| turns == rounds), "{:?}", turns);
        }
    }

    #[test]
    fn nothing_is_due_of_nothing() {
        let mut round = Round::new(0, Duration::from_secs(10));
        assert_eq!(round.due(Duration::from_mins(1)).count(), 0);
        let mut sequence = Sequence::new(0, Duration::ZERO);
        assert_eq!(sequence.due(Duration::ZERO), 0..0);
    }

    #[test]
    fn time_that_goes_back_takes_nothing_back() {
        let mut sequence = Sequence::new(10, Duration::from_secs(10));
        assert_eq!(sequence.due(Duration::from_secs(5)), 0..5);
        assert_eq!(sequence.due(Duration::from_secs(3)), 5..5);
        assert_eq!(sequence.due(Duration::from_secs(6)), 5..6);
    }
}
