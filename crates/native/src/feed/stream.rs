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

use crate::{
    error::{Kind, Problem},
    problems::FeedProblems,
    routes::with_request_id,
};

/// Opens a server's stream of changes
///
/// A WebSocket handshake (RFC 6455) over HTTP/1.1. What travels from then on is described in docs/protocol.md.
#[utoipa::path(
    get,
    path = "/landfall/v1/feed",
    tag = "feed",
    operation_id = "open_feed",
    params(
        ("Connection" = String, Header, description = "Has `Upgrade`", example = "Upgrade"),
        ("Upgrade" = String, Header, description = "`websocket`", example = "websocket"),
        ("Sec-WebSocket-Version" = String, Header, description = "`13`", example = "13"),
        ("Sec-WebSocket-Key" = String, Header, description = "16 random bytes in base64", example = "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Sec-WebSocket-Protocol" = String, Header, description = "Offers `landfall.feed`", example = "landfall.feed"),
    ),
    responses(
        (
            status = 101,
            description = "The stream is open; what follows is no HTTP",
            headers(
                ("Upgrade" = String, description = "`websocket`"),
                ("Sec-WebSocket-Accept" = String, description = "Made of the key"),
                ("Sec-WebSocket-Protocol" = String, description = "`landfall.feed`"),
            ),
        ),
        FeedProblems,
    ),
    security(("server" = [])),
)]
pub(crate) async fn open(
    State(control): State<Arc<Control>>,
    mut request: Request,
) -> Response<Body> {
    let opened = opened(&control, &mut request).await;
    let (head, _) = request.into_parts();
    let response = opened.unwrap_or_else(|problem| problem.respond(head.uri.path()));
    with_request_id(response, &head)
}

async fn opened(control: &Arc<Control>, request: &mut Request) -> Result<Response<Body>, Problem> {
    let token = authorization::bearer(request.headers()).ok_or_else(unauthenticated)?;
    let admitted = control.admitted(token).await?;
    let admitted = admitted.ok_or_else(unauthenticated)?;
    let key = websocket_key(request)?;
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
fn websocket_key(request: &Request) -> Result<String, Problem> {
    let headers = request.headers();
    if request.version() != Version::HTTP_11 || request.method() != Method::GET {
        return Err(upgrade("The feed is opened over HTTP/1.1 with GET."));
    }
    if !has(headers, &CONNECTION, "upgrade") || !has(headers, &UPGRADE, "websocket") {
        return Err(upgrade(
            "The feed is a WebSocket: send Connection: Upgrade and Upgrade: websocket.",
        ));
    }
    if !has(
        headers,
        &SEC_WEBSOCKET_VERSION,
        handshake::WEBSOCKET_VERSION,
    ) {
        let version = HeaderValue::from_static(handshake::WEBSOCKET_VERSION);
        let problem = Problem::new(Kind::UpgradeRequired, "Sec-WebSocket-Version has to be 13.");
        return Err(problem.with_header(SEC_WEBSOCKET_VERSION, version));
    }
    if !has(headers, &SEC_WEBSOCKET_PROTOCOL, handshake::SUBPROTOCOL) {
        let detail = "Sec-WebSocket-Protocol has to offer landfall.feed.";
        return Err(Problem::new(Kind::InvalidParameter, detail));
    }
    let key = headers
        .get(SEC_WEBSOCKET_KEY)
        .and_then(|key| key.to_str().ok());
    let good = key.filter(|key| handshake::is_key(key));
    good.map(ToOwned::to_owned).ok_or_else(|| {
        let detail = "Sec-WebSocket-Key has to be 16 random bytes in base64.";
        Problem::new(Kind::InvalidParameter, detail)
    })
}

fn upgrade(detail: &'static str) -> Problem {
    let websocket = HeaderValue::from_static("websocket");
    Problem::new(Kind::UpgradeRequired, detail).with_header(UPGRADE, websocket)
}

/// Whether a header that is a list names something, letter case aside.
fn has(headers: &HeaderMap, name: &HeaderName, wanted: &str) -> bool {
    let lines = headers.get_all(name).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|one| one.trim().eq_ignore_ascii_case(wanted))
}

fn unauthenticated() -> Problem {
    Problem::new(
        Kind::Unauthenticated,
        "The feed is opened with the credential that the server got when it was enrolled, as a bearer token. This one is missing, unknown or revoked.",
    )
    .with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
}

fn unavailable(detail: &'static str) -> Problem {
    let soon = HeaderValue::from_static("1");
    Problem::new(Kind::Unavailable, detail).with_header(RETRY_AFTER, soon)
}
