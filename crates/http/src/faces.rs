//! Where the faces meet: every request gets its id, goes to the face that claims its path, and leaves its line in the log.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::body::Body;
use futures_util::future::BoxFuture;
use http::header::CONTENT_LENGTH;
use http::{Method, Request, Response, StatusCode};
use http_body::Body as _;
use tower::Service;

use crate::access::{CLOSED_BY_CALLER, NO_DIALECT, Observer, Record};
use crate::guard::{Failures, Guarded};
use crate::host::{HostPolicy, is_named_once};
use crate::peer::Peer;
use crate::request_id::RequestId;
use crate::respond;

/// One face: a name, the paths that are its own, and its guarded routes.
pub struct Face {
    name: &'static str,
    claims: fn(&str) -> bool,
    routes: Box<dyn Answers>,
}

impl Face {
    /// Makes a face. `name` is its label in log and metrics; `claims` is asked with the path as sent, not decoded, and whatever it claims
    /// is answered by this face, with its own error when it has no such route.
    pub fn new<F: Failures>(
        name: &'static str,
        claims: fn(&str) -> bool,
        routes: Guarded<F>,
    ) -> Self {
        Self {
            name,
            claims,
            routes: Box::new(routes),
        }
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Face").field(&self.name).finish()
    }
}

/// The guarded routes of a face, whatever its failures are made of.
trait Answers: Send + Sync {
    fn answer(&self, request: Request<Body>) -> BoxFuture<'static, Response<Body>>;
}

impl<F: Failures> Answers for Guarded<F> {
    fn answer(&self, request: Request<Body>) -> BoxFuture<'static, Response<Body>> {
        Guarded::answer(self, request)
    }
}

/// All faces of a server, as the service that a [`Listener`](crate::listen::Listener) serves. Cloning is cheap.
#[derive(Clone)]
pub struct Faces {
    shared: Arc<Shared>,
}

struct Shared {
    faces: Vec<Face>,
    hosts: HostPolicy,
    observer: Arc<dyn Observer>,
}

impl Faces {
    /// Joins the faces; the first that claims a path gets the request. A path that none claims is answered with an RFC 9457 problem, and
    /// so is a host that `hosts` does not admit, and a request that names none or several.
    pub fn new(faces: Vec<Face>, hosts: HostPolicy, observer: Arc<dyn Observer>) -> Self {
        Self {
            shared: Arc::new(Shared {
                faces,
                hosts,
                observer,
            }),
        }
    }
}

impl Shared {
    /// Starts the answer and names the face that gives it.
    fn route(&self, request: Request<Body>) -> (&'static str, Answer) {
        let (head, body) = request.into_parts();
        if !is_named_once(&head) {
            let refusal = respond::problem(
                StatusCode::BAD_REQUEST,
                "A request has to name its host in one Host line.",
            );
            return (NO_DIALECT, Answer::Ready(Some(refusal)));
        }
        if !self.hosts.admits(&head) {
            let refusal = respond::problem(
                StatusCode::MISDIRECTED_REQUEST,
                "This server does not answer for the host that the request names.",
            );
            return (NO_DIALECT, Answer::Ready(Some(refusal)));
        }
        let path = head.uri.path();
        let Some(face) = self.faces.iter().find(|face| (face.claims)(path)) else {
            let unknown = respond::problem(
                StatusCode::NOT_FOUND,
                "Nothing on this server has the path that the request names.",
            );
            return (NO_DIALECT, Answer::Ready(Some(unknown)));
        };
        let request = Request::from_parts(head, body);
        (face.name, Answer::Running(face.routes.answer(request)))
    }
}

impl Service<Request<Body>> for Faces {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Answering {
        let started = Instant::now();
        let id = RequestId::draw();
        let peer = Peer::of(request.extensions());
        let method = request.method().clone();
        let uri = request.uri().clone();
        request.extensions_mut().insert(id);
        let (dialect, answer) = self.shared.route(request);
        Answering {
            answer,
            record: Record {
                dialect,
                method,
                uri,
                peer,
                id,
                started,
            },
            shared: Some(Arc::clone(&self.shared)),
        }
    }
}

enum Answer {
    Ready(Option<Response<Body>>),
    Running(BoxFuture<'static, Response<Body>>),
}

/// An answer on its way. Dropped before it is ready, it is logged as given up by its caller.
pub struct Answering {
    answer: Answer,
    record: Record,
    /// Taken when the request has its line.
    shared: Option<Arc<Shared>>,
}

impl Future for Answering {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut response = match &mut self.answer {
            Answer::Ready(response) => response.take().expect("polled once after it was ready"),
            Answer::Running(running) => ready!(running.as_mut().poll(context)),
        };
        without_forbidden_parts(&self.record.method, &mut response);
        self.finish(response.status().as_u16());
        Poll::Ready(Ok(response))
    }
}

impl Answering {
    fn finish(&mut self, status: u16) {
        if let Some(shared) = self.shared.take() {
            self.record.finish(status, &*shared.observer);
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.finish(CLOSED_BY_CALLER);
    }
}

/// Takes away what HTTP forbids, so that no face has to think of it: the body of an answer to HEAD (its length stays), and the length of
/// an answer that cannot have a body (RFC 9110, section 8.6).
fn without_forbidden_parts(method: &Method, response: &mut Response<Body>) {
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED || status == StatusCode::NO_CONTENT {
        response.headers_mut().remove(CONTENT_LENGTH);
        *response.body_mut() = Body::empty();
    } else if method == Method::HEAD && !response.body().is_end_stream() {
        if let Some(size) = response.body().size_hint().exact() {
            response.headers_mut().insert(CONTENT_LENGTH, size.into());
        }
        *response.body_mut() = Body::empty();
    }
}
