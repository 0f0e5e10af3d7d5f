//! Talking to a running server through its administration socket.

use std::{io::ErrorKind, path::Path};

use bytes::Bytes;
use http::{Method, Request, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use landfall_control::admin::{AdminReply, AdminRequest};
use landfall_native::{ADMIN_PATH, AdminProblem};
use tokio::net::UnixStream;

use crate::error::CommandError;

/// Sends the command to whoever listens on the socket; none if nobody does.
pub(super) async fn ask(
    socket: &Path,
    request: &AdminRequest,
) -> Result<Option<AdminReply>, CommandError> {
    let body = serde_json::to_vec(request).map_err(unsendable)?;
    let answer = send(socket, Method::POST, ADMIN_PATH, Bytes::from(body)).await?;
    let Some(answer) = answer else {
        return Ok(None);
    };
    let body = answer.collect().await.map_err(lost)?.to_bytes();
    serde_json::from_slice(&body).map(Some).map_err(unreadable)
}

/// A connection to whoever listens on the socket; none if nobody does.
pub(crate) async fn connect(socket: &Path) -> Result<Option<UnixStream>, CommandError> {
    match UnixStream::connect(socket).await {
        Ok(stream) => Ok(Some(stream)),
        // No socket, or one that a killed server left behind.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::ConnectionRefused
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(CommandError::file(socket)(error)),
    }
}

/// Sends a request on a connection of its own, and gives the body of an answer that says yes; none if nobody listens.
pub(crate) async fn send(
    socket: &Path,
    method: Method,
    path: &str,
    body: Bytes,
) -> Result<Option<Incoming>, CommandError> {
    let Some(stream) = connect(socket).await? else {
        return Ok(None);
    };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(lost)?;
    // It ends with the answer, since the server is told to close.
    tokio::spawn(connection);
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "landfall")
        .header("connection", "close")
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(body))
        .map_err(unsendable)?;
    let response = sender.send_request(request).await.map_err(lost)?;
    let succeeded = response.status().is_success();
    let body = response.into_body();
    if succeeded {
        return Ok(Some(body));
    }
    let body = body.collect().await.map_err(lost)?.to_bytes();
    let problem: AdminProblem = serde_json::from_slice(&body).map_err(unreadable)?;
    Err(CommandError::Server(problem.detail))
}

/// The connection broke.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(crate) fn lost(error: hyper::Error) -> CommandError {
    CommandError::Server(format!(
        "the running server did not answer ({error}); whether the command was done is not known"
    ))
}

/// The answer is of another form.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(crate) fn unreadable(error: serde_json::Error) -> CommandError {
    CommandError::Server(format!(
        "the running server answered something else than expected ({error}); is it of another version?"
    ))
}

fn unsendable(error: impl std::fmt::Display) -> CommandError {
    CommandError::Server(format!("the command cannot be sent: {error}"))
}
