//! Where another person has to look at deploy requests, as it is asked for: by a tenant's owner for all accounts, and for an
//! account of its own.

use std::ops::RangeInclusive;

use super::{deploying::REVIEW_WITHIN, policy::Finding, wish::Wish};
use crate::model::ReviewTimes;

/// Seconds for a decision: from a minute to four weeks.
pub const REVIEW_SECONDS: RangeInclusive<u32> = 60..=28 * 86_400;

/// What is asked of reviews in each environment: to be none, or to have so many seconds for a decision, four hours unless said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewPatch {
    /// In production.
    pub production: Wish<ReviewAsked>,
    /// In staging.
    pub staging: Wish<ReviewAsked>,
}

/// That requests are to be reviewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReviewAsked {
    /// Seconds for a decision.
    pub within: Option<u64>,
}

impl ReviewPatch {
    /// What the times become by this, or what cannot be, by pointers into the object.
    pub fn over(&self, now: ReviewTimes) -> Result<ReviewTimes, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut time = |wish: &Wish<ReviewAsked>, now, environment: &str| match wish {
            Wish::Unsaid => now,
            Wish::Default => None,
            Wish::Is(asked) => {
                let within = u32::try_from(asked.within.unwrap_or(REVIEW_WITHIN.into()));
                let within = within.ok().filter(|it| REVIEW_SECONDS.contains(it));
                if within.is_none() {
                    findings.push(Finding {
                        pointer: format!("/{environment}/within_seconds"),
                        description: format!(
                            "has to be from {} to {}: a minute to four weeks",
                            REVIEW_SECONDS.start(),
                            REVIEW_SECONDS.end()
                        ),
                    });
                }
                within
            }
        };
        let times = ReviewTimes {
            production: time(&self.production, now.production, "production"),
            staging: time(&self.staging, now.staging, "staging"),
        };
        if findings.is_empty() {
            Ok(times)
        } else {
            Err(findings)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(within: impl Into<Option<u64>>) -> Wish<ReviewAsked> {
        Wish::Is(ReviewAsked {
            within: within.into(),
        })
    }

    #[test]
    fn each_environment_stays_ends_or_gets_a_time() {
        let now = ReviewTimes {
            production: Some(60),
            staging: Some(90),
        };
        assert_eq!(ReviewPatch::default().over(now), Ok(now));
        let patch = ReviewPatch {
            production: Wish::Default,
            staging: asked(None),
        };
        let expected = ReviewTimes {
            production: None,
            staging: Some(14_400),
        };
        assert_eq!(patch.over(now), Ok(expected));
    }

    #[test]
    fn a_time_is_from_a_minute_to_four_weeks() {
        for (within, good) in [
            (59, false),
            (60, true),
            (2_419_200, true),
            (2_419_201, false),
            (u64::MAX, false),
        ] {
            let patch = ReviewPatch {
                production: asked(within),
                staging: asked(within),
            };
            let judged = patch.over(ReviewTimes::default());
            assert_eq!(judged.is_ok(), good, "{within}");
            let pointers = judged.err().unwrap_or_default().into_iter();
            let pointers: Vec<_> = pointers.map(|it| it.pointer).collect();
            if !good {
                assert_eq!(
                    pointers,
                    ["/production/within_seconds", "/staging/within_seconds"]
                );
            }
        }
    }
}
