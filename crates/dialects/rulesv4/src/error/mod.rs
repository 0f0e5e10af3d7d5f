//! What can go wrong with a call, and its answer: the only place in this dialect that knows HTTP statuses of failures.
//!
//! The status calls answer with a message, in JSON or XML; the token endpoint as OAuth clients expect; the rules calls with
//! the typed objects of the vendor's JSON convention.

mod documented;
mod rules;
mod status;
mod token;

pub(crate) use rules::RulesError;
pub(crate) use status::StatusError;
pub(crate) use token::TokenError;

/// After how many seconds a caller may try again when the record cannot be reached.
const RETRY_AFTER_SECONDS: u16 = 1;
