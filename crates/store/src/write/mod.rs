//! Writing, one trait for each part of the record. They are used inside a [`Work`](crate::Work) only, and what they do
//! commits together. After an error of one of them the work can no longer commit, whatever it answers itself.

mod access;
mod accounts;
mod deploy;
mod fleet;
mod fulfillments;
mod record;
mod sites;
mod subscriptions;
mod zones;

pub use access::AccessWrites;
pub use accounts::AccountWrites;
pub use deploy::DeployWrites;
pub use fleet::FleetWrites;
pub use fulfillments::FulfillmentWrites;
pub use record::RecordWrites;
pub use sites::SiteWrites;
pub use subscriptions::SubscriptionWrites;
pub use zones::ZoneWrites;

/// One transaction on the record.
pub trait Transaction:
    AccountWrites
    + ZoneWrites
    + DeployWrites
    + FulfillmentWrites
    + SiteWrites
    + SubscriptionWrites
    + AccessWrites
    + FleetWrites
    + RecordWrites
{
}

impl<T> Transaction for T where
    T: AccountWrites
        + ZoneWrites
        + DeployWrites
        + FulfillmentWrites
        + SiteWrites
        + SubscriptionWrites
        + AccessWrites
        + FleetWrites
        + RecordWrites
{
}
