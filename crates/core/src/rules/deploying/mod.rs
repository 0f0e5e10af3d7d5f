//! What becomes of a deploy request (rulesv4 contract, section 6): what follows by itself, what people may decide, and when a
//! submit is the retry of an earlier one.
//!
//! Each step is decided from where a request stands, since when, and what the clock says, so that it can be taken up again
//! after a crash by anybody who reads the record.

mod body;
mod decision;
mod next;
mod replay;

#[cfg(test)]
mod tests;

pub use body::{NewSubmission, read_cancel, read_submission};
pub use decision::{Decided, Decision, DecisionRefused, Withdrawn, decide, withdraw};
pub use next::{HAND_OVER_WITHIN, Next, REVIEW_WITHIN, Standing, VERDICT_WITHIN, next, verdict};
pub use replay::{REPLAY_WITHIN, Sent, is_replay, replayed};
