//! The wire's forms: what callers can read, and what answers look like. Names, their order and the number text are the
//! contract's.

mod format;
mod propagation_status;
mod token;

pub(crate) use format::Format;
pub(crate) use propagation_status::propagation_status;
pub(crate) use token::TokenAnswer;
