//! What this dialect answers when its routes cannot.

use axum::body::Body;
use http::Response;
use http::request::Parts;
use landfall_http::guard::Failures;

use crate::error::{ApiError, TokenError};
use crate::routes::TOKEN;

/// The answers after a panic and after the deadline.
#[derive(Debug, Clone, Copy, Default)]
pub struct MetallicFailures;

/// The answers after a panic and after the deadline.
pub const FAILURES: MetallicFailures = MetallicFailures;

impl Failures for MetallicFailures {
    /// Whether a token was asked for, since those answers have another form.
    type Kept = bool;

    fn keep(&self, head: &Parts) -> bool {
        head.uri.path() == TOKEN
    }

    fn panicked(&self, token: bool) -> Response<Body> {
        if token {
            TokenError::Internal.respond()
        } else {
            ApiError::Internal.respond()
        }
    }

    fn timed_out(&self, token: bool) -> Response<Body> {
        if token {
            TokenError::Unavailable.respond()
        } else {
            ApiError::Unavailable.respond()
        }
    }
}
