//! What can go wrong with a call, and how it is answered: the only place with HTTP statuses of errors.

mod dialect;
mod documented;
mod token;

pub(crate) use dialect::Error;
pub(crate) use token::TokenError;
