//! Adding, changing and locking policies (rulesv4 contract, section 5).
//!
//! What is sent is read, and what is to be locked is verified, before anything is written and off the serving threads. Then one
//! transaction finds the policy as it is, works the change out once more and writes it with its steps and its events, so that of
//! two changes at a time the second is one of what the first has left.

mod commit;
mod create;
mod delete_rule;
mod events;
mod named;
mod patch;
mod terms;
mod verify;

pub use terms::{PolicySeen, Terms};
