//! `/rules-engine` and below.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::Response;
use landfall_control::Control;

use crate::auth;
use crate::error::RulesError;

/// A path that is none of the calls that are served. The token is asked for first, so that nobody learns without one what
/// is served here.
pub(super) async fn unknown(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    match auth::bearer(&control, &head.headers).await {
        Ok(_) => RulesError::NotFound.respond(),
        Err(error) => error.respond(),
    }
}
