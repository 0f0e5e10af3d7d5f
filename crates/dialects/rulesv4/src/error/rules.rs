//! The typed errors of the rules calls (rulesv4 contract, section 3). Titles are whole sentences: clients show them to
//! people.

use axum::body::Body;
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use landfall_control::ControlError;
use landfall_http::respond;
use serde::Serialize;

use super::RETRY_AFTER_SECONDS;

/// Why a rules call was not answered as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RulesError {
    /// The bearer token is absent, empty, unknown or has ended.
    Unauthorized,
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
            Self::NotFound | Self::Internal => {}
        }
        response
    }

    fn told(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "The bearer token is missing, unknown or has expired.",
            ),
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

impl From<ControlError> for RulesError {
    fn from(error: ControlError) -> Self {
        tracing::error!(%error, "a rules call failed");
        match error {
            ControlError::Unavailable(_) => Self::Unavailable,
            _ => Self::Internal,
        }
    }
}
