//! Records in and out through the administration socket: a stretch of lines a request, and the whole record as one answer.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
};
use bytes::Bytes;
use http::{Response, StatusCode, header::CONTENT_TYPE};
use landfall_control::{
    Control, Provenance,
    admin::{LONGEST_LINE, read_lines},
};
use landfall_http::{
    body::{BodyError, read_body},
    query::Query,
    request_id::RequestId,
    respond,
};

use crate::problem;

/// Where stretches of lines are sent: `?first_line=1&keep_going=false`.
pub const IMPORT_PATH: &str = "/landfall/admin/import";
/// Where the record is taken from.
pub const EXPORT_PATH: &str = "/landfall/admin/export";
/// The longest stretch, in bytes: what senders gather, and one line of the longest kind.
pub const LONGEST_STRETCH: usize = LONGEST_LINE + (2 << 20);

/// Brings a stretch of lines in; answers what became of it once it is on disk.
pub(crate) async fn import(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Response<Body> {
    let bad = |detail: &str| respond::problem(StatusCode::BAD_REQUEST, detail);
    let id = RequestId::of(request.extensions());
    let parameters = Query::parse(request.uri().query()).ok().and_then(|query| {
        let first = query.single("first_line").ok()??.parse::<u64>().ok()?;
        let keep_going = query.single("keep_going").ok()??.parse::<bool>().ok()?;
        Some((first, keep_going))
    });
    let Some((first, keep_going)) = parameters else {
        return bad("first_line is a number and keep_going true or false");
    };
    let body = request.into_body();
    let text = match read_body(body, LONGEST_STRETCH, Duration::from_secs(10)).await {
        Ok(text) => text,
        Err(BodyError::TooLarge) => {
            return respond::problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!(
                    "a stretch of lines has at most {} MiB",
                    LONGEST_STRETCH >> 20
                ),
            );
        }
        Err(_) => return bad("the lines did not arrive"),
    };
    let read = tokio::task::spawn_blocking(move || read_lines(first, &text)).await;
    let Ok(lines) = read else {
        return respond::problem(StatusCode::INTERNAL_SERVER_ERROR, "an internal error");
    };
    let provenance = Provenance::operator(Some(id.to_string()));
    match control
        .import(Arc::new(lines), keep_going, &provenance)
        .await
    {
        Err(error) => problem::of(&error),
        Ok(outcome) => match serde_json::to_vec(&outcome) {
            Ok(body) => respond::json(StatusCode::OK, body),
            Err(error) => {
                tracing::error!(%error, "an outcome cannot be written");
                respond::problem(StatusCode::INTERNAL_SERVER_ERROR, "an internal error")
            }
        },
    }
}

/// The whole record as lines. When the reading fails in its middle the answer ends without its end.
pub(crate) async fn export(State(control): State<Arc<Control>>) -> Response<Body> {
    let pieces = control.export();
    let pieces = futures_util::stream::unfold(pieces, async |mut pieces| {
        let piece = pieces.recv().await?;
        if let Err(error) = &piece {
            tracing::error!(%error, "an export failed");
        }
        Some((piece.map(Bytes::from), pieces))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    response.headers_mut().insert(
        CONTENT_TYPE,
        http::HeaderValue::from_static("application/x-ndjson"),
    );
    response
}
