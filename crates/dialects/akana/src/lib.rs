//! The akana dialect: signing in with a cookie, and the deployment zones of organizations.
//!
//! [`router`] answers everything at and below `/api`, other than `/api/v1`; [`FAILURES`] is how the face answers when a route
//! cannot. A request meets `auth` (which tenant, who calls, in which order that is checked), then one function in `routes`,
//! which asks the use cases once and shows what it got as a type of `wire`. What goes wrong becomes a fault in `error` and
//! nowhere else. `docs/akana.md` is the guide for integrators.

mod auth;
mod cookies;
mod document;
mod error;
mod failures;
mod routes;
mod settings;
mod wire;

pub use failures::{AkanaFailures, FAILURES};
pub use routes::{openapi, router};
pub use settings::AkanaSettings;
