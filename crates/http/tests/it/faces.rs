//! Two faces on one server: each answers for its own paths, in its own words.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use futures_util::FutureExt as _;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use landfall_http::access::{CLOSED_BY_CALLER, Observer};
use landfall_http::faces::{Face, Faces};
use landfall_http::guard::{Failures, Guarded, Problems};
use landfall_http::host::HostPolicy;
use landfall_http::listen::Limits;
use landfall_http::respond;
use tower::Service as _;

use crate::caller::Caller;
use crate::server::Server;

/// Remembers what it was told.
#[derive(Default)]
struct Told(Mutex<Vec<(&'static str, Method, u16)>>);

impl Observer for Told {
    fn finished(&self, dialect: &'static str, method: &Method, status: u16, _: Duration) {
        let mut told = self.0.lock().unwrap();
        told.push((dialect, method.clone(), status));
    }
}

#[derive(Clone)]
struct Xml;

impl Failures for Xml {
    type Kept = Option<HeaderValue>;

    fn keep(&self, head: &Parts) -> Self::Kept {
        head.headers.get("x-id").cloned()
    }

    fn panicked(&self, id: Self::Kept) -> Response<Body> {
        let mut response = respond::content(
            StatusCode::INTERNAL_SERVER_ERROR,
            "application/xml",
            "<error/>",
        );
        response.headers_mut().extend(id.map(|id| {
            let name = http::HeaderName::from_static("x-id");
            (name, id)
        }));
        response
    }

    fn timed_out(&self, id: Self::Kept) -> Response<Body> {
        self.panicked(id)
    }
}

fn faces(told: &Arc<Told>) -> Faces {
    let xml = Router::new()
        .route("/xml/fine", get(async || "<fine/>"))
        .route("/xml/panic", get(async || panic!("on purpose") as &str))
        .route(
            "/xml/same",
            get(async || respond::empty(StatusCode::NOT_MODIFIED)),
        )
        .fallback(async || (StatusCode::NOT_FOUND, "<none/>"));
    let other = Router::new().route("/other", get(std::future::pending::<&str>));
    let minute = Duration::from_mins(1);
    Faces::new(
        vec![
            Face::new(
                "xml",
                |path| path.starts_with("/xml/"),
                Guarded::new(xml, Xml, minute),
            ),
            Face::new(
                "other",
                |path| path == "/other",
                Guarded::new(other, Problems, minute),
            ),
        ],
        HostPolicy::loopback(),
        Arc::clone(told) as Arc<dyn Observer>,
    )
}

#[tokio::test]
async fn a_panic_is_the_faces_own_error_and_the_next_request_works() {
    let told = Arc::new(Told::default());
    let server = Server::start(faces(&told), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    caller
        .send("GET /xml/panic HTTP/1.1\r\nHost: localhost\r\nX-Id: 7\r\n\r\n")
        .await;
    let answer = caller.answer().await;
    assert_eq!((answer.status, answer.body.as_str()), (500, "<error/>"));
    assert_eq!(answer.header("x-id"), Some("7"));
    assert_eq!(caller.get("/xml/fine").await.body, "<fine/>");
}

#[tokio::test]
async fn each_path_is_answered_by_its_face_and_counted_under_its_name() {
    let told = Arc::new(Told::default());
    let server = Server::start(faces(&told), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    assert_eq!(caller.get("/xml/nowhere").await.body, "<none/>");
    let unknown = caller.get("/nowhere?secret").await;
    assert_eq!(unknown.status, 404);
    assert_eq!(
        unknown.header("content-type"),
        Some("application/problem+json")
    );
    assert!(
        unknown
            .body
            .starts_with("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,")
    );
    assert_eq!(
        *told.0.lock().unwrap(),
        [("xml", Method::GET, 404), ("none", Method::GET, 404)]
    );
}

#[tokio::test]
async fn another_host_is_misdirected() {
    let told = Arc::new(Told::default());
    let server = Server::start(faces(&told), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    for host in ["evil.example", "localhost.evil.example:8080"] {
        caller
            .send(format!("GET /xml/fine HTTP/1.1\r\nHost: {host}\r\n\r\n"))
            .await;
        let answer = caller.answer().await;
        assert_eq!(answer.status, 421);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
    }
    for host in ["127.0.0.1:1", "[::1]:8080", "LOCALHOST"] {
        caller
            .send(format!("GET /xml/fine HTTP/1.1\r\nHost: {host}\r\n\r\n"))
            .await;
        assert_eq!(caller.answer().await.status, 200);
    }
}

#[tokio::test]
async fn a_request_that_names_no_host_or_two_is_refused() {
    let told = Arc::new(Told::default());
    let server = Server::start(faces(&told), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    for hosts in ["", "Host: localhost\r\nHost: localhost\r\n"] {
        caller
            .send(format!("GET /xml/fine HTTP/1.1\r\n{hosts}\r\n"))
            .await;
        let answer = caller.answer().await;
        assert_eq!(answer.status, 400);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
    }
}

#[tokio::test]
async fn head_has_the_length_of_get_and_304_has_none() {
    let told = Arc::new(Told::default());
    let server = Server::start(faces(&told), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    for (path, length) in [("/xml/fine", "7"), ("/xml/panic", "8"), ("/xml/none", "7")] {
        caller
            .send(format!("HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            .await;
        let answer = caller.answer_to_head().await;
        assert_eq!(answer.header("content-length"), Some(length), "{path}");
    }
    let same = caller.get("/xml/same").await;
    assert_eq!((same.status, same.header("content-length")), (304, None));
    // Nothing of the answers above was left in the stream.
    assert_eq!(caller.get("/xml/fine").await.body, "<fine/>");
}

#[tokio::test]
async fn a_caller_that_goes_away_is_counted_too() {
    let told = Arc::new(Told::default());
    let request = Request::get("/other")
        .header("host", "localhost")
        .body(Body::empty())
        .unwrap();
    let mut answering = faces(&told).call(request);
    assert!((&mut answering).now_or_never().is_none());
    drop(answering);
    assert_eq!(
        *told.0.lock().unwrap(),
        [("other", Method::GET, CLOSED_BY_CALLER)]
    );
}
