//! The calls, one a file. What is at or below `/api/v1` and not here is answered with the dialect's 404.

mod fulfillments;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use http::Response;
use landfall_control::Control;

use crate::MetallicSettings;
use crate::error::{ApiError, TokenError};

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
    Router::new()
        .route(
            TOKEN,
            post(token::issue).fallback(async || TokenError::MethodNotAllowed.respond()),
        )
        .route(
            "/api/v1/partner/fulfillments",
            get(fulfillments::list).fallback(read_only),
        )
        .fallback(async || ApiError::NotFound.respond())
        .with_state(Metallic { control, settings })
}

async fn read_only() -> Response<Body> {
    let allow = "GET, HEAD";
    ApiError::MethodNotAllowed { allow }.respond()
}
