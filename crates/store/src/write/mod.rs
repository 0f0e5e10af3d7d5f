//! Writing, one trait for each part of the record. They are used inside a [`Work`](crate::Work) only, and what they do
//! commits together. After an error of one of them the work can no longer commit, whatever it answers itself.
//!
//! What a `find_…` has found stays as it is until the transaction ends, as far as its description says; everything else may be
//! changed by another one meanwhile. An engine with one writer has no other one.

mod access;
mod accounts;
mod catalogue;
mod counters;
mod customers;
mod deploy;
mod deploying;
mod enrolment;
mod fleet;
mod fulfillments;
mod items;
mod leases;
mod log;
mod orders;
mod record;
mod sites;
mod subscriptions;
mod zones;

pub use access::AccessWrites;
pub use accounts::AccountWrites;
pub use catalogue::CatalogueWrites;
pub use counters::CounterWrites;
pub use customers::CustomerWrites;
pub use deploy::DeployWrites;
pub use deploying::DeployingWrites;
pub use enrolment::EnrolmentWrites;
pub use fleet::FleetWrites;
pub use fulfillments::FulfillmentWrites;
pub use items::{ItemWrites, insert_item};
pub use leases::LeaseWrites;
pub use log::LogWrites;
pub use orders::OrderWrites;
pub use record::{Claimed, RecordWrites, SweptEvents};
pub use sites::SiteWrites;
pub use subscriptions::SubscriptionWrites;
pub use zones::ZoneWrites;

/// One transaction on the record.
pub trait Transaction:
    AccountWrites
    + CustomerWrites
    + ZoneWrites
    + DeployWrites
    + DeployingWrites
    + FulfillmentWrites
    + OrderWrites
    + CatalogueWrites
    + SiteWrites
    + SubscriptionWrites
    + AccessWrites
    + EnrolmentWrites
    + FleetWrites
    + LeaseWrites
    + LogWrites
    + RecordWrites
    + ItemWrites
    + CounterWrites
{
}

impl<T> Transaction for T where
    T: AccountWrites
        + CustomerWrites
        + ZoneWrites
        + DeployWrites
        + DeployingWrites
        + FulfillmentWrites
        + OrderWrites
        + CatalogueWrites
        + SiteWrites
        + SubscriptionWrites
        + AccessWrites
        + EnrolmentWrites
        + FleetWrites
        + LeaseWrites
        + LogWrites
        + RecordWrites
        + ItemWrites
        + CounterWrites
{
}
