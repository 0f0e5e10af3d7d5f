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
mod document;
mod error;
mod grants;
mod job;
mod lease;
mod like;
mod lists;
mod log;
pub mod postgres;
mod read;
mod sorting;
pub mod sqlite;
mod taken;
mod transact;
mod vipmp_space;
mod walk;
pub mod whole;
mod write;

pub use condition::Condition;
pub use create::Create;
pub use error::StoreError;
pub use job::{JobClaim, JobsDue, OrderEnd, OrderNames, ResellerNames, TakenNames, TakenReseller};
pub use lease::{Claim, FLEET_LEASE, Fence, Lease};
pub use lists::{CounterProgress, CounterReport};
pub use log::{ChangeBatch, LiveSlots, LogAge, LogReader, LogStep, ReadLimits};
pub use read::listing;
pub use read::{
    AccessReads, AccountListReads, AccountReads, AdminReads, CounterReads, DeployReads,
    DeployingReads, DeploymentReads, EnrolmentReads, EventReads, EventSpan, FleetNews, FleetReads,
    FleetSnapshot, FulfillmentReads, ItemReads, LeaseReads, ListingReads, LogReads, OrderReads,
    SiteReads, SubscriptionReads, Unfinished, ZoneReads, Zones,
};
pub use transact::{Transact, Work, write, write_aside};
pub use write::{
    AccessWrites, AccountWrites, CatalogueWrites, Claimed, CounterWrites, CustomerWrites,
    DeployWrites, DeployingWrites, EnrolmentWrites, FleetWrites, FulfillmentWrites, ItemWrites,
    LeaseWrites, LogWrites, OrderWrites, RecordWrites, SiteWrites, SubscriptionWrites, SweptEvents,
    Transaction, ZoneWrites, insert_item,
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
    + DeployingReads
    + FulfillmentReads
    + OrderReads
    + SiteReads
    + SubscriptionReads
    + AccessReads
    + EnrolmentReads
    + EventReads
    + FleetReads
    + LogReads
    + LeaseReads
    + AdminReads
    + ItemReads
    + CounterReads
    + ListingReads
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
        + DeployingReads
        + FulfillmentReads
        + OrderReads
        + SiteReads
        + SubscriptionReads
        + AccessReads
        + EnrolmentReads
        + EventReads
        + FleetReads
        + LogReads
        + LeaseReads
        + AdminReads
        + ItemReads
        + CounterReads
        + ListingReads
{
}
