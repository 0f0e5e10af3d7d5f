//! A command through the administration socket of a running server.

use std::{io::ErrorKind, path::Path};

use bytes::Bytes;
use http::{Request, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
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
    let stream = match UnixStream::connect(socket).await {
        Ok(stream) => stream,
        // No socket, or one that a killed server left behind.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(CommandError::file(socket)(error)),
    };
    let lost = |error: hyper::Error| {
        CommandError::Server(format!(
            "the running server did not answer ({error}); whether the command was done is not known"
        ))
    };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(lost)?;
    let driver = tokio::spawn(connection);
    let body = serde_json::to_vec(request)
        .map_err(|error| CommandError::Server(format!("the command cannot be sent: {error}")))?;
    let request = Request::post(ADMIN_PATH)
        .header("host", "landfall")
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| CommandError::Server(format!("the command cannot be sent: {error}")))?;
    let response = sender.send_request(request).await.map_err(lost)?;
    let succeeded = response.status().is_success();
    let body = response
        .into_body()
        .collect()
        .await
        .map_err(lost)?
        .to_bytes();
    driver.abort();
    let unreadable = |error: serde_json::Error| {
        CommandError::Server(format!(
            "the running server answered something else than expected ({error}); is it of another version?"
        ))
    };
    if succeeded {
        return serde_json::from_slice(&body).map(Some).map_err(unreadable);
    }
    let problem: AdminProblem = serde_json::from_slice(&body).map_err(unreadable)?;
    Err(CommandError::Server(problem.detail))
}
