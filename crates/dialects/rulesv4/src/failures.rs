//! What this dialect answers when its routes cannot: in the manner of the family that was called.

use axum::body::Body;
use http::header::ACCEPT;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response};
use landfall_http::guard::Failures;

use crate::error::{RulesError, StatusError, TokenError};
use crate::path::tolerated;
use crate::routes::Family;
use crate::wire::Format;

/// The answers after a panic and after the deadline.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rulesv4Failures;

/// The answers after a panic and after the deadline.
pub const FAILURES: Rulesv4Failures = Rulesv4Failures;

/// Which family was called, and what its caller wants to read.
#[derive(Debug)]
pub struct Kept {
    family: Family,
    accept: Option<HeaderValue>,
}

impl Kept {
    fn format(self) -> Format {
        let accept = self.accept.map(|accept| (ACCEPT, accept));
        Format::wanted(&HeaderMap::from_iter(accept))
    }
}

impl Failures for Rulesv4Failures {
    type Kept = Kept;

    fn keep(&self, head: &Parts) -> Kept {
        Kept {
            family: Family::of(&tolerated(head.uri.path())),
            accept: head.headers.get(ACCEPT).cloned(),
        }
    }

    fn panicked(&self, kept: Kept) -> Response<Body> {
        match kept.family {
            Family::Status => StatusError::Unavailable.respond(kept.format()),
            Family::Token => TokenError::Internal.respond(),
            Family::Rules => RulesError::Internal.respond(),
        }
    }

    fn timed_out(&self, kept: Kept) -> Response<Body> {
        match kept.family {
            Family::Status => StatusError::Unavailable.respond(kept.format()),
            Family::Token => TokenError::Unavailable.respond(),
            Family::Rules => RulesError::Unavailable.respond(),
        }
    }
}
