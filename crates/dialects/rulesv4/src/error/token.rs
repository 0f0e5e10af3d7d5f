//! The errors of the token endpoint (rulesv4 contract, section 2).

use axum::body::Body;
use http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use landfall_control::ControlError;
use landfall_http::body::BodyError;
use landfall_http::respond;
use landfall_http::token_request::UnreadableRequest;

use super::RETRY_AFTER_SECONDS;

/// Why a client got no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// The request cannot be read, or a parameter is missing.
    InvalidRequest,
    /// The body is longer than allowed.
    TooLarge,
    /// There is no client of that name and secret.
    InvalidClient {
        /// Whether it came by HTTP Basic, where a refusal names the scheme. In a form it is a 400: the vendor's SDK reads
        /// a reason from no other status.
        basic: bool,
    },
    /// The grant type is not `client_credentials`.
    UnsupportedGrantType,
    /// The scope is unknown, or the client has no grant for it.
    InvalidScope,
    /// The endpoint takes POST only.
    MethodNotAllowed,
    /// The record cannot be reached now.
    Unavailable,
    /// A fault of ours.
    Internal,
}

impl TokenError {
    /// The answer.
    pub(crate) fn respond(self) -> Response<Body> {
        let body = format!(r#"{{"error":"{}"}}"#, self.error());
        let mut response = respond::json(self.status(), body);
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::InvalidClient { basic: true } => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
            }
            Self::MethodNotAllowed => {
                headers.insert(ALLOW, HeaderValue::from_static("POST"));
            }
            Self::Unavailable => {
                headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS.into());
            }
            _ => {}
        }
        response
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest
            | Self::InvalidClient { basic: false }
            | Self::UnsupportedGrantType
            | Self::InvalidScope => StatusCode::BAD_REQUEST,
            Self::InvalidClient { basic: true } => StatusCode::UNAUTHORIZED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn error(self) -> &'static str {
        match self {
            Self::InvalidRequest | Self::TooLarge | Self::MethodNotAllowed => "invalid_request",
            Self::InvalidClient { .. } => "invalid_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::Unavailable => "temporarily_unavailable",
            Self::Internal => "server_error",
        }
    }
}

impl From<UnreadableRequest> for TokenError {
    fn from(_: UnreadableRequest) -> Self {
        Self::InvalidRequest
    }
}

impl From<BodyError> for TokenError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::TooLarge,
            BodyError::TimedOut | BodyError::Broken => Self::InvalidRequest,
        }
    }
}

impl From<ControlError> for TokenError {
    fn from(error: ControlError) -> Self {
        tracing::error!(%error, "a token could not be given");
        match error {
            ControlError::Unavailable(_) => Self::Unavailable,
            _ => Self::Internal,
        }
    }
}
