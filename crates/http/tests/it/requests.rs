//! Single requests over a plain connection.

use axum::Router;
use axum::extract::Request;
use axum::routing::get;
use http::StatusCode;
use landfall_http::listen::{Limits, ListenConfig, Listener};
use landfall_http::peer::{Peer, TrustedProxies};
use landfall_http::respond;

use crate::caller::Caller;
use crate::server::{Server, free_port};

fn routes() -> Router {
    Router::new()
        .route(
            "/",
            get(async || respond::json(StatusCode::OK, "{\"a\":1}")),
        )
        .route(
            "/peer",
            get(async |request: Request| {
                let peer = Peer::of(request.extensions());
                format!("{} {}", peer.address, peer.secure)
            }),
        )
}

#[tokio::test]
async fn an_answer_has_its_type_and_length() {
    let server = Server::start(routes(), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    let answer = caller.get("/").await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("content-length"), Some("7"));
    assert_eq!(answer.body, "{\"a\":1}");
    assert!(answer.header("date").is_some());
}

#[tokio::test]
async fn requests_may_be_sent_ahead() {
    let server = Server::start(routes(), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    caller
        .send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3))
        .await;
    for _ in 0..3 {
        assert_eq!(caller.answer().await.body, "{\"a\":1}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_http_get_a_bare_400() {
    let server = Server::start(routes(), Limits::default());
    for nonsense in [
        &b"\x16\x03\x01\x02\x00\x01\r\n\r\n"[..],
        b"hello\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
    ] {
        let mut caller = Caller::connect(server.address).await;
        caller.send(nonsense).await;
        let answer = caller.answer().await;
        assert_eq!((answer.status, answer.body.as_str()), (400, ""));
        assert_eq!(caller.rest().await, b"");
    }
}

#[tokio::test]
async fn the_peer_is_the_socket_unless_a_trusted_proxy_says_otherwise() {
    let proxied = "GET /peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n\r\n";

    let server = Server::start(routes(), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    caller.send(proxied).await;
    let own = caller.stream.local_addr().unwrap();
    assert_eq!(caller.answer().await.body, format!("{own} false"));

    let listener = Listener::bind(ListenConfig {
        trusted_proxies: TrustedProxies::parse(["127.0.0.0/8"]).unwrap(),
        ..ListenConfig::new(free_port())
    });
    let server = Server::listen(listener.unwrap(), routes());
    let mut caller = Caller::connect(server.address).await;
    caller.send(proxied).await;
    assert_eq!(caller.answer().await.body, "203.0.113.7:0 true");
}

#[tokio::test]
async fn plain_http_off_loopback_must_be_meant() {
    let open = ListenConfig::new(([0, 0, 0, 0], 0).into());
    let refusal = Listener::bind(open.clone()).unwrap_err().to_string();
    assert!(refusal.contains("plaintext = true"), "{refusal}");
    let meant = ListenConfig {
        plaintext: true,
        ..open
    };
    assert!(Listener::bind(meant).is_ok());
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_it() {
    let first = Listener::bind(ListenConfig::new(free_port())).unwrap();
    let address = first.local_addr().unwrap();
    let error = Listener::bind(ListenConfig::new(address)).unwrap_err();
    assert!(error.to_string().contains(&address.to_string()));
}
