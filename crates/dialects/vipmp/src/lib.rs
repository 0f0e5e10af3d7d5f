//! The vipmp dialect: VIP Marketplace partner API v3, with resellers, customers, their deployments, and groups of
//! customers, read and written.
//!
//! [`router`] answers everything at and below `/v3`, `/ims`, `/partnerservice` and at `/ping`; [`FAILURES`] is how the face
//! answers when a route cannot. A request meets `auth` (who calls, and in which order that is checked), then one function
//! in `routes`, which asks the use cases once and shows what it got as a type of `wire`. What goes wrong becomes an answer in
//! `error` and nowhere else. `docs/vipmp.md` is the guide for integrators.

mod auth;
mod document;
mod error;
mod failures;
mod ids;
mod routes;
mod wire;

pub use failures::{FAILURES, VipmpFailures};
pub use routes::{openapi, router};
