//! The durable record: one trait, its engines, and the conformance suite that every engine passes.
//!
//! [`Store`] is reading and writing. Reads take a [`View`](landfall_core::model::View) and see nothing outside of it. A write
//! is one [`Work`]: whatever it does to the [`Transaction`] it is given commits together or not at all, and
//! [`write()`] returns only after it is on disk. [`sqlite`] is the embedded engine, [`postgres`] the one
//! over a network.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod create;
mod error;
pub mod postgres;
mod read;
pub mod sqlite;
mod taken;
mod transact;
mod vipmp_space;
mod walk;
mod write;

pub use create::Create;
pub use error::StoreError;
pub use read::listing;
pub use read::{
    AccessReads, AccountListReads, AccountReads, AdminReads, DeployReads, DeploymentReads,
    FleetReads, FleetSnapshot, FulfillmentReads, ListingReads, SiteReads, SubscriptionReads,
    ZoneReads, Zones,
};
pub use transact::{Transact, Work, write};
pub use write::{
    AccessWrites, AccountWrites, DeployWrites, FleetWrites, FulfillmentWrites, RecordWrites,
    SiteWrites, SubscriptionWrites, Transaction, ZoneWrites,
};

/// A durable record.
pub trait Store:
    Transact
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
    + AdminReads
    + ListingReads
{
}

impl<T> Store for T where
    T: Transact
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
        + AdminReads
        + ListingReads
{
}
