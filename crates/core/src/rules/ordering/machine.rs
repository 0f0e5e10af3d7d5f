//! What follows from a target's answer. A target is whatever provides the service that was ordered; the record itself is one.

use super::retry::RetryPolicy;
use crate::model::Failure;

/// SKU no longer offered.
const NO_LONGER_OFFERED: u32 = 2001;
/// Account gone or closed.
pub(super) const ACCOUNT_CLOSED: u32 = 2002;
/// No active line left to end.
pub(super) const NO_LINE_LEFT: u32 = 2003;
/// Refused by the target.
const REFUSED: u32 = 2004;
/// Given up.
const GAVE_UP: u32 = 2005;
/// How long the text of a failure may be, in characters, as the record keeps it.
const LONGEST_MESSAGE: usize = 1000;

/// What came of asking a target to provide what was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// It is provided, now or by an earlier call for the same job.
    Done,
    /// The target is at it and wants to be asked again.
    Later {
        /// In so many seconds.
        seconds: u32,
    },
    /// It failed for now, for a reason that may pass.
    NotNow(String),
    /// It is refused for good.
    Refused(String),
}

/// What is to be done with a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Its effects are to be put into the record, with its status.
    Settle,
    /// It is to be tried again.
    Again {
        /// In so many microseconds.
        wait_micros: i64,
        /// How often it has failed until now.
        tries: u32,
    },
    /// It has failed.
    Fail(Failure),
}

/// What follows when a job that has failed `tries` times before has been answered so.
pub fn after(came: Came, tries: u32, policy: &RetryPolicy, random: u64) -> Next {
    match came {
        Came::Done => Next::Settle,
        // A target that is at it does its work: that is no failure, however long it takes.
        Came::Later { seconds } => Next::Again {
            wait_micros: i64::from(seconds.max(1)) * 1_000_000,
            tries,
        },
        Came::Refused(why) => Next::Fail(failure(REFUSED, &why)),
        Came::NotNow(why) => {
            let tries = tries.saturating_add(1);
            match policy.wait_micros(tries, random) {
                Some(wait_micros) => Next::Again { wait_micros, tries },
                None => Next::Fail(gave_up(tries, &why)),
            }
        }
    }
}

/// The failure of a job that was tried so often.
fn gave_up(tries: u32, why: &str) -> Failure {
    failure(GAVE_UP, &format!("given up after {tries} tries: {why}"))
}

/// The failure of a job for something that is not offered any more.
pub(super) fn no_longer_offered(sku: &str) -> Failure {
    failure(NO_LONGER_OFFERED, &format!("{sku} is no longer offered"))
}

pub(super) fn failure(code: u32, message: &str) -> Failure {
    let message: String = message
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_MESSAGE)
        .collect();
    Failure { code, message }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::FulfillmentStatus;

    fn answers() -> impl Strategy<Value = Came> {
        prop_oneof![
            Just(Came::Done),
            (0_u32..1000).prop_map(|seconds| Came::Later { seconds }),
            ".{0,20}".prop_map(Came::NotNow),
            ".{0,20}".prop_map(Came::NotNow),
            ".{0,2000}".prop_map(Came::Refused),
        ]
    }

    proptest! {
        /// Whatever a target answers, in whatever order, a job comes to an end as soon as something is final, waits for a
        /// while before it asks again, and is given up at the limit and not before.
        #[test]
        fn a_job_ends_and_never_spins(
            answers in proptest::collection::vec(answers(), 1..60),
            limit in 1_u32..20,
            random: u64,
        ) {
            let policy = RetryPolicy { tries: limit, ..RetryPolicy::default() };
            let (mut tries, mut failed) = (0, 0);
            for came in answers {
                let is_last_try = matches!(came, Came::NotNow(_)) && failed + 1 == limit;
                failed += u32::from(matches!(came, Came::NotNow(_)));
                match (came.clone(), after(came, tries, &policy, random)) {
                    (Came::Done, next) => {
                        prop_assert_eq!(next, Next::Settle);
                        return Ok(());
                    }
                    (Came::Refused(_), Next::Fail(failure)) => {
                        prop_assert_eq!(failure.code, 2004);
                        prop_assert!(failure.message.chars().count() <= 1000);
                        return Ok(());
                    }
                    (Came::NotNow(_), Next::Fail(failure)) => {
                        prop_assert_eq!(failure.code, 2005);
                        prop_assert!(is_last_try);
                        return Ok(());
                    }
                    (Came::Later { .. } | Came::NotNow(_), Next::Again { wait_micros, tries: now }) => {
                        prop_assert!(!is_last_try && wait_micros >= 500_000);
                        prop_assert_eq!(now, failed);
                        tries = now;
                    }
                    (came, next) => prop_assert!(false, "{came:?} gave {next:?}"),
                }
            }
        }

        /// Of any sequence of moves that are tried, the ones that are allowed give one final status that nothing changes.
        #[test]
        fn what_is_final_stays(moves in proptest::collection::vec(0_usize..5, 1..30)) {
            let mut status = FulfillmentStatus::Pending;
            let mut ended = None;
            for place in moves {
                let to = FulfillmentStatus::ALL[place];
                if status.can_become(to) {
                    prop_assert_eq!(ended, None);
                    prop_assert_ne!(status, to);
                    status = to;
                    if status.is_final() {
                        ended = Some(status);
                    }
                }
            }
            prop_assert_eq!(ended.is_some(), status.is_final());
        }
    }

    #[test]
    fn a_job_is_cancelled_only_while_it_is_pending() {
        for &from in FulfillmentStatus::ALL {
            let can = from.can_become(FulfillmentStatus::Cancelled);
            assert_eq!(can, from == FulfillmentStatus::Pending, "{from}");
            let completes = from.can_become(FulfillmentStatus::Complete);
            assert_eq!(completes, from == FulfillmentStatus::InProgress, "{from}");
        }
    }
}
