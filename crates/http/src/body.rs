//! Reading a request body whole, within a size and a time.
//!
//! A face reads the body itself, at the place where its contract's order of checks says so, and answers each failure with its own error.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use thiserror::Error;

/// Why a body could not be read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BodyError {
    /// The body is, or says that it is, longer than the limit.
    #[error("the request body is longer than allowed")]
    TooLarge,
    /// The body did not arrive whole within the deadline.
    #[error("the request body did not arrive in time")]
    TimedOut,
    /// The connection broke, or the body's framing is wrong.
    #[error("the request body broke off")]
    Broken,
}

/// Reads `body` whole.
///
/// `limit` is in bytes and inclusive. A `Content-Length` over it is refused before anything is read, so that a client which asked
/// `Expect: 100-continue` never sends the body. `deadline` covers the whole body, however steadily it trickles.
pub async fn read_body(body: Body, limit: usize, deadline: Duration) -> Result<Bytes, BodyError> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(BodyError::TooLarge);
    }
    tokio::time::timeout(deadline, collect(body, limit))
        .await
        .unwrap_or(Err(BodyError::TimedOut))
}

/// Joins the body's frames; a body of one frame is handed on without a copy.
async fn collect(mut body: Body, limit: usize) -> Result<Bytes, BodyError> {
    let mut first = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
            continue; // Trailers carry nothing that a face reads.
        };
        if data.len() > limit - first.len() - joined.len() {
            return Err(BodyError::TooLarge);
        }
        if first.is_empty() && joined.is_empty() {
            first = data;
        } else {
            if joined.is_empty() {
                joined.extend_from_slice(&first);
                first = Bytes::new();
            }
            joined.extend_from_slice(&data);
        }
    }
    Ok(if joined.is_empty() {
        first
    } else {
        joined.freeze()
    })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn frames(parts: &'static [&'static str]) -> Body {
        Body::from_stream(stream::iter(
            parts
                .iter()
                .map(|part| Ok::<_, Infallible>(Bytes::from_static(part.as_bytes()))),
        ))
    }

    #[tokio::test]
    async fn a_body_of_exactly_the_limit_is_read() {
        assert_eq!(
            read_body(Body::from("12345"), 5, SECOND).await.unwrap(),
            "12345"
        );
        assert_eq!(
            read_body(frames(&["12", "", "345"]), 5, SECOND)
                .await
                .unwrap(),
            "12345"
        );
        assert_eq!(read_body(Body::empty(), 0, SECOND).await.unwrap(), "");
    }

    #[tokio::test]
    async fn a_longer_body_is_refused_with_and_without_a_length() {
        assert_eq!(
            read_body(Body::from("123456"), 5, SECOND).await,
            Err(BodyError::TooLarge)
        );
        assert_eq!(
            read_body(frames(&["123", "456"]), 5, SECOND).await,
            Err(BodyError::TooLarge)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_times_out() {
        let body = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
        assert_eq!(read_body(body, 5, SECOND).await, Err(BodyError::TimedOut));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_an_error() {
        let broken = stream::iter([
            Ok(Bytes::from_static(b"1")),
            Err(std::io::Error::other("cut")),
        ]);
        assert_eq!(
            read_body(Body::from_stream(broken), 5, SECOND).await,
            Err(BodyError::Broken)
        );
    }
}
