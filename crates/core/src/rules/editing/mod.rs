//! What a change makes of a policy (rulesv4 contract, section 5): a patch, the removal of a rule, and what neither may do.
//!
//! A change is worked out before anything new has a number, so that it can be judged and thrown away; an [`Edited`] policy becomes
//! a [`Policy`](crate::model::Policy) with the numbers that a store gives.

mod edited;
mod patch;
mod refused;
mod removal;

#[cfg(test)]
mod tests;

pub use edited::{Changed, Edited};
pub use patch::patched;
pub use refused::EditRefused;
pub use removal::without_rule;
