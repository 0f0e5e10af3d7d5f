//! Which servers have been heard of lately. Health never changes what is counted: a server that cannot be reached stays
//! in the denominator and is shown as stale.

use std::sync::Arc;

use landfall_core::{
    id::{PopId, TenantId, Timestamp},
    model::{Environment, Platform, ServerMembership},
};

/// How long a server is taken to be well after it was last heard of. It says something every ten seconds.
pub const LEASE_SECONDS: i64 = 30;

/// Whether a server holds its lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Heard of within [`LEASE_SECONDS`].
    Healthy,
    /// Not heard of for longer, or never.
    Stale,
}

impl Health {
    /// The health at `now` of a server that was last heard of at `last_seen_at`.
    pub fn of(last_seen_at: Option<Timestamp>, now: Timestamp) -> Self {
        match last_seen_at {
            Some(at) if now <= at.plus(LEASE_SECONDS) => Self::Healthy,
            _ => Self::Stale,
        }
    }
}

/// A number of servers by health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Servers {
    /// How many hold their lease.
    pub healthy: u64,
    /// How many do not.
    pub stale: u64,
}

impl Servers {
    fn add(&mut self, health: Health) {
        match health {
            Health::Healthy => self.healthy += 1,
            Health::Stale => self.stale += 1,
        }
    }
}

/// The servers of one platform and environment in one POP, by membership and health: for metrics, whose series are by
/// POP and never by server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PopHealth {
    /// The tenant.
    pub tenant: TenantId,
    /// The platform.
    pub platform: Platform,
    /// The environment.
    pub environment: Environment,
    /// The POP.
    pub pop: PopId,
    /// The POP's printed name.
    pub name: Arc<str>,
    /// Servers in the denominator of percentages.
    pub counted: Servers,
    /// Servers that have yet to catch up for the first time.
    pub joining: Servers,
    /// Servers that an operator has taken out.
    pub drained: Servers,
    /// Those of all that owe something to the end of their log.
    pub behind: u64,
    /// Those of all that run something else than their cursor says for some account, because a change failed there.
    pub with_exceptions: u64,
}

impl PopHealth {
    pub(crate) fn add(&mut self, membership: ServerMembership, health: Health) {
        match membership {
            ServerMembership::Counted => self.counted.add(health),
            ServerMembership::Joining => self.joining.add(health),
            ServerMembership::Drained => self.drained.add(health),
            ServerMembership::Removed => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_lasts_thirty_seconds() {
        let now = Timestamp::from_seconds(1_700_000_000);
        assert_eq!(Health::of(Some(now), now), Health::Healthy);
        assert_eq!(Health::of(Some(now.plus(-30)), now), Health::Healthy);
        assert_eq!(Health::of(Some(now.plus(-31)), now), Health::Stale);
        assert_eq!(Health::of(None, now), Health::Stale);
        // A server whose word was stamped by a clock that has since been set back.
        assert_eq!(Health::of(Some(now.plus(5)), now), Health::Healthy);
    }
}
