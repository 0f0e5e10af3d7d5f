//! The errors of the status calls (rulesv4 contract, section 3): a message, and 400 where others would say 404.

use axum::body::Body;
use http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use landfall_control::ControlError;
use landfall_http::respond;

use super::RETRY_AFTER_SECONDS;
use crate::wire::Format;

/// Why a status call was not answered as asked. What must not be told apart is one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusError {
    /// The account is malformed, unknown or not the token's.
    InvalidAccount,
    /// The deploy request's id is no number, unknown or another account's.
    InvalidRequest,
    /// The token is missing, malformed, unknown or revoked.
    AccessDenied,
    /// The request asks for the staging environment, which this call does not serve.
    Staging,
    /// There is no such path.
    NotFound,
    /// The path is called with GET or HEAD only.
    MethodNotAllowed,
    /// No answer can be given now. A fault of ours is this too: 500 means staging here.
    Unavailable,
}

impl StatusError {
    /// The answer.
    pub(crate) fn respond(self, format: Format) -> Response<Body> {
        let body = match format {
            Format::Json => self.json().into(),
            Format::Xml(_) => format!("<Error><Message>{}</Message></Error>", self.message()),
        };
        let mut response = respond::content(self.status(), format.content_type(), body);
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
        match self {
            Self::MethodNotAllowed => {
                headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
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
            Self::InvalidAccount | Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::AccessDenied => StatusCode::FORBIDDEN,
            Self::Staging => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::InvalidAccount => "Invalid account number",
            Self::InvalidRequest => "Invalid deploy request ID",
            Self::AccessDenied => "Access Denied",
            Self::Staging => "Operation Error. Contact Administrator",
            Self::NotFound => "Not Found",
            Self::MethodNotAllowed => "Method Not Allowed",
            Self::Unavailable => "Service Unavailable",
        }
    }

    /// Two bodies are the vendor's own bytes, spaces included; the others are compact.
    fn json(self) -> &'static str {
        match self {
            Self::AccessDenied => r#"{ "Message" : "Access Denied" }"#,
            Self::Staging => r#"{ "Message": "Operation Error. Contact Administrator" }"#,
            Self::InvalidAccount => r#"{"Message":"Invalid account number"}"#,
            Self::InvalidRequest => r#"{"Message":"Invalid deploy request ID"}"#,
            Self::NotFound => r#"{"Message":"Not Found"}"#,
            Self::MethodNotAllowed => r#"{"Message":"Method Not Allowed"}"#,
            Self::Unavailable => r#"{"Message":"Service Unavailable"}"#,
        }
    }
}

impl From<ControlError> for StatusError {
    fn from(error: ControlError) -> Self {
        tracing::error!(%error, "a status could not be told");
        Self::Unavailable
    }
}
