//! What callers change, each command in one transaction with its event.
//!
//! A command takes an [`Author`]: who gives it, and for which account. What it cannot do is a [`Refusal`], which the face that was
//! called puts into its own words for statuses and members.

mod author;
mod checks;
mod policies;
mod refusal;

pub use author::Author;
pub(crate) use checks::Checks;
pub use refusal::Refusal;
