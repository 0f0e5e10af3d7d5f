//! What servers' agents call: `POST /landfall/v1/enrol` turns an invitation into a credential, `GET /landfall/v1/feed` opens the
//! stream by which changes come. `docs/protocol.md` describes both.

mod enrol;
mod stream;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    routing::{get, post},
};
use http::StatusCode;
use landfall_control::Control;
use landfall_http::respond;
use landfall_protocol::handshake;

/// Where an invitation is used.
pub const ENROL_PATH: &str = "/landfall/v1/enrol";

/// The routes for servers' agents.
pub(crate) fn routes() -> Router<Arc<Control>> {
    Router::new()
        .route(
            handshake::PATH,
            get(stream::open).fallback(async |_: Request| refused(&["GET"])),
        )
        .route(
            ENROL_PATH,
            post(enrol::enrol).fallback(async |_: Request| refused(&["POST"])),
        )
}

fn refused(methods: &[&str]) -> http::Response<axum::body::Body> {
    let detail = format!("This path takes {}.", methods.join(", "));
    let refused = respond::problem(StatusCode::METHOD_NOT_ALLOWED, &detail);
    respond::with_allow(refused, methods)
}
