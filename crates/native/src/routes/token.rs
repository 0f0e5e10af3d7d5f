//! `POST /landfall/v1/token`: a bearer token for a client (RFC 6749, section 4.4).

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, WWW_AUTHENTICATE},
    request::Parts,
};
use landfall_control::{
    access::{ClientRefused, IssueRequest},
    secret::Secret,
};
use landfall_core::model::{Dialect, TokenFamily};
use landfall_http::{
    body::read_body,
    request_id::RequestId,
    respond,
    token_request::{TokenRequest, UnreadableRequest},
};

use super::call::{Native, with_request_id};
use crate::{
    error::{Kind, Problem},
    problems::TokenProblems,
    wire::{TokenForm, TokenView},
};

/// How long a token is good, in seconds.
const LIFETIME: u32 = 900;
const LARGEST_BODY: usize = 16 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// Gives a client a token for its secret
///
/// The client names itself in the form or by HTTP Basic. A token is good for a quarter of an hour; earlier ones stay good.
/// Errors are problems that also have OAuth's own member `error`.
#[utoipa::path(
    post,
    path = "/landfall/v1/token",
    tag = "token",
    operation_id = "issue_token",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A token", body = TokenView), TokenProblems),
    security((), ("client" = [])),
)]
pub(super) async fn issue(State(native): State<Native>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let issued = issued(&native, &head, body).await;
    let mut response = issued.unwrap_or_else(|problem| problem.respond(head.uri.path()));
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    with_request_id(response, &head)
}

async fn issued(native: &Native, head: &Parts, body: Body) -> Result<Response<Body>, Problem> {
    let body = read_body(body, LARGEST_BODY, BODY_DEADLINE).await;
    let body =
        body.map_err(|error| Problem::unread(error, LARGEST_BODY).oauth("invalid_request"))?;
    let request = TokenRequest::read(&head.headers, &body).map_err(unreadable)?;
    let grant_type = request.grant_type.ok_or_else(|| {
        invalid(
            "invalid_request",
            "grant_type is missing; it is client_credentials.",
        )
    })?;
    let client = request.client.ok_or_else(unknown_client)?;
    if grant_type != "client_credentials" {
        let detail = "The only grant_type here is client_credentials.";
        return Err(invalid("unsupported_grant_type", detail));
    }
    known_scope(request.scope.as_deref())?;
    let secret = Secret::known(client.client_secret);
    let issued = native
        .control
        .issue_token(IssueRequest {
            family: TokenFamily::Native,
            client_id: &client.client_id,
            client_secret: &secret,
            seconds: LIFETIME,
            request_id: RequestId::of(&head.extensions).to_string(),
        })
        .await?
        .map_err(refused)?;
    let grant = issued.client.grant(Dialect::Native);
    let view = TokenView {
        access_token: issued.token.reveal().to_owned(),
        token_type: "Bearer",
        expires_in: LIFETIME,
        scope: if grant.is_some_and(|grant| grant.write) {
            "read write"
        } else {
            "read"
        },
    };
    let body = serde_json::to_vec(&view).expect("texts and a number can be written");
    Ok(respond::json(StatusCode::OK, body))
}

/// Whether all names of a scope are known. What the client may not do is left out of the answer's scope.
fn known_scope(scope: Option<&str>) -> Result<(), Problem> {
    let names = scope
        .unwrap_or_default()
        .split(' ')
        .filter(|name| !name.is_empty());
    for name in names {
        if !["read", "write"].contains(&name) {
            let detail = "A scope is made of read and write, separated by a space.";
            return Err(invalid("invalid_scope", detail));
        }
    }
    Ok(())
}

fn unreadable(error: UnreadableRequest) -> Problem {
    match error {
        UnreadableRequest::NotAForm => {
            let detail = "The body has to be application/x-www-form-urlencoded, and to say so in Content-Type.";
            Problem::new(Kind::UnsupportedMediaType, detail).oauth("invalid_request")
        }
        UnreadableRequest::Malformed => invalid("invalid_request", "The form cannot be read."),
        UnreadableRequest::Repeated => invalid(
            "invalid_request",
            "A parameter of the form is given more than once.",
        ),
        UnreadableRequest::TwoWays => invalid(
            "invalid_request",
            "The client names itself in the header and in the form.",
        ),
    }
}

fn refused(why: ClientRefused) -> Problem {
    match why {
        // Which of the two it is, nobody learns.
        ClientRefused::Unknown | ClientRefused::WrongSecret => unknown_client(),
        ClientRefused::NotGranted => invalid(
            "unauthorized_client",
            "The client has no grant for the native API; an operator gives it one.",
        ),
    }
}

fn invalid(code: &'static str, detail: &'static str) -> Problem {
    Problem::new(Kind::InvalidTokenRequest, detail).oauth(code)
}

fn unknown_client() -> Problem {
    let detail = "No client is named, there is none of that name, or its secret is another one.";
    Problem::new(Kind::InvalidClient, detail)
        .oauth("invalid_client")
        .with_header(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"landfall\""),
        )
}
