//! The guard around one face's routes: a panic and a handler that takes too long become that face's own error.
//!
//! At the deadline the handler's future is dropped where it stands. What it has already handed to a writer is not lost by that: a
//! command is one message, the writer owns it from then on and finishes it whether or not someone still waits for the answer. So a
//! handler gives each change away whole, in one command, and never holds half of one across an await.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::request::Parts;
use http::{Request, Response, StatusCode};
use tower::Service;

use crate::request_id::RequestId;
use crate::respond;

/// How a face answers when its routes cannot.
pub trait Failures: Clone + Send + Sync + 'static {
    /// What the answers need of the request's head, such as ids to echo or the wanted media type. It is taken from every request
    /// before its handler runs, so it should be cheap: cloning a header value or the URI copies no text.
    type Kept: Send + 'static;

    /// Takes what is needed from the request's head.
    fn keep(&self, head: &Parts) -> Self::Kept;

    /// The answer after a panic.
    fn panicked(&self, kept: Self::Kept) -> Response<Body>;

    /// The answer when the deadline has passed.
    fn timed_out(&self, kept: Self::Kept) -> Response<Body>;
}

/// The failures of a face that speaks RFC 9457: 500 and 503.
#[derive(Debug, Clone, Copy, Default)]
pub struct Problems;

impl Failures for Problems {
    type Kept = ();

    fn keep(&self, _: &Parts) {}

    fn panicked(&self, (): ()) -> Response<Body> {
        respond::problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server failed at this request; its log says why.",
        )
    }

    fn timed_out(&self, (): ()) -> Response<Body> {
        respond::problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server could not answer in time; try again later.",
        )
    }
}

/// One face's routes behind the guard.
#[derive(Debug, Clone)]
pub struct Guarded<F> {
    router: Router,
    failures: F,
    deadline: Duration,
}

impl<F: Failures> Guarded<F> {
    /// Puts `router` behind the guard. `deadline` covers the whole handler, the reading of the body included, so it must be longer than
    /// the deadline of the body.
    pub fn new(router: Router, failures: F, deadline: Duration) -> Self {
        Self {
            // Resolves the routes' state once, not with every request.
            router: router.with_state(()),
            failures,
            deadline,
        }
    }

    /// Answers one request; never fails and never panics because of a handler.
    pub fn answer(&self, request: Request<Body>) -> BoxFuture<'static, Response<Body>> {
        let (head, body) = request.into_parts();
        let kept = self.failures.keep(&head);
        let id = RequestId::of(&head.extensions);
        let request = Request::from_parts(head, body);
        let mut router = self.router.clone();
        let failures = self.failures.clone();
        let deadline = self.deadline;
        Box::pin(async move {
            let running = AssertUnwindSafe(async move { router.call(request).await });
            match tokio::time::timeout(deadline, running.catch_unwind()).await {
                Ok(Ok(Ok(response))) => response,
                Ok(Ok(Err(never))) => match never {},
                Ok(Err(panic)) => {
                    let message = message_of(&*panic);
                    tracing::error!(request_id = %id, panic = message, "a handler panicked");
                    failures.panicked(kept)
                }
                Err(_) => {
                    tracing::error!(request_id = %id, ?deadline, "a handler took too long");
                    failures.timed_out(kept)
                }
            }
        })
    }
}

impl<F: Failures> Service<Request<Body>> for Guarded<F> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.answer(request).map(Ok))
    }
}

fn message_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use http::HeaderValue;

    use super::*;

    /// Echoes one header, as a face echoes the caller's id.
    #[derive(Clone)]
    struct Echo;

    impl Failures for Echo {
        type Kept = Option<HeaderValue>;

        fn keep(&self, head: &Parts) -> Self::Kept {
            head.headers.get("x-id").cloned()
        }

        fn panicked(&self, kept: Self::Kept) -> Response<Body> {
            answer(StatusCode::INTERNAL_SERVER_ERROR, kept)
        }

        fn timed_out(&self, kept: Self::Kept) -> Response<Body> {
            answer(StatusCode::GATEWAY_TIMEOUT, kept)
        }
    }

    fn answer(status: StatusCode, kept: Option<HeaderValue>) -> Response<Body> {
        let mut response = respond::empty(status);
        response.headers_mut().insert("x-id", kept.unwrap());
        response
    }

    fn guarded() -> Guarded<Echo> {
        let router = Router::new()
            .route("/fine", get(|| async { "fine" }))
            .route("/panic", get(|| async { panic!("on purpose") as &str }))
            .route("/hang", get(std::future::pending::<&str>));
        Guarded::new(router, Echo, Duration::from_secs(30))
    }

    async fn status_and_id(path: &str) -> (StatusCode, Option<HeaderValue>) {
        let request = Request::get(path)
            .header("x-id", "7")
            .body(Body::empty())
            .unwrap();
        let response = guarded().answer(request).await;
        (response.status(), response.headers().get("x-id").cloned())
    }

    #[tokio::test(start_paused = true)]
    async fn each_failure_becomes_the_faces_own_answer() {
        let id = Some(HeaderValue::from_static("7"));
        assert_eq!(status_and_id("/fine").await, (StatusCode::OK, None));
        assert_eq!(
            status_and_id("/panic").await,
            (StatusCode::INTERNAL_SERVER_ERROR, id.clone())
        );
        assert_eq!(
            status_and_id("/hang").await,
            (StatusCode::GATEWAY_TIMEOUT, id)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn work_given_away_before_the_deadline_is_done() {
        let (commands, mut writer) = tokio::sync::mpsc::channel(1);
        let router = Router::new().route(
            "/",
            get(move || async move {
                commands.send("a whole command").await.unwrap();
                std::future::pending::<&str>().await
            }),
        );
        let guarded = Guarded::new(router, Problems, Duration::from_secs(1));
        let response = guarded
            .answer(Request::get("/").body(Body::empty()).unwrap())
            .await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(writer.recv().await, Some("a whole command"));
    }
}
