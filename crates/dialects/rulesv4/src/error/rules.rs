//! The typed errors of the rules calls (rulesv4 contract, section 3). Titles are whole sentences: clients show them to
//! people.

use axum::body::Body;
use axum::response::IntoResponse;
use http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use landfall_control::{ControlError, access::NotActing, command::Refusal};
use landfall_core::rules::policy::Finding;
use landfall_http::{body::BodyError, respond};
use serde::Serialize;

use super::RETRY_AFTER_SECONDS;

/// Why a rules call was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RulesError {
    /// The bearer token is absent, empty, unknown or has ended.
    Unauthorized,
    /// The client has lost the scope that its token was given for.
    NoScope,
    /// The client may read and not write.
    ReadOnly,
    /// The client names no account that it may act for, and has none of its own.
    NoAccount,
    /// The path is called with these methods only.
    MethodNotAllowed(&'static str),
    /// Something in the request is not as it should be; the sentence says what.
    InvalidInput(&'static str),
    /// What was sent is not as it should be: what cannot be done, and everything that stands against it.
    Invalid(&'static str, Vec<Finding>),
    /// The body is longer than allowed.
    TooLarge,
    /// The thing is not in a state for it: what stands against it, and the particulars.
    Conflict(&'static str, String),
    /// There is nothing at that path for this caller.
    NotFound,
    /// The record cannot be reached now.
    Unavailable,
    /// A fault of ours.
    Internal,
}

/// Members in this order; what is empty is left out.
#[derive(Serialize)]
struct ErrorBody<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    code: &'static str,
    status_code: u16,
    title: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail<'a>>,
}

#[derive(Serialize)]
struct Detail<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    source: &'a str,
    description: &'a str,
}

impl IntoResponse for RulesError {
    fn into_response(self) -> Response<Body> {
        self.respond()
    }
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
            description: match &self {
                Self::Conflict(_, description) => description,
                _ => "",
            },
            details: match &self {
                Self::Invalid(_, findings) => findings.iter().map(detail).collect(),
                _ => Vec::new(),
            },
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
            Self::MethodNotAllowed(allowed) => {
                headers.insert(ALLOW, HeaderValue::from_static(allowed));
            }
            Self::NoScope
            | Self::ReadOnly
            | Self::NoAccount
            | Self::InvalidInput(_)
            | Self::Invalid(..)
            | Self::TooLarge
            | Self::Conflict(..)
            | Self::NotFound
            | Self::Internal => {}
        }
        response
    }

    pub(super) fn told(&self) -> (StatusCode, &'static str, &'static str) {
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
            Self::ReadOnly => (
                StatusCode::FORBIDDEN,
                "forbidden",
                "The client may read and not write.",
            ),
            Self::NoAccount => (
                StatusCode::FORBIDDEN,
                "forbidden",
                "The client has no account of its own; name one that it may act for in x-owner-id.",
            ),
            Self::MethodNotAllowed(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This path does not have that method.",
            ),
            Self::InvalidInput(title) | Self::Invalid(title, _) => {
                (StatusCode::BAD_REQUEST, "invalid_input", title)
            }
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "payload_too_large",
                "The body is longer than 10 MiB.",
            ),
            Self::Conflict(title, _) => (StatusCode::CONFLICT, "invalid_operation", title),
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

fn detail(finding: &Finding) -> Detail<'_> {
    Detail {
        kind: "ErrorDetail",
        source: &finding.pointer,
        description: &finding.description,
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

impl From<BodyError> for RulesError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::TooLarge,
            BodyError::TimedOut | BodyError::Broken => {
                Self::InvalidInput("The body did not arrive whole.")
            }
        }
    }
}

impl From<Refusal> for RulesError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid { title, findings } => Self::Invalid(title, findings),
            Refusal::Conflict { title, description } => Self::Conflict(title, description),
            // Nobody says here which standing of a thing is meant.
            Refusal::NotFound | Refusal::Stale => Self::NotFound,
            Refusal::Failed(error) => error.into(),
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
