//! What callers ask, answered within their view.

mod accounts;
mod fulfillments;
mod propagation;

pub use propagation::PropagationStatus;
