//! `POST /api/v1/token`: an access token for a client (metallic contract, section 2).

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, Response, StatusCode};
use landfall_control::{access::IssueRequest, secret::Secret};
use landfall_core::model::TokenFamily;
use landfall_http::body::read_body;
use landfall_http::openapi::{Operation, Reply, Shape};
use landfall_http::request_id::RequestId;
use landfall_http::respond;
use landfall_http::token_request::TokenRequest;
use schemars::json_schema;
use serde_json::json;

use super::{Metallic, TOKEN};
use crate::document::CLIENT;
use crate::error::TokenError;
use crate::wire::TokenAnswer;

/// How long a token is good, in seconds.
const LIFETIME: u32 = 1800;
const LARGEST_BODY: usize = 1 << 20;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let form = json_schema!({
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": { "const": "client_credentials" },
            "client_id": { "type": "string", "minLength": 1 },
            "client_secret": { "type": "string", "minLength": 1, "format": "password" },
        },
    });
    let example = json!({ "grant_type": "client_credentials", "client_id": "swo-app", "client_secret": "demo-secret" });
    let token = Reply::new(StatusCode::OK, "A token, good for half an hour.")
        .headers([TokenError::no_store()])
        .json(Shape::of::<TokenAnswer<'_>>());
    Operation::post(TOKEN, "issueToken")
        .tag("tokens")
        .told(
            "Gives a client a token for its secret",
            "The client names itself in the form or by HTTP Basic. Each parameter may be given once; one without a value counts as not sent. Every call gives an independent token, and earlier ones stay good (section 2). The form may have 1 MiB.",
        )
        .security(&[])
        .security(CLIENT)
        .body("application/x-www-form-urlencoded", form, Some(example))
        .replies([token])
        .replies(TokenError::documented())
}

/// Gives a client another token; those it has stay good.
pub(super) async fn issue(State(metallic): State<Metallic>, request: Request) -> Response<Body> {
    let issued = issued(&metallic, request).await;
    issued.unwrap_or_else(TokenError::respond)
}

async fn issued(metallic: &Metallic, request: Request) -> Result<Response<Body>, TokenError> {
    let (head, body) = request.into_parts();
    let body = read_body(body, LARGEST_BODY, BODY_DEADLINE).await?;
    let request = TokenRequest::read(&head.headers, &body)?;
    let grant_type = request.grant_type.ok_or(TokenError::InvalidRequest)?;
    let client = request.client.ok_or(TokenError::InvalidClient)?;
    if grant_type != "client_credentials" {
        return Err(TokenError::UnsupportedGrantType);
    }
    let issued = metallic
        .control
        .issue_token(IssueRequest {
            family: TokenFamily::Metallic,
            client_id: &client.client_id,
            client_secret: &Secret::known(client.client_secret),
            seconds: LIFETIME,
            request_id: RequestId::of(&head.extensions).to_string(),
        })
        .await??;
    let answer = TokenAnswer::new(issued.token.reveal(), LIFETIME);
    let mut response = respond::json(StatusCode::OK, answer.to_json());
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    Ok(response)
}
