//! `POST /ims/token/v3` and `/v2`: a client gets a token for its secret (vipmp contract, section 2).

use std::time::Duration;

use axum::{body::Body, response::Response};
use http::{HeaderValue, header::CACHE_CONTROL};
use landfall_control::{access::IssueRequest, secret::Secret};
use landfall_core::model::TokenFamily;
use landfall_http::{
    body::read_body,
    openapi::{Operation, Parameter},
    query::Query,
    request_id::RequestId,
};
use schemars::json_schema;
use serde_json::json;

use super::{
    TOKEN_PATHS,
    call::{Call, ok},
};
use crate::{
    document::{found, request_id},
    error::{Error, TokenError},
    wire,
};

/// How long a token is good. Clients are told one second less, so that none uses it too late.
const SECONDS: u32 = 86_400;
/// Bytes; a request has a few hundred.
const LARGEST_BODY: usize = 16 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// What the document says of it, at one of its paths.
pub(super) fn operation(path: &'static str) -> Operation {
    let [first, _] = TOKEN_PATHS;
    let (id, summary, description) = if path == first {
        (
            "issueToken",
            "Gives a client a token for its secret",
            "The parameters stand in a form body, or in the query with an empty body; if there is a body, the query is not read. The body is read as a form whatever its `Content-Type`, up to 16 KiB. A parameter may be given once. Earlier tokens stay good (section 2).",
        )
    } else {
        (
            "issueTokenByOlderPath",
            "The same as /ims/token/v3",
            "An exact alias (section 2).",
        )
    };
    let query = |name, description| {
        Parameter::query(name, json_schema!({ "type": "string" })).described(description)
    };
    let form = json_schema!({
        "type": "object",
        "required": ["grant_type", "client_id", "client_secret"],
        "properties": {
            "grant_type": { "const": "client_credentials" },
            "client_id": { "type": "string", "minLength": 1 },
            "client_secret": { "type": "string", "minLength": 1, "format": "password" },
            "scope": { "type": "string", "description": "Grants nothing by itself." },
        },
    });
    let example = json!({
        "grant_type": "client_credentials",
        "client_id": "swo-app",
        "client_secret": "demo-secret",
        "scope": "openid,AdobeID,read_organizations",
    });
    let token = found::<wire::IssuedToken<'_>>("A token, good for a day.");
    Operation::post(path, id)
        .tag("sign-in")
        .told(summary, description)
        .parameters([
            query(
                "grant_type",
                "Where there is no body; `client_credentials`.",
            ),
            query("client_id", "Where there is no body."),
            query(
                "client_secret",
                "Where there is no body. The query is never logged.",
            ),
            query("scope", "Grants nothing by itself."),
            request_id(),
        ])
        .body("application/x-www-form-urlencoded", form, Some(example))
        .body_optional()
        .replies([token.headers([TokenError::no_store()])])
        .replies(TokenError::documented())
}

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
        request_id: RequestId::of(&call.head.extensions).to_string(),
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
