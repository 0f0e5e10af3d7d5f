//! The rulesv4 dialect: policies, deploy requests, propagation.
//!
//! It has two families of calls with manners of their own: *status* below `/v2/mcc`, opened by `TOK` tokens, and *rules*
//! below `/rules-engine`, opened by bearer tokens from `/connect/token`. [`router`] answers all three. A call comes in
//! through `routes`, is admitted by `auth`, becomes one query of `landfall-control`, and goes out in a form of `wire`
//! or as an `error`. The guide for integrators is `docs/rulesv4.md`.

mod auth;
mod document;
mod error;
mod failures;
mod path;
mod routes;
mod wire;

pub use failures::{FAILURES, Kept, Rulesv4Failures};
pub use routes::{openapi, router};
