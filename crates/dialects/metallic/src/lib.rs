//! The metallic dialect: fulfillments, as partners poll for them, and the accounts and resellers that they are for.
//!
//! [`router`] answers everything at and below `/api/v1`. A call comes in through `routes`, is admitted by `auth` (token,
//! hourly limit), becomes one query of `landfall-control`, and goes out as a type of `wire` or an `error`. The guide
//! for integrators is `docs/metallic.md`.

mod auth;
mod document;
mod error;
mod failures;
mod routes;
mod settings;
mod wire;

pub use failures::{FAILURES, MetallicFailures};
pub use routes::{openapi, router};
pub use settings::MetallicSettings;
