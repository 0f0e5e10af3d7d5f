//! How many calls each partner has made in its hour.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use landfall_core::{
    id::{OrganizationId, Timestamp},
    rules::rate::{RateVerdict, RateWindow},
};

use super::Caller;
use crate::{Control, ControlError};

/// Beyond so many windows, those that have closed are forgotten before another is opened.
const TIDIED: usize = 10_000;

/// What a call does. Reads and writes have a window each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// It changes nothing.
    Read,
    /// It may change something.
    Write,
}

/// The windows. They live in memory: a restart opens new ones.
#[derive(Default)]
pub(crate) struct RateLimits {
    windows: Mutex<HashMap<(OrganizationId, CallKind), RateWindow>>,
}

impl RateLimits {
    fn count(
        &self,
        partner: OrganizationId,
        kind: CallKind,
        limit: u32,
        now: Timestamp,
    ) -> RateVerdict {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= TIDIED && !windows.contains_key(&(partner, kind)) {
            windows.retain(|_, window| window.is_open(now));
        }
        windows
            .entry((partner, kind))
            .or_insert_with(|| RateWindow::open(now))
            .count(limit, now)
    }
}

impl Control {
    /// Counts a call against the `limit` of calls an hour that the caller's partner organization has: the one that its
    /// client is bound to, else the tenant's (metallic contract, section 2). All clients of one organization share its
    /// windows. For a client without a binding this is a point read.
    pub async fn count_call(
        &self,
        caller: &Caller,
        kind: CallKind,
        limit: u32,
    ) -> Result<RateVerdict, ControlError> {
        let partner = match caller.view.root {
            Some(organization) => organization,
            None => self.tenant_organization(caller).await?,
        };
        Ok(self.rates.count(partner, kind, limit, self.clock.now()))
    }

    async fn tenant_organization(&self, caller: &Caller) -> Result<OrganizationId, ControlError> {
        let id = &caller.view.tenant;
        let tenant = self.store.tenant(id).await?;
        let tenant = tenant.ok_or_else(|| {
            ControlError::Internal(format!("a token's tenant {id} is not in the record"))
        })?;
        Ok(tenant.organization)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn partners_and_kinds_are_counted_apart() {
        let (limits, now) = (RateLimits::default(), Timestamp::from_seconds(0));
        let (one, other) = (
            OrganizationId(Uuid::from_u128(1)),
            OrganizationId(Uuid::from_u128(2)),
        );
        let remaining = |partner, kind| limits.count(partner, kind, 5, now).remaining;
        assert_eq!(remaining(one, CallKind::Read), 4);
        assert_eq!(remaining(one, CallKind::Read), 3);
        assert_eq!(remaining(one, CallKind::Write), 4);
        assert_eq!(remaining(other, CallKind::Read), 4);
    }

    #[test]
    fn closed_windows_are_forgotten_when_there_are_many() {
        let (limits, start) = (RateLimits::default(), Timestamp::from_seconds(0));
        for partner in 0..TIDIED as u128 {
            let partner = OrganizationId(Uuid::from_u128(partner));
            limits.count(partner, CallKind::Read, 5, start);
        }
        let later = start.plus(3600);
        limits.count(OrganizationId(Uuid::max()), CallKind::Read, 5, later);
        assert_eq!(limits.windows.lock().unwrap().len(), 1);
    }
}
