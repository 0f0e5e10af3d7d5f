//! What callers ask, answered within their view.

mod accounts;
mod fulfillments;
mod propagation;
mod tenants;
mod zones;

pub use landfall_feed::{PopShare, Propagation};
pub use propagation::PropagationStatus;
