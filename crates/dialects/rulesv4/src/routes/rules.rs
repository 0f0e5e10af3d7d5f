//! `/rules-engine` and below. The token is asked for first everywhere, so that nobody learns without one what is served
//! here.

use std::{str::FromStr, sync::Arc, time::Duration};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::routing::{MethodRouter, get};
use http::request::Parts;
use http::{Response, StatusCode};
use landfall_control::Control;
use landfall_http::{body::read_body, path::decode_segment, respond};
use serde::Serialize;

use crate::auth;
use crate::error::RulesError;

/// The longest body (rulesv4 contract, section 5), in bytes.
const LARGEST_BODY: usize = 10 << 20;
const BODY_DEADLINE: Duration = Duration::from_mins(1);

/// A path that is only read.
pub(super) fn read<T: 'static, H: Handler<T, Arc<Control>>>(
    handler: H,
) -> MethodRouter<Arc<Control>> {
    calls(get(handler), "GET, HEAD")
}

/// A path with these calls; any other method is refused, and told those that are `allowed`.
pub(super) fn calls(
    methods: MethodRouter<Arc<Control>>,
    allowed: &'static str,
) -> MethodRouter<Arc<Control>> {
    methods.fallback(
        async move |State(control): State<Arc<Control>>, request: Request| {
            refused(&control, request, RulesError::MethodNotAllowed(allowed)).await
        },
    )
}

/// A body whole. Its content type does not matter (rulesv4 contract, sections 5 and 8, S1).
pub(super) async fn body(body: Body) -> Result<Bytes, RulesError> {
    Ok(read_body(body, LARGEST_BODY, BODY_DEADLINE).await?)
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
pub(super) fn id<T: FromStr>(head: &Parts) -> Result<T, RulesError> {
    id_before(head, 0)
}

/// The id that so many segments of the path follow; what is no id names nothing.
pub(super) fn id_before<T: FromStr>(head: &Parts, segments: usize) -> Result<T, RulesError> {
    let mut from_the_end = head.uri.path().rsplit('/');
    let segment = from_the_end.nth(segments).and_then(decode_segment);
    let id = segment.and_then(|text| text.parse().ok());
    id.ok_or(RulesError::NotFound)
}

/// A thing in JSON.
pub(super) fn shown(body: &impl Serialize) -> Result<Response<Body>, RulesError> {
    answer(StatusCode::OK, body)
}

/// An answer with a thing in JSON.
pub(super) fn answer(
    status: StatusCode,
    body: &impl Serialize,
) -> Result<Response<Body>, RulesError> {
    Ok(respond::json(status, serde_json::to_vec(body)?))
}
