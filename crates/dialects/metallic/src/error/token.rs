//! The errors of the token endpoint (RFC 6749, section 5.2).

use axum::body::Body;
use http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use landfall_control::{ControlError, access::ClientRefused};
use landfall_http::body::BodyError;
use landfall_http::respond;
use landfall_http::token_request::UnreadableRequest;

/// Why a client got no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// The request cannot be read, or says no grant type.
    InvalidRequest,
    /// The body is longer than allowed.
    TooLarge,
    /// No client is named, or there is none of that name and secret.
    InvalidClient,
    /// The client may not use this dialect.
    UnauthorizedClient,
    /// The grant type is not `client_credentials`.
    UnsupportedGrantType,
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
        let (status, body) = self.told();
        let mut response = respond::json(status, body);
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::InvalidClient => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
            }
            Self::MethodNotAllowed => {
                headers.insert(ALLOW, HeaderValue::from_static("POST"));
            }
            Self::Unavailable => {
                headers.insert(RETRY_AFTER, 1.into());
            }
            _ => {}
        }
        response
    }

    pub(super) fn told(self) -> (StatusCode, &'static str) {
        const INVALID_REQUEST: &str = r#"{"error":"invalid_request"}"#;
        match self {
            Self::InvalidRequest => (StatusCode::BAD_REQUEST, INVALID_REQUEST),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, INVALID_REQUEST),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, INVALID_REQUEST),
            Self::InvalidClient => (StatusCode::UNAUTHORIZED, r#"{"error":"invalid_client"}"#),
            Self::UnauthorizedClient => (
                StatusCode::BAD_REQUEST,
                r#"{"error":"unauthorized_client"}"#,
            ),
            Self::UnsupportedGrantType => (
                StatusCode::BAD_REQUEST,
                r#"{"error":"unsupported_grant_type"}"#,
            ),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                r#"{"error":"temporarily_unavailable"}"#,
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                r#"{"error":"server_error"}"#,
            ),
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

impl From<ClientRefused> for TokenError {
    fn from(refused: ClientRefused) -> Self {
        match refused {
            ClientRefused::Unknown | ClientRefused::WrongSecret => Self::InvalidClient,
            ClientRefused::NotGranted => Self::UnauthorizedClient,
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
