//! Leases, and writes that only a lease's holder may do.

use async_trait::async_trait;

use crate::{Claim, Fence, Lease, StoreError};

/// Taking, keeping and giving back leases. Best run by [`transact_aside`](crate::Transact::transact_aside), which does not
/// queue behind other work.
#[async_trait]
pub trait LeaseWrites: Send {
    /// Takes a lease that nobody has, that was given back or whose time is over, or makes one's own last longer; the fencing
    /// number grows when it changes hands. Gives the lease as it stands then, which is another's if that has it.
    async fn claim_lease(&mut self, claim: &Claim) -> Result<Lease, StoreError>;

    /// Makes a lease last from now on as long as the claim says, also when its time was over and nobody else has taken it;
    /// false if it is no longer the claimer's under that fencing number.
    async fn renew_lease(&mut self, claim: &Claim, fencing: u64) -> Result<bool, StoreError>;

    /// Gives a lease back, so that others need not wait for its end; false if it was not that holder's.
    async fn release_lease(&mut self, claim: &Claim, fencing: u64) -> Result<bool, StoreError>;

    /// Lets the rest of the transaction happen only if no newer fencing number was given, and none is given until it has
    /// ended; [`StoreError::Fenced`] otherwise. A transaction with a fence has to go on without long pauses.
    async fn fence(&mut self, fence: Fence) -> Result<(), StoreError>;
}
