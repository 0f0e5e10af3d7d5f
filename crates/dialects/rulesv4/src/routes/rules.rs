//! `/rules-engine` and below. The token is asked for first everywhere, so that nobody learns without one what is served
//! here.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::routing::{MethodRouter, get};
use http::request::Parts;
use http::{Response, StatusCode};
use landfall_control::Control;
use landfall_http::path::decode_segment;
use landfall_http::respond;
use serde::Serialize;

use crate::auth;
use crate::error::RulesError;

/// A path that is only read.
pub(super) fn read<T: 'static, H: Handler<T, Arc<Control>>>(
    handler: H,
) -> MethodRouter<Arc<Control>> {
    get(handler).fallback(
        async |State(control): State<Arc<Control>>, request: Request| {
            refused(&control, request, RulesError::MethodNotAllowed).await
        },
    )
}

/// A path that is none of the calls that are served.
pub(super) async fn unknown(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Response<Body> {
    refused(&control, request, RulesError::NotFound).await
}

async fn refused(control: &Control, request: Request, why: RulesError) -> Response<Body> {
    let (head, _) = request.into_parts();
    match auth::bearer(control, &head.headers).await {
        Ok(_) => why.respond(),
        Err(error) => error.respond(),
    }
}

/// The id that the path ends in; what is no id names nothing.
pub(super) fn id<T: std::str::FromStr>(head: &Parts) -> Result<T, RulesError> {
    let last = head.uri.path().rsplit('/').next().and_then(decode_segment);
    let id = last.and_then(|text| text.parse().ok());
    id.ok_or(RulesError::NotFound)
}

/// A thing in JSON.
pub(super) fn shown(body: &impl Serialize) -> Result<Response<Body>, RulesError> {
    Ok(respond::json(StatusCode::OK, serde_json::to_vec(body)?))
}
