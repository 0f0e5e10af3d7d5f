//! What the native API answers when its routes cannot.

use axum::body::Body;
use http::{Response, request::Parts};
use landfall_http::guard::Failures;

use crate::error::Problem;

/// The answers after a panic and after the deadline.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeFailures;

/// The answers after a panic and after the deadline.
pub const FAILURES: NativeFailures = NativeFailures;

impl Failures for NativeFailures {
    type Kept = http::Uri;

    fn keep(&self, head: &Parts) -> http::Uri {
        head.uri.clone()
    }

    fn panicked(&self, called: http::Uri) -> Response<Body> {
        Problem::internal().respond(called.path())
    }

    fn timed_out(&self, called: http::Uri) -> Response<Body> {
        Problem::unavailable().respond(called.path())
    }
}
