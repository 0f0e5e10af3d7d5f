//! What can go wrong with a call, and its answer: the only place in this dialect that knows HTTP statuses of failures.
//!
//! The token endpoint answers as RFC 6749 has it, because stock OAuth clients parse that; every other path answers with the
//! numbered errors of the contract's section 9.

mod api;
mod documented;
mod token;

pub(crate) use api::ApiError;
pub(crate) use token::TokenError;
