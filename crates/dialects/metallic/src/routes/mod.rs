//! The calls, one a file. What is at or below `/api/v1` and not here is answered with the dialect's 404.

mod cancel_fulfillment;
mod create_reseller;
mod list_accounts;
mod list_fulfillments;
mod sent;
mod show_account;
mod show_fulfillment;
mod show_reseller;
mod submit_fulfillment;
mod token;

use std::{str::FromStr, sync::Arc};

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use http::Response;
use http::request::Parts;
use landfall_control::Control;
use landfall_http::{
    openapi::{DocumentedRoutes, Parameter},
    path::decode_segment,
};
use serde_json::Value;

use crate::MetallicSettings;
use crate::document::document;
use crate::error::{ApiError, TokenError};
use crate::wire::id_in_path;

/// Where tokens are given.
pub(crate) const TOKEN: &str = "/api/v1/token";

/// What every call needs.
#[derive(Clone)]
pub(crate) struct Metallic {
    pub(crate) control: Arc<Control>,
    pub(crate) settings: MetallicSettings,
}

/// The routes of the dialect, for paths at and below `/api/v1`.
pub fn router(control: Arc<Control>, settings: MetallicSettings) -> Router {
    table()
        .into_router()
        .fallback(async || ApiError::NotFound.respond())
        .with_state(Metallic { control, settings })
}

/// The dialect's OpenAPI document.
pub fn openapi() -> Value {
    table().document()
}

fn table() -> DocumentedRoutes<Metallic> {
    DocumentedRoutes::new(document())
        .route(
            token::operation(),
            post(token::issue).fallback(async || TokenError::MethodNotAllowed.respond()),
        )
        .path(
            [
                list_fulfillments::operation(),
                submit_fulfillment::operation(),
            ],
            get(list_fulfillments::list_fulfillments)
                .post(submit_fulfillment::submit_fulfillment)
                .fallback(async || not_allowed("GET, HEAD, POST")),
        )
        .route(
            show_fulfillment::operation(),
            get(show_fulfillment::show_fulfillment).fallback(read_only),
        )
        .route(
            cancel_fulfillment::operation(),
            post(cancel_fulfillment::cancel_fulfillment).fallback(async || not_allowed("POST")),
        )
        .route(
            list_accounts::operation(),
            get(list_accounts::list_accounts).fallback(read_only),
        )
        .route(
            show_account::operation(),
            get(show_account::show_account).fallback(read_only),
        )
        .route(
            create_reseller::operation(),
            post(create_reseller::create_reseller).fallback(async || not_allowed("POST")),
        )
        .route(
            show_reseller::operation(),
            get(show_reseller::show_reseller).fallback(read_only),
        )
}

/// The id in a path, for the document.
fn id_parameter() -> Parameter {
    Parameter::path("id", id_in_path())
        .described("A UUID in either letter case; whatever else stands here is unknown.")
}

/// The id at the end of a path. What does not have the form of one is unknown like any other.
fn id<I: FromStr>(head: &Parts) -> Result<I, ApiError> {
    id_in(head.uri.path().rsplit('/').next())
}

/// The id in the segment before the last one of a path.
fn id_before_last<I: FromStr>(head: &Parts) -> Result<I, ApiError> {
    id_in(head.uri.path().rsplit('/').nth(1))
}

fn id_in<I: FromStr>(segment: Option<&str>) -> Result<I, ApiError> {
    let id = segment
        .and_then(decode_segment)
        .and_then(|text| text.parse().ok());
    id.ok_or(ApiError::NotFound)
}

async fn read_only() -> Response<Body> {
    not_allowed("GET, HEAD")
}

fn not_allowed(allow: &'static str) -> Response<Body> {
    ApiError::MethodNotAllowed { allow }.respond()
}
