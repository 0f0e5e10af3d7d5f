//! Failed sign-ins, counted per e-mail address, so that a password cannot be guessed by trying.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use landfall_core::id::{TenantId, Timestamp};

/// How many failures are allowed within [`WINDOW`] (akana contract, section 3).
const ALLOWED: usize = 10;
/// Seconds.
const WINDOW: i64 = 15 * 60;
/// How many addresses are remembered; beyond that, those whose failures lie furthest back are forgotten.
const REMEMBERED: usize = 100_000;

/// The counter. It lives in memory: a restart forgives.
pub(crate) struct LoginThrottle {
    failures: Mutex<HashMap<(TenantId, String), Vec<Timestamp>>>,
}

impl LoginThrottle {
    pub(crate) fn new() -> Self {
        Self {
            failures: Mutex::default(),
        }
    }

    /// The seconds to wait before this address may try again; none if it may now.
    pub(crate) fn wait(&self, tenant: &TenantId, email: &str, now: Timestamp) -> Option<i64> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (tenant.clone(), email.to_owned());
        let times = failures.get_mut(&key)?;
        times.retain(|at| now < at.plus(WINDOW));
        if times.is_empty() {
            failures.remove(&key);
            return None;
        }
        if times.len() < ALLOWED {
            return None;
        }
        let first = times[times.len() - ALLOWED];
        Some(first.plus(WINDOW).seconds() - now.seconds())
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, tenant: &TenantId, email: &str, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= REMEMBERED {
            failures.retain(|_, times| times.last().is_some_and(|at| now < at.plus(WINDOW)));
        }
        if failures.len() >= REMEMBERED {
            failures.clear();
        }
        let times = failures
            .entry((tenant.clone(), email.to_owned()))
            .or_default();
        if times.len() >= ALLOWED {
            times.remove(0);
        }
        times.push(now);
    }

    /// Forgets the failures of an address that has signed in.
    pub(crate) fn succeeded(&self, tenant: &TenantId, email: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&(tenant.clone(), email.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_close_the_door_until_the_first_is_a_quarter_of_an_hour_old() {
        let (throttle, tenant) = (LoginThrottle::new(), "t".parse().unwrap());
        let start = Timestamp::from_seconds(1_000_000);
        for second in 0..10 {
            assert_eq!(
                throttle.wait(&tenant, "a@b.example", start.plus(second)),
                None
            );
            throttle.failed(&tenant, "a@b.example", start.plus(second));
        }
        let wait = |second| throttle.wait(&tenant, "a@b.example", start.plus(second));
        assert_eq!(wait(10), Some(890));
        assert_eq!(wait(899), Some(1));
        assert_eq!(wait(900), None, "the first failure no longer counts");
        assert_eq!(
            throttle.wait(&tenant, "c@b.example", start),
            None,
            "others are not touched"
        );
    }

    #[test]
    fn signing_in_forgives() {
        let (throttle, tenant) = (LoginThrottle::new(), "t".parse().unwrap());
        let now = Timestamp::from_seconds(1_000_000);
        for _ in 0..10 {
            throttle.failed(&tenant, "a@b.example", now);
        }
        throttle.succeeded(&tenant, "a@b.example");
        assert_eq!(throttle.wait(&tenant, "a@b.example", now), None);
    }
}
