//! `POST /connect/token`: an access token for the rules calls (rulesv4 contract, section 2).

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, Response, StatusCode};
use landfall_control::{
    Control,
    access::{ClientRefused, IssueRequest},
    secret::Secret,
};
use landfall_core::model::TokenFamily;
use landfall_http::body::read_body;
use landfall_http::openapi::{Operation, Reply, Shape};
use landfall_http::request_id::RequestId;
use landfall_http::respond;
use landfall_http::token_request::{TokenRequest, by_basic};
use schemars::json_schema;
use serde_json::json;

use super::TOKEN;
use crate::document::CLIENT;
use crate::error::TokenError;
use crate::wire::TokenAnswer;

/// The one scope there is.
const SCOPE: &str = "ec.rules";
/// For how many seconds more than it says a token is good: clients use it to its last second and then repeat a failed call
/// with the same header for a while (section 8, S8).
const LEEWAY: u32 = 90;
const LARGEST_BODY: usize = 1 << 16;
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
            "scope": {
                "description": "The one there is; also meant when it is absent.",
                "const": SCOPE,
            },
        },
    });
    let example = json!({
        "grant_type": "client_credentials",
        "client_id": "swo-app",
        "client_secret": "demo-secret",
        "scope": SCOPE,
    });
    let token = Reply::new(StatusCode::OK, "A token.")
        .headers([TokenError::no_store()])
        .json(Shape::of::<TokenAnswer<'_>>());
    Operation::post(TOKEN, "issueToken")
        .tag("tokens")
        .told(
            "Gives a client a bearer token for the rules",
            "The client names itself in the form or by HTTP Basic. Each parameter may be given once; one without a value counts as not sent. A token is honoured 90 seconds longer than it says, and earlier ones stay good (section 2). The form may have 64 KiB.",
        )
        .security(&[])
        .security(CLIENT)
        .body("application/x-www-form-urlencoded", form, Some(example))
        .replies([token])
        .replies(TokenError::documented())
}

/// Gives a client another token; those it has stay good.
pub(super) async fn issue(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let issued = issued(&control, request).await;
    issued.unwrap_or_else(TokenError::respond)
}

async fn issued(control: &Control, request: Request) -> Result<Response<Body>, TokenError> {
    let (head, body) = request.into_parts();
    let body = read_body(body, LARGEST_BODY, BODY_DEADLINE).await?;
    let basic = by_basic(&head.headers);
    let request = TokenRequest::read(&head.headers, &body)?;
    let grant_type = request.grant_type.ok_or(TokenError::InvalidRequest)?;
    // Half a client in the form is a missing parameter; a Basic header that cannot be read is a client nobody knows.
    let client = request.client.ok_or(if basic {
        TokenError::InvalidClient { basic }
    } else {
        TokenError::InvalidRequest
    })?;
    if grant_type != "client_credentials" {
        return Err(TokenError::UnsupportedGrantType);
    }
    let mut scopes = request.scope.iter().flat_map(|scope| scope.split(' '));
    if scopes.any(|scope| scope != SCOPE) {
        return Err(TokenError::InvalidScope);
    }
    let seconds = control.settings().rulesv4_token_seconds;
    let issued = control
        .issue_token(IssueRequest {
            family: TokenFamily::Rulesv4Bearer,
            client_id: &client.client_id,
            client_secret: &Secret::known(client.client_secret),
            seconds: seconds.saturating_add(LEEWAY),
            request_id: RequestId::of(&head.extensions).to_string(),
        })
        .await?
        .map_err(|refused| match refused {
            ClientRefused::Unknown | ClientRefused::WrongSecret => {
                TokenError::InvalidClient { basic }
            }
            ClientRefused::NotGranted => TokenError::InvalidScope,
        })?;
    let answer = TokenAnswer {
        access_token: issued.token.reveal(),
        expires_in: seconds,
        token_type: "Bearer",
        scope: SCOPE,
    };
    let mut response = respond::json(StatusCode::OK, answer.to_json());
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    Ok(response)
}
