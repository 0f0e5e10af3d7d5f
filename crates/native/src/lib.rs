//! The native faces: health and readiness on the listener that partners use, metrics on a listener of their own, and
//! administration on a socket in the data folder.
//!
//! - [`router`] answers `/healthz` and `/readyz`, and everything below `/landfall` with an RFC 9457 problem as long as there
//!   is nothing there.
//! - [`admin_router`] is served on the Unix socket only: whoever can open it owns the installation.
//! - [`reference_router`] shows the OpenAPI documents of all faces, to be read and tried.
//! - [`Metrics`] counts requests of every face and shows the fleet per POP, never per server.

mod admin;
mod health;
mod metrics;
mod problem;
mod reference;

pub use admin::{ADMIN_PATH, AdminProblem, admin_router};
pub use health::{Readiness, router};
pub use metrics::{Metrics, metrics_router};
pub use reference::{ApiDocument, REFERENCE_PATH, reference_router};
