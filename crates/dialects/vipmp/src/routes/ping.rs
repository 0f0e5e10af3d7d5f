//! `GET /ping` and `GET /partnerservice/ping`: whether the service is there and the caller's credentials are good (vipmp
//! contract, section 2). Neither asks for a correlation id.

use axum::response::Response;
use http::StatusCode;
use landfall_http::respond;

use super::call::Call;
use crate::{auth, error::Error};

/// Answers whoever has a key.
pub(super) async fn ping(call: Call) -> Result<Response, Error> {
    auth::key_holder(&call.control, &call.head.headers).await?;
    Ok(pong())
}

/// Answers whoever has a key and a token.
pub(super) async fn partner_ping(call: Call) -> Result<Response, Error> {
    auth::token_holder(&call.control, &call.head.headers).await?;
    Ok(pong())
}

fn pong() -> Response {
    respond::content(StatusCode::OK, "text/plain", "pong")
}
