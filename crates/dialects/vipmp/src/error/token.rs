//! The errors of the token endpoint: the object of OAuth 2.0 with HTTP 400 (vipmp contract, section 2).

use std::borrow::Cow;

use axum::response::Response;
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use landfall_control::{ControlError, access::ClientRefused};
use landfall_http::respond;
use serde::Serialize;

use super::dialect::log;
use crate::{ids::Ids, wire};

/// Why a client gets no token.
#[derive(Debug)]
pub(crate) enum TokenError {
    /// This parameter is missing, empty or given twice.
    InvalidParameter(&'static str),
    /// The body, or the query in its place, is too long, broke off or is no form.
    UnreadableBody,
    /// Only `client_credentials` is granted.
    UnsupportedGrantType,
    /// There is no such client, or its secret is another one; which of the two does not show.
    InvalidClient,
    /// The use case could not be carried out.
    Failed(ControlError),
    /// A fault that has its line in the log already.
    ServerError,
}

#[derive(Serialize)]
struct ErrorObject {
    error: &'static str,
    error_description: Cow<'static, str>,
}

impl TokenError {
    pub(super) fn into_response(self, ids: &Ids) -> Response {
        if let Self::Failed(error) = &self {
            log(error, ids);
        }
        let (status, error, error_description) = self.row();
        let object = ErrorObject {
            error,
            error_description,
        };
        let mut response = respond::json(status, wire::json(&object));
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    /// The error's status, word and text.
    pub(super) fn row(&self) -> (StatusCode, &'static str, Cow<'static, str>) {
        match self {
            Self::InvalidParameter(name) => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                format!("missing or repeated {name} parameter").into(),
            ),
            Self::UnreadableBody => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "unreadable parameters".into(),
            ),
            Self::UnsupportedGrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "unsupported grant_type parameter".into(),
            ),
            Self::InvalidClient => (
                StatusCode::BAD_REQUEST,
                "invalid_client",
                "invalid client_id parameter".into(),
            ),
            Self::Failed(_) | Self::ServerError => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "Internal Server Error".into(),
            ),
        }
    }
}

impl From<ClientRefused> for TokenError {
    fn from(_: ClientRefused) -> Self {
        Self::InvalidClient
    }
}

impl From<ControlError> for TokenError {
    fn from(error: ControlError) -> Self {
        Self::Failed(error)
    }
}
