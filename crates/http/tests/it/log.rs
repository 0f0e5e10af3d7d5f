//! The access log: one line a request, and nothing secret in it.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::post;
use http::Request;
use landfall_http::faces::{Face, Faces};
use landfall_http::guard::{Guarded, Problems};
use landfall_http::host::HostPolicy;
use tower::Service as _;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_request_leaves_one_line_without_secrets() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_writer(lines.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let routes = Router::new().route("/a/{name}", post(async || "fine"));
    let guarded = Guarded::new(routes, Problems, Duration::from_secs(1));
    let face = Face::new("vendor", |_| true, guarded);
    let mut faces = Faces::new(vec![face], HostPolicy::Any, Arc::new(()));
    let request = Request::post("/a/name?token=secret-query")
        .header("host", "localhost")
        .header("authorization", "Bearer secret-header")
        .body(Body::from("secret-body"))
        .unwrap();
    assert_eq!(faces.call(request).await.unwrap().status(), 200);

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(!text.contains("secret"), "{text}");
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(line["target"], "access");
    let fields = &line["fields"];
    assert_eq!(fields["dialect"], "vendor");
    assert_eq!(fields["method"], "POST");
    assert_eq!(fields["path"], "/a/name");
    assert_eq!(fields["status"], 200);
    assert_eq!(fields["peer"], "127.0.0.1:0");
    assert!(fields["duration_us"].is_u64());
    assert_eq!(fields["request_id"].as_str().unwrap().len(), 36);
}
