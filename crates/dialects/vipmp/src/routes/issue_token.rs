//! `POST /ims/token/v3` and `/v2`: a client gets a token for its secret (vipmp contract, section 2).

use std::time::Duration;

use axum::{body::Body, response::Response};
use http::{HeaderValue, header::CACHE_CONTROL};
use landfall_control::{access::IssueRequest, secret::Secret};
use landfall_core::model::TokenFamily;
use landfall_http::{body::read_body, query::Query};

use super::call::{Call, ok};
use crate::{
    error::{Error, TokenError},
    wire,
};

/// How long a token is good. Clients are told one second less, so that none uses it too late.
const SECONDS: u32 = 86_400;
/// Bytes; a request has a few hundred.
const LARGEST_BODY: usize = 16 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// Gives a client a token; those that it has stay good.
pub(super) async fn issue_token(call: Call, body: Body) -> Result<Response, Error> {
    let body = read_body(body, LARGEST_BODY, BODY_DEADLINE)
        .await
        .map_err(|_| TokenError::UnreadableBody)?;
    let sent = match body.as_ref() {
        [] => call.head.uri.query().unwrap_or_default().as_bytes(),
        body => body,
    };
    let form = Query::parse_form(sent).map_err(|_| TokenError::UnreadableBody)?;
    if parameter(&form, "grant_type")? != "client_credentials" {
        return Err(TokenError::UnsupportedGrantType.into());
    }
    let client_id = parameter(&form, "client_id")?;
    let client_secret = Secret::known(parameter(&form, "client_secret")?);
    let request = IssueRequest {
        family: TokenFamily::Vipmp,
        client_id,
        client_secret: &client_secret,
        seconds: SECONDS,
    };
    let issued = call.control.issue_token(request).await;
    let issued = issued
        .map_err(TokenError::from)?
        .map_err(TokenError::from)?;
    let mut response = ok(&wire::IssuedToken {
        access_token: issued.token.reveal(),
        token_type: "bearer",
        expires_in: SECONDS - 1,
    });
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A parameter that has to be given once and not empty (RFC 6749, section 3.2).
fn parameter<'a>(form: &'a Query<'_>, name: &'static str) -> Result<&'a str, TokenError> {
    match form.single(name) {
        Ok(Some(value)) if !value.is_empty() => Ok(value),
        _ => Err(TokenError::InvalidParameter(name)),
    }
}
