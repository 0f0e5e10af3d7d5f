//! Signing in and out with a password: `/landfall/v1/session`.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
};
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, LOCATION, SET_COOKIE},
    request::Parts,
};
use landfall_control::{
    Control,
    access::{SignIn, SignInRefused, SignedIn},
};
use landfall_core::model::Tenant;
use landfall_http::{body::read_body, peer::Peer, request_id::RequestId, respond};

use super::call::{Native, sends_json, takes_json, with_request_id};
use crate::{
    auth, cookie,
    error::{InputError, Kind, Problem},
    problems::{SessionProblems, SignInProblems},
    wire::{SessionView, SignInForm, json},
};

/// Bytes: more than any address and password need.
const LARGEST_BODY: usize = 16 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);
const PATH: &str = "/landfall/v1/session";

/// Signs a user in
///
/// The answer sets the cookie `landfall_session`, which scripts cannot read, and names the CSRF value that every call by
/// cookie carries in `X-Landfall-CSRF`, reads included. A session is good for half an hour; use does not prolong it.
#[utoipa::path(
    post,
    path = "/landfall/v1/session",
    tag = "session",
    operation_id = "sign_in",
    request_body(content = SignInForm, content_type = "application/json"),
    responses(
        (status = 201, description = "Signed in", body = SessionView, headers(("set-cookie" = String, description = "landfall_session"))),
        SignInProblems,
    ),
    security(()),
)]
pub(super) async fn sign_in(State(native): State<Native>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let signed_in = async {
        takes_json(&head.headers)?;
        sends_json(&head.headers)?;
        let body = read_body(body, LARGEST_BODY, BODY_DEADLINE).await;
        let body = body.map_err(|error| Problem::unread(error, LARGEST_BODY))?;
        let session = let_in(&native.control, &head, &body).await?;
        let cookie = cookie::given(&session.tenant, session.value.reveal(), is_secure(&head));
        let mut response = shown(&native.control, StatusCode::CREATED, session).await?;
        response.headers_mut().insert(SET_COOKIE, cookie);
        response
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_static(PATH));
        Ok(response)
    };
    answered(signed_in.await, &head)
}

/// The session of the cookie
#[utoipa::path(
    get,
    path = "/landfall/v1/session",
    tag = "session",
    operation_id = "show_session",
    responses((status = 200, description = "The session", body = SessionView), SessionProblems),
    security(("session" = [], "csrf" = [])),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let found = async {
        let session = auth::session(&native.control, &head.headers).await?;
        takes_json(&head.headers)?;
        shown(&native.control, StatusCode::OK, session).await
    };
    answered(found.await, &head)
}

/// Signs the user out
///
/// The session ends everywhere, at once.
#[utoipa::path(
    delete,
    path = "/landfall/v1/session",
    tag = "session",
    operation_id = "sign_out",
    responses((status = 204, description = "Signed out"), SessionProblems),
    security(("session" = [], "csrf" = [])),
)]
pub(super) async fn sign_out(State(native): State<Native>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let ended = async {
        let session = auth::session(&native.control, &head.headers).await?;
        let tenant = native.control.tenant(&session.tenant).await?;
        let tenant = tenant.ok_or_else(|| Problem::unauthenticated(true))?;
        let id = RequestId::of(&head.extensions).to_string();
        native.control.sign_out(&tenant, &session, Some(id)).await?;
        let mut response = respond::empty(StatusCode::NO_CONTENT);
        let cookie = cookie::taken_away(is_secure(&head));
        response.headers_mut().insert(SET_COOKIE, cookie);
        Ok(response)
    };
    answered(ended.await, &head)
}

async fn let_in(control: &Control, head: &Parts, body: &Bytes) -> Result<SignedIn, Problem> {
    let form = SignInForm::read(body)?;
    let name = match form.tenant {
        Some(name) => Some(name),
        None => control.sole_tenant().await?,
    };
    let name = name.ok_or_else(|| {
        let error =
            InputError::member("/tenant", "is needed, since there are several tenants here");
        Problem::body(vec![error])
    })?;
    let wrong = || {
        let detail = "There is no such user in that tenant, or the password is another one.";
        Problem::new(Kind::WrongCredentials, detail)
    };
    let Some(tenant): Option<Tenant> = control.tenant(&name).await? else {
        control.sign_in_nowhere(&form.password).await?;
        return Err(wrong());
    };
    let sign_in = SignIn {
        tenant: &tenant,
        email: &form.email,
        password: &form.password,
        request_id: Some(RequestId::of(&head.extensions).to_string()),
    };
    match control.sign_in(sign_in).await? {
        Ok(session) => Ok(session),
        Err(SignInRefused::WrongCredentials) => Err(wrong()),
        Err(SignInRefused::TooManyFailures { seconds }) => Err(Problem::too_many(seconds)),
    }
}

async fn shown(
    control: &Control,
    status: StatusCode,
    session: SignedIn,
) -> Result<Response<Body>, Problem> {
    let roles = control.roles_of(&session.user).await?;
    let csrf = control.csrf_value(&session);
    let view = SessionView::new(session, &roles, &csrf);
    Ok(respond::json(status, json(&view)))
}

fn is_secure(head: &Parts) -> bool {
    Peer::of(&head.extensions).secure
}

/// Nothing of this is kept by anybody on the way.
fn answered(result: Result<Response<Body>, Problem>, head: &Parts) -> Response<Body> {
    let mut response = result.unwrap_or_else(|problem| problem.respond(head.uri.path()));
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    with_request_id(response, head)
}
