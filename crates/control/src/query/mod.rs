//! What callers ask, answered within their view.

mod accounts;
mod businesses;
mod fulfillments;
mod policies;
mod propagation;
mod sites;
mod sold_accounts;
mod tenants;
mod zones;

pub use accounts::GroupSearch;
pub use landfall_feed::{PopShare, Propagation};
pub use policies::WithPeople;
pub use propagation::PropagationStatus;
