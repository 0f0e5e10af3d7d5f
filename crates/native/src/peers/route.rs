//! Answering other processes of the installation.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    routing::post,
};
use http::{HeaderName, Response, StatusCode};
use landfall_control::Control;
use landfall_http::{
    body::{BodyError, read_body},
    respond,
};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    COMMANDS_PATH, LANDING_PATH, LIMIT, POPS_PATH, PROPAGATION_PATH, SERVERS_PATH, SIGNATURE,
    TYPES_PATH,
    signature::{Refusal, check_question, sign_answer},
    told::ToldWire,
    wire::{
        AskedPopsWire, AskedServersWire, AskedTypesWire, AskedWire, CommandWire, CountedWire,
        ServersWire,
    },
};

/// The routes for other processes.
pub(crate) fn routes() -> Router<Arc<Control>> {
    Router::new()
        .route(PROPAGATION_PATH, post(propagation).fallback(only_post))
        .route(LANDING_PATH, post(landing).fallback(only_post))
        .route(POPS_PATH, post(pops).fallback(only_post))
        .route(SERVERS_PATH, post(servers).fallback(only_post))
        .route(TYPES_PATH, post(types).fallback(only_post))
        .route(COMMANDS_PATH, post(command).fallback(only_post))
}

async fn only_post() -> Response<Body> {
    let refused = respond::problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "questions are asked with POST",
    );
    respond::with_allow(refused, &["POST"])
}

async fn propagation(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let count = async |asked: AskedWire| {
        let fencing = asked.fencing;
        let counted = control.count_for_another(fencing, &asked.question())?;
        Some(CountedWire::new(&counted))
    };
    answer(&control, request, count).await
}

async fn landing(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let tell = async |asked: AskedWire| {
        let fencing = asked.fencing;
        let told = control.landing_for_another(fencing, &asked.question())?;
        Some(ToldWire::new(told))
    };
    answer(&control, request, tell).await
}

async fn pops(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let count = async |AskedPopsWire { fencing, asked }: AskedPopsWire| {
        control.pops_for_another(fencing, &asked)
    };
    answer(&control, request, count).await
}

async fn servers(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let look_up = async |asked: AskedServersWire| {
        let progress = control.progress_for_another(asked.fencing, &asked.servers)?;
        Some(ServersWire::new(progress))
    };
    answer(&control, request, look_up).await
}

async fn types(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let look_up = async |asked: AskedTypesWire| {
        let fencing = asked.fencing;
        control.types_for_another(fencing, &asked.fleets())
    };
    answer(&control, request, look_up).await
}

async fn command(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let done = async |CommandWire { fencing, command }: CommandWire| {
        control.command_for_another(fencing, command).await
    };
    answer(&control, request, done).await
}

/// Answers a question that is signed as it has to be; `find` has none for who is taken for the owner and is not.
async fn answer<Q: DeserializeOwned, A: Serialize>(
    control: &Control,
    request: Request,
    find: impl AsyncFnOnce(Q) -> Option<A>,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = match read_body(body, LIMIT, Duration::from_secs(5)).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => {
            return respond::problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                "a question has at most 4 MiB",
            );
        }
        Err(_) => return respond::problem(StatusCode::BAD_REQUEST, "the question did not arrive"),
    };
    let what = (&head.method, head.uri.path());
    let now = control.clock().now();
    let nonce = match check_question(control.peer_key(), what, now, &head.headers, &body) {
        Ok(nonce) => nonce,
        Err(refusal) => {
            tracing::warn!(?refusal, "a question from another process was refused");
            let why = match refusal {
                Refusal::Unsigned => "this is for processes of this installation",
                Refusal::AnotherTime => "the clocks of the two processes differ by minutes",
            };
            return respond::problem(StatusCode::UNAUTHORIZED, why);
        }
    };
    let (status, body) = match serde_json::from_slice::<Q>(&body) {
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string().into_bytes()),
        Ok(asked) => find(asked)
            .await
            .map_or((StatusCode::CONFLICT, Vec::new()), |found| {
                let body = serde_json::to_vec(&found).expect("texts and numbers can be written");
                (StatusCode::OK, body)
            }),
    };
    let signed = sign_answer(control.peer_key(), &nonce, status, &body);
    let mut response = respond::json(status, body);
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static(SIGNATURE), signed);
    response
}
