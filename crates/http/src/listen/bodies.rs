//! The bodies of requests and answers, noting how they get on.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;

use super::watch::{InFlight, Watch};

/// A request's body; one that does not get read to its end is noted.
#[derive(Debug)]
pub(super) struct RequestBody {
    incoming: Incoming,
    watch: Arc<Watch>,
    ended: bool,
}

impl RequestBody {
    /// Wraps a body; one without bytes needs no watching.
    pub(super) fn wrap(incoming: Incoming, watch: &Arc<Watch>) -> Body {
        use http_body::Body as _;
        if incoming.is_end_stream() {
            return Body::empty();
        }
        Body::new(Self {
            incoming,
            watch: Arc::clone(watch),
            ended: false,
        })
    }
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.incoming).poll_frame(context));
        self.watch.moved();
        self.ended = !matches!(frame, Some(Ok(_)));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if !self.ended && !http_body::Body::is_end_stream(&self.incoming) {
            self.watch.left_unread();
        }
    }
}

/// An answer's body; the request is over when it is dropped.
#[derive(Debug)]
pub(super) struct AnswerBody {
    body: Body,
    request: InFlight,
}

impl AnswerBody {
    pub(super) fn new(body: Body, request: InFlight) -> Self {
        Self { body, request }
    }
}

impl http_body::Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.request.moved();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
