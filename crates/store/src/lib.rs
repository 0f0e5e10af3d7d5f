//! The durable record: one trait, its engines, and the conformance suite that every engine passes.
//!
//! [`Store`] is reading and writing. Reads take a [`View`](landfall_core::model::View) and see nothing outside of it. A write
//! is one [`Work`]: whatever it does to the [`Transaction`] it is given commits together or not at all, and
//! [`write()`] returns only after it is on disk. [`sqlite`] is the embedded engine, [`postgres`] the one
//! over a network.

mod condition;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod create;
mod error;
mod lease;
pub mod postgres;
mod read;
pub mod sqlite;
mod taken;
mod transact;
mod vipmp_space;
pub mod whole;
mod write;

pub use condition::Condition;
pub use create::Create;
pub use error::StoreError;
pub use lease::{Claim, FLEET_LEASE, Fence, Lease};
pub use read::{
    AccessReads, AccountListReads, AccountReads, AdminReads, DeployReads, DeploymentReads,
    FleetNews, FleetReads, FleetSnapshot, FulfillmentReads, LeaseReads, SiteReads,
    SubscriptionReads, ZoneReads, Zones,
};
pub use transact::{Transact, Work, write, write_aside};
pub use write::{
    AccessWrites, AccountWrites, DeployWrites, FleetWrites, FulfillmentWrites, LeaseWrites,
    RecordWrites, SiteWrites, SubscriptionWrites, Transaction, ZoneWrites,
};

/// A durable record.
pub trait Store:
    Transact
    + Condition
    + AccountReads
    + AccountListReads
    + DeploymentReads
    + ZoneReads
    + DeployReads
    + FulfillmentReads
    + SiteReads
    + SubscriptionReads
    + AccessReads
    + FleetReads
    + LeaseReads
    + AdminReads
{
}

impl<T> Store for T where
    T: Transact
        + Condition
        + AccountReads
        + AccountListReads
        + DeploymentReads
        + ZoneReads
        + DeployReads
        + FulfillmentReads
        + SiteReads
        + SubscriptionReads
        + AccessReads
        + FleetReads
        + LeaseReads
        + AdminReads
{
}
