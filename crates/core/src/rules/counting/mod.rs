//! How far a change has landed, counted from what servers confirm.
//!
//! [`Standing`] is one server's place in its log and decides which revision of it may be counted; [`Rollout`] and
//! [`Target`] say from which revision on a generation has landed in a POP and count the servers that are there. Both err
//! on one side only: a count may be too low for a while, it is never above the truth. [`Tally`] tells people more of a rollout
//! than its percentage, and [`outcome`] what has become of it.

mod rollout;
mod standing;
mod tally;
#[cfg(test)]
mod truth;

pub use rollout::{PopColumns, Rollout, Target};
pub use standing::{Standing, UNHEARD};
pub use tally::{Fate, Tally, Word, outcome};
