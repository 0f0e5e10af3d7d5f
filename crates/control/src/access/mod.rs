//! Who calls: programs with bearer tokens, users with `TOK` tokens, people with a session.

mod bearer;
mod cache;
mod issue;
mod rest;
mod throttle;

pub use bearer::Caller;
pub(crate) use cache::CredentialCache;
pub use issue::{ClientRefused, IssueRequest, IssuedToken};
pub use rest::RestCaller;
pub(crate) use throttle::LoginThrottle;
