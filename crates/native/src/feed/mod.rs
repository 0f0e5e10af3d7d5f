//! What servers' agents call: `POST /landfall/v1/enrol` turns an invitation into a credential, `GET /landfall/v1/feed` opens the
//! stream by which changes come. `docs/protocol.md` describes both.

pub(crate) mod enrol;
pub(crate) mod stream;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Request,
    routing::{get, post},
};
use http::Response;
use landfall_control::Control;
use landfall_protocol::handshake;

use crate::{error::Problem, routes::with_request_id};

/// Where an invitation is used.
pub const ENROL_PATH: &str = "/landfall/v1/enrol";

/// The routes for servers' agents.
pub(crate) fn routes() -> Router<Arc<Control>> {
    Router::new()
        .route(
            handshake::PATH,
            get(stream::open).fallback(async |request: Request| refused(request, &["GET"])),
        )
        .route(
            ENROL_PATH,
            post(enrol::enrol).fallback(async |request: Request| refused(request, &["POST"])),
        )
}

fn refused(request: Request, methods: &[&str]) -> Response<Body> {
    let (head, _) = request.into_parts();
    let refused = Problem::method_not_allowed(methods).respond(head.uri.path());
    with_request_id(refused, &head)
}
