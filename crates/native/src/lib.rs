//! The native faces: Landfall's own API, health and readiness on the listener that partners use, metrics on a listener of
//! their own, and administration on a socket in the data folder.
//!
//! - [`router`] answers `/healthz` and `/readyz`, everything below `/landfall/v1`, and the pages about problems below
//!   `/landfall/docs/problems`. The conventions are in `docs/api-design.md`.
//! - [`document()`] is the OpenAPI 3.1 document of all that, made from the handlers and types themselves; [`openapi()`] is the
//!   API's part of it.
//!   Other processes of the installation ask this one at [`PROPAGATION_PATH`]; [`OwnerClient`] is how.
//! - Servers' agents join at [`ENROL_PATH`] and open their streams beside it; what comes over these belongs to the feed.
//! - [`admin_router`] is served on the Unix socket only: whoever can open it owns the installation.
//!   [`operator_router`] is the API itself for whoever comes by that socket.
//! - [`reference_router`] shows the OpenAPI documents of all faces, to be read and tried.
//! - [`Metrics`] counts requests of every face and shows the fleet per POP, never per server.

mod admin;
mod auth;
mod cookie;
mod document;
mod error;
mod failures;
mod feed;
mod health;
mod metrics;
mod operator;
mod peers;
mod problem;
mod problems;
mod reference;
mod routes;
mod transfer;
mod wire;

pub use admin::{ADMIN_PATH, AdminProblem, admin_router};
pub use document::document;
pub use failures::{FAILURES, NativeFailures};
pub use feed::ENROL_PATH;
pub use health::{Readiness, router};
pub use metrics::{Metrics, metrics_router};
pub use operator::{TENANT_HEADER, USER_HEADER, operator_router};
pub use peers::{OwnerClient, PROPAGATION_PATH, TrustError, trusted};
pub use reference::{ApiDocument, REFERENCE_PATH, reference_router};
pub use routes::openapi;
pub use transfer::{EXPORT_PATH, IMPORT_PATH, LONGEST_STRETCH};
