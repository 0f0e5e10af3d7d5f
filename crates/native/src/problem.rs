//! Errors of the native faces: RFC 9457 problems.

use axum::body::Body;
use http::{Response, StatusCode};
use landfall_control::ControlError;
use landfall_http::respond;

/// The answer to a use case that failed. Faults of ours and of the store are logged, not told.
pub(crate) fn of(error: &ControlError) -> Response<Body> {
    let (status, detail) = match error {
        ControlError::NotFound(detail) => (StatusCode::NOT_FOUND, detail.as_str()),
        ControlError::Invalid(detail) => (StatusCode::BAD_REQUEST, detail.as_str()),
        ControlError::Conflict(detail) => (StatusCode::CONFLICT, detail.as_str()),
        ControlError::Unavailable(detail) => {
            tracing::error!(error = %detail, "the store cannot answer");
            let told = "the store cannot answer now; try again";
            (StatusCode::SERVICE_UNAVAILABLE, told)
        }
        ControlError::Internal(detail) => {
            tracing::error!(error = %detail, "a fault");
            let told = "an internal error; the server's log says more";
            (StatusCode::INTERNAL_SERVER_ERROR, told)
        }
    };
    respond::problem(status, detail)
}
