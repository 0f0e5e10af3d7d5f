//! The wire's forms: what callers can read, and what answers look like. Names, their order and the number text are the
//! contract's.

mod collection;
mod deploy_request;
mod format;
mod listing;
mod nodes;
mod person;
mod policy;
mod propagation_status;
mod rule_ids;
mod token;

pub(crate) use collection::collection;
pub(crate) use deploy_request::{deploy_request, listed_request};
pub(crate) use format::Format;
pub(crate) use listing::Listing;
pub(crate) use policy::{listed_policy, policy};
pub(crate) use propagation_status::propagation_status;
pub(crate) use rule_ids::{cname_rules, origin_rules};
pub(crate) use token::TokenAnswer;
