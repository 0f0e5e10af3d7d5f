//! Reading, one trait for each part of the record. Every read of business data carries the caller's view.

mod access;
mod account_lists;
mod accounts;
mod admin;
mod counters;
mod deploy;
mod deployments;
mod enrolment;
mod fleet;
mod fulfillments;
mod items;
mod leases;
pub mod listing;
mod log;
mod sites;
mod subscriptions;
mod zones;

pub use access::AccessReads;
pub use account_lists::AccountListReads;
pub use accounts::AccountReads;
pub use admin::AdminReads;
pub use counters::CounterReads;
pub use deploy::DeployReads;
pub use deployments::DeploymentReads;
pub use enrolment::EnrolmentReads;
pub use fleet::{FleetNews, FleetReads, FleetSnapshot};
pub use fulfillments::FulfillmentReads;
pub use items::ItemReads;
pub use leases::LeaseReads;
pub use listing::ListingReads;
pub use log::LogReads;
pub use sites::SiteReads;
pub use subscriptions::SubscriptionReads;
pub use zones::{ZoneReads, Zones};
