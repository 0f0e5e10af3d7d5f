//! The typed errors of the rules calls (rulesv4 contract, section 3). Titles are whole sentences: clients show them to
//! people.

use axum::body::Body;
use http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use landfall_control::{ControlError, access::NotActing};
use landfall_http::respond;
use serde::Serialize;

use super::RETRY_AFTER_SECONDS;

/// Why a rules call was not answered as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RulesError {
    /// The bearer token is absent, empty, unknown or has ended.
    Unauthorized,
    /// The client has lost the scope that its token was given for.
    NoScope,
    /// The client names no account that it may act for, and has none of its own.
    NoAccount,
    /// The path is called with GET or HEAD only.
    MethodNotAllowed,
    /// Something in the request is not as it should be; the sentence says what.
    InvalidInput(&'static str),
    /// There is nothing at that path for this caller.
    NotFound,
    /// The record cannot be reached now.
    Unavailable,
    /// A fault of ours.
    Internal,
}

#[derive(Serialize)]
struct ErrorBody {
    #[serde(rename = "@type")]
    kind: &'static str,
    code: &'static str,
    status_code: u16,
    title: &'static str,
}

impl RulesError {
    /// The answer.
    pub(crate) fn respond(self) -> Response<Body> {
        let (status, code, title) = self.told();
        let body = ErrorBody {
            kind: "Error",
            code,
            status_code: status.as_u16(),
            title,
        };
        let body = serde_json::to_vec(&body).expect("texts and a number can be written");
        let mut response = respond::json(status, body);
        let headers = response.headers_mut();
        match self {
            Self::Unauthorized => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Unavailable => {
                headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS.into());
            }
            Self::MethodNotAllowed => {
                headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            Self::NoScope
            | Self::NoAccount
            | Self::InvalidInput(_)
            | Self::NotFound
            | Self::Internal => {}
        }
        response
    }

    pub(super) fn told(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "The bearer token is missing, unknown or has expired.",
            ),
            Self::NoScope => (
                StatusCode::FORBIDDEN,
                "forbidden",
                "The bearer token does not have the scope ec.rules.",
            ),
            Self::NoAccount => (
                StatusCode::FORBIDDEN,
                "forbidden",
                "The client has no account of its own; name one that it may act for in x-owner-id.",
            ),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This path does not have that method.",
            ),
            Self::InvalidInput(title) => (StatusCode::BAD_REQUEST, "invalid_input", title),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "not_found",
                "There is nothing at this path.",
            ),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "service_unavailable",
                "The service cannot answer now; try again.",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal_error",
                "The service failed at this request.",
            ),
        }
    }
}

/// What was stored cannot be shown.
impl From<serde_json::Error> for RulesError {
    fn from(error: serde_json::Error) -> Self {
        tracing::error!(%error, "a stored rule cannot be read");
        Self::Internal
    }
}

impl From<NotActing> for RulesError {
    fn from(error: NotActing) -> Self {
        match error {
            NotActing::Contradiction => {
                Self::InvalidInput("x-owner-id and Portals_CustomerId name different accounts.")
            }
            NotActing::NoAccount => Self::NoAccount,
        }
    }
}

impl From<ControlError> for RulesError {
    fn from(error: ControlError) -> Self {
        tracing::error!(%error, "a rules call failed");
        match error {
            ControlError::Unavailable(_) => Self::Unavailable,
            _ => Self::Internal,
        }
    }
}
