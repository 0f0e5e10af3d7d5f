//! `GET /ping` and `GET /partnerservice/ping`: whether the service is there and the caller's credentials are good (vipmp
//! contract, section 2). Neither asks for a correlation id.

use axum::response::Response;
use http::StatusCode;
use landfall_http::{
    openapi::{Operation, Reply},
    respond,
};
use schemars::json_schema;

use super::call::Call;
use crate::{
    auth,
    document::{KEY, KEY_AND_TOKEN, request_id},
    error::Error,
    ids::answered_ids,
};

/// What the document says of the one without a token.
pub(super) fn operation() -> Operation {
    let refused = Error::documented(
        "The key is missing, unknown or revoked (4115).",
        &[Error::InvalidKey],
    );
    Operation::get("/ping", "ping")
        .tag("sign-in")
        .told(
            "Answers whoever has a key",
            "Needs no token and no correlation id (section 2).",
        )
        .security(KEY)
        .parameters([request_id()])
        .replies([documented_pong(), refused, Error::failed()])
}

/// What the document says of the one with a token.
pub(super) fn partner_operation() -> Operation {
    Operation::get("/partnerservice/ping", "partnerPing")
        .tag("sign-in")
        .told(
            "Answers whoever has a key and its token",
            "Needs no correlation id (section 2).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([request_id()])
        .replies([documented_pong()])
        .replies(Error::of_calls())
}

fn documented_pong() -> Reply {
    Reply::new(StatusCode::OK, "The service is there.")
        .headers(answered_ids())
        .body("text/plain", json_schema!({ "const": "pong" }))
}

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
