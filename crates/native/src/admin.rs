//! Administration: `POST /landfall/admin` with a command as its JSON body, and records in and out beside it. It is served on
//! the socket in the data folder and nowhere else.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    routing::{get, post},
};
use http::{Response, StatusCode};
use landfall_control::{Control, Provenance, admin::AdminRequest};
use landfall_http::{
    body::{BodyError, read_body},
    request_id::RequestId,
    respond,
};
use serde::{Deserialize, Serialize};

use crate::{
    problem,
    transfer::{EXPORT_PATH, IMPORT_PATH, export, import},
};

/// Where commands are sent.
pub const ADMIN_PATH: &str = "/landfall/admin";

/// The longest command, in bytes.
const LIMIT: usize = 1 << 20;

/// What a refused command is answered with, as its sender reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AdminProblem {
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and what to do.
    pub detail: String,
}

/// The routes of the administration socket.
pub fn admin_router(control: Arc<Control>) -> Router {
    Router::new()
        .route(ADMIN_PATH, post(administer))
        .route(IMPORT_PATH, post(import))
        .route(EXPORT_PATH, get(export))
        .with_state(control)
        .fallback(async || respond::problem(StatusCode::NOT_FOUND, "there is nothing at this path"))
        .method_not_allowed_fallback(async || {
            let refused = respond::problem(
                StatusCode::METHOD_NOT_ALLOWED,
                "commands are sent with POST, and exports are asked for with GET",
            );
            respond::with_allow(refused, &["GET", "POST"])
        })
}

async fn administer(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let id = RequestId::of(request.extensions());
    let body = match read_body(request.into_body(), LIMIT, Duration::from_secs(10)).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => {
            return respond::problem(StatusCode::PAYLOAD_TOO_LARGE, "a command has at most 1 MiB");
        }
        Err(_) => return respond::problem(StatusCode::BAD_REQUEST, "the command did not arrive"),
    };
    let request: AdminRequest = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return respond::problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let provenance = Provenance::operator(Some(id.to_string()));
    match control.administer(request, &provenance).await {
        Err(error) => problem::of(&error),
        Ok(reply) => match serde_json::to_vec(&reply) {
            Ok(body) => respond::json(StatusCode::OK, body),
            Err(error) => {
                tracing::error!(%error, "a reply cannot be written");
                respond::problem(StatusCode::INTERNAL_SERVER_ERROR, "an internal error")
            }
        },
    }
}
