//! Leases: what one process at a time may do, for a while, and how others tell that it may no longer.
//!
//! A lease ends by the store's own clock, so that processes need not agree on the time. Its *fencing number* grows with every
//! change of hands, for ever: a write that carries a smaller one comes from somebody who has lost the lease and does not
//! know it yet.

use std::time::Duration;

use uuid::Uuid;

/// The lease on counting the fleet and writing down how far its servers have got.
pub const FLEET_LEASE: &str = "fleet";

/// A lease as it stood at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Who has it; none if it was given back.
    pub holder: Option<Uuid>,
    /// How often it has changed hands.
    pub fencing: u64,
    /// Where the holder can be asked, as it says itself; may be empty.
    pub address: String,
    /// How long it still lasted; zero when it was over.
    pub remaining: Duration,
}

impl Lease {
    /// Whether somebody had it.
    pub fn is_held(&self) -> bool {
        self.holder.is_some() && !self.remaining.is_zero()
    }
}

/// What is asked for by somebody who wants a lease, or wants to keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which lease.
    pub name: &'static str,
    /// Who asks: a number that no other process has or had.
    pub holder: Uuid,
    /// Where the holder can be asked.
    pub address: String,
    /// How long it shall last from now on.
    pub lasting: Duration,
}

/// The word of a lease's holder that goes with a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// Which lease.
    pub name: &'static str,
    /// The fencing number that its holder was given.
    pub number: u64,
}

/// The fencing number with which the claim gets the lease, if it gets it: the same if it has it still.
pub(crate) fn granted(claim: &Claim, lease: &Lease) -> Option<u64> {
    if lease.holder == Some(claim.holder) {
        return Some(lease.fencing);
    }
    (!lease.is_held()).then_some(lease.fencing + 1)
}

/// A duration in microseconds, as both engines keep it.
pub(crate) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 2)
}

/// The duration of so many microseconds; none below zero.
pub(crate) fn lasting(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}
