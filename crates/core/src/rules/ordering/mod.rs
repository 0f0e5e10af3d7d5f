//! Orders: what a submitted body asks for, what it is judged by, and how the job that it becomes is carried out (metallic
//! contract, sections 4 to 7).
//!
//! A body is read as far as it can be by itself ([`Submission`]) and then judged against the record ([`Facts`]). What comes of
//! it is plain data that is kept with the job. A job is carried out one step at a time: a target outside of the record is asked
//! ([`after`] says what follows from its answer), then the effects are decided from the record as it is then ([`effects`]) and
//! committed together with the status.

mod account;
mod body;
mod effects;
mod judged;
mod machine;
mod refused;
mod retry;
mod submission;

pub use account::AccountForm;
pub use effects::{Account, Effects, effects, is_closed};
pub use judged::{Accepted, Existing, Facts, Lineage, Seller, root_partner};
pub use machine::{Came, Next, after};
pub use refused::Refused;
pub use retry::RetryPolicy;
pub use submission::{Introduced, Submission, Wanted};

#[cfg(test)]
mod tests;
