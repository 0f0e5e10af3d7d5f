//! Stopping: what runs is answered, what idles is closed, what never ends is cut.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use landfall_http::listen::Limits;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::caller::Caller;
use crate::server::Server;

/// A route that says when it has begun, and ends when it may.
#[derive(Clone)]
struct Gate {
    begun: Arc<Semaphore>,
    may_end: Arc<Semaphore>,
}

impl Gate {
    fn new() -> Self {
        Self {
            begun: Arc::new(Semaphore::new(0)),
            may_end: Arc::new(Semaphore::new(0)),
        }
    }

    fn routes(&self) -> Router {
        let gate = self.clone();
        let gated = get(async move || {
            gate.begun.add_permits(1);
            gate.may_end.acquire().await.unwrap().forget();
            "finished"
        });
        Router::new()
            .route("/gated", gated)
            .route("/", get(async || "here"))
    }
}

#[tokio::test]
async fn a_running_request_is_answered_and_its_connection_closed() {
    let gate = Gate::new();
    let mut server = Server::start(gate.routes(), Limits::default());
    let mut idle = Caller::connect(server.address).await;
    assert_eq!(idle.get("/").await.header("connection"), None);
    let mut silent = Caller::connect(server.address).await;
    let mut running = Caller::connect(server.address).await;
    running.send("GET /gated HTTP/1.1\r\nHost: a\r\n\r\n").await;
    gate.begun.acquire().await.unwrap().forget();

    server.stop();
    assert_eq!(idle.rest().await, b"");
    assert_eq!(silent.rest().await, b"");
    assert!(TcpStream::connect(server.address).await.is_err());

    gate.may_end.add_permits(1);
    let answer = running.answer().await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "finished"));
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(running.rest().await, b"");
    server.ended().await;
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_after_the_grace() {
    let gate = Gate::new();
    let limits = Limits {
        grace: Duration::from_millis(50),
        ..Limits::default()
    };
    let mut server = Server::start(gate.routes(), limits);
    let mut running = Caller::connect(server.address).await;
    running.send("GET /gated HTTP/1.1\r\nHost: a\r\n\r\n").await;
    gate.begun.acquire().await.unwrap().forget();
    server.stop();
    assert_eq!(running.rest().await, b"");
    server.ended().await;
}
