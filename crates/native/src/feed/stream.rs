//! `GET /landfall/v1/feed`: the WebSocket handshake (RFC 6455, section 4.2), then the bare stream goes to the feed.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Version,
    header::{
        CONNECTION, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
        SEC_WEBSOCKET_VERSION, UPGRADE, WWW_AUTHENTICATE,
    },
};
use landfall_control::{Control, Role};
use landfall_http::{authorization, listen::Upgrade, respond};
use landfall_protocol::handshake;

use crate::problem;

/// Opens a server's stream.
pub(super) async fn open(
    State(control): State<Arc<Control>>,
    mut request: Request,
) -> Response<Body> {
    match opened(&control, &mut request).await {
        Ok(response) | Err(response) => response,
    }
}

async fn opened(
    control: &Arc<Control>,
    request: &mut Request,
) -> Result<Response<Body>, Response<Body>> {
    let token = authorization::bearer(request.headers()).ok_or_else(unauthenticated)?;
    let admitted = control.admitted(token).await;
    let admitted = admitted.map_err(|error| problem::of(&error))?;
    let admitted = admitted.ok_or_else(unauthenticated)?;
    let key = websocket_key(request).map_err(|(status, detail)| {
        let mut refused = respond::problem(status, detail);
        if status == StatusCode::UPGRADE_REQUIRED {
            let headers = refused.headers_mut();
            headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
            let version = HeaderValue::from_static(handshake::WEBSOCKET_VERSION);
            headers.insert(SEC_WEBSOCKET_VERSION, version);
        }
        refused
    })?;
    let feed = control.feed().ok_or_else(|| {
        unavailable("This process serves no feed; ask the one that counts the fleet.")
    })?;
    if !matches!(control.role(), Role::Owner { .. }) {
        return Err(unavailable(
            "Another process counts the fleet at the moment; try again.",
        ));
    }
    let accept = handshake::accept(&key);
    feed.serve(admitted, Upgrade::of(request).bare());
    let mut response = respond::empty(StatusCode::SWITCHING_PROTOCOLS);
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    let accept = HeaderValue::from_str(&accept).expect("base64 is visible ASCII");
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    let protocol = HeaderValue::from_static(handshake::SUBPROTOCOL);
    headers.insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    Ok(response)
}

/// The key of a request that asks for the feed's WebSocket.
fn websocket_key(request: &Request) -> Result<String, (StatusCode, &'static str)> {
    let headers = request.headers();
    if request.version() != Version::HTTP_11 || request.method() != Method::GET {
        let detail = "The feed is opened over HTTP/1.1 with GET.";
        return Err((StatusCode::UPGRADE_REQUIRED, detail));
    }
    if !has(headers, &CONNECTION, "upgrade") || !has(headers, &UPGRADE, "websocket") {
        let detail = "The feed is a WebSocket: send Connection: Upgrade and Upgrade: websocket.";
        return Err((StatusCode::UPGRADE_REQUIRED, detail));
    }
    if !has(
        headers,
        &SEC_WEBSOCKET_VERSION,
        handshake::WEBSOCKET_VERSION,
    ) {
        let detail = "Sec-WebSocket-Version has to be 13.";
        return Err((StatusCode::UPGRADE_REQUIRED, detail));
    }
    if !has(headers, &SEC_WEBSOCKET_PROTOCOL, handshake::SUBPROTOCOL) {
        let detail = "Sec-WebSocket-Protocol has to offer landfall.feed.";
        return Err((StatusCode::BAD_REQUEST, detail));
    }
    let key = headers
        .get(SEC_WEBSOCKET_KEY)
        .and_then(|key| key.to_str().ok());
    let good = key.filter(|key| handshake::is_key(key));
    good.map(ToOwned::to_owned).ok_or((
        StatusCode::BAD_REQUEST,
        "Sec-WebSocket-Key has to be 16 random bytes in base64.",
    ))
}

/// Whether a header that is a list names something, letter case aside.
fn has(headers: &HeaderMap, name: &HeaderName, wanted: &str) -> bool {
    let lines = headers.get_all(name).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|one| one.trim().eq_ignore_ascii_case(wanted))
}

fn unauthenticated() -> Response<Body> {
    let mut refused = respond::problem(
        StatusCode::UNAUTHORIZED,
        "The feed is opened with the credential that the server got when it was enrolled, as a bearer token. This one is missing, unknown or revoked.",
    );
    let bearer = HeaderValue::from_static("Bearer");
    refused.headers_mut().insert(WWW_AUTHENTICATE, bearer);
    refused
}

fn unavailable(detail: &str) -> Response<Body> {
    let mut refused = respond::problem(StatusCode::SERVICE_UNAVAILABLE, detail);
    let soon = HeaderValue::from_static("1");
    refused.headers_mut().insert(RETRY_AFTER, soon);
    refused
}
