//! What the face answers when a route panicked or took too long: 500 with the error of the call that was made.

use axum::{body::Body, response::Response};
use http::{Response as HttpResponse, request::Parts};
use landfall_http::guard::Failures;

use crate::{
    error::{Error, TokenError},
    ids::Ids,
    routes::TOKEN_PATHS,
};

/// How the vipmp dialect answers when its routes cannot; see [`FAILURES`].
#[derive(Debug, Clone, Copy)]
pub struct VipmpFailures;

/// The dialect's failures, for the guard around its routes. A deadline is 500 like a panic: clients repeat nothing but 429
/// and 500 (vipmp contract, section 3, code 1124).
pub const FAILURES: VipmpFailures = VipmpFailures;

/// What is kept of a request until it is answered.
#[derive(Debug)]
pub struct Kept {
    ids: Ids,
    /// Whether the error has to have the form of OAuth.
    token: bool,
}

impl Failures for VipmpFailures {
    type Kept = Kept;

    fn keep(&self, head: &Parts) -> Kept {
        Kept {
            ids: Ids::of(head),
            token: TOKEN_PATHS.contains(&head.uri.path()),
        }
    }

    fn panicked(&self, kept: Kept) -> HttpResponse<Body> {
        failed(kept)
    }

    fn timed_out(&self, kept: Kept) -> HttpResponse<Body> {
        failed(kept)
    }
}

fn failed(kept: Kept) -> Response {
    let error = if kept.token {
        Error::Token(TokenError::ServerError)
    } else {
        Error::Internal
    };
    let response = error.into_response(&kept.ids);
    kept.ids.on(response)
}
