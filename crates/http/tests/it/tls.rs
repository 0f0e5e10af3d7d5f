//! TLS: both versions of HTTP, the certificate, and the handshake's deadline.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use http_body_util::BodyExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo};
use landfall_http::listen::{Limits, ListenConfig, ListenError, Listener, TlsFiles};
use landfall_http::peer::Peer;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::caller::Caller;
use crate::server::{Server, free_port};

pub(crate) struct Files {
    folder: TempDir,
}

impl Files {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn paths(&self) -> TlsFiles {
        TlsFiles {
            certificates: self.folder.path().join("chain.pem"),
            key: self.folder.path().join("key.pem"),
        }
    }

    /// Writes a new certificate for `localhost` and returns it.
    pub(crate) fn issue(&self) -> CertificateDer<'static> {
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let paths = self.paths();
        fs::write(paths.certificates, issued.cert.pem()).unwrap();
        fs::write(paths.key, issued.signing_key.serialize_pem()).unwrap();
        issued.cert.der().clone()
    }

    pub(crate) fn listener(&self) -> Listener {
        self.listener_with(Limits::default())
    }

    fn listener_with(&self, limits: Limits) -> Listener {
        Listener::bind(ListenConfig {
            tls: Some(self.paths()),
            limits,
            ..ListenConfig::new(free_port())
        })
        .unwrap()
    }
}

fn routes() -> Router {
    Router::new().route(
        "/",
        get(async |request: Request| {
            let secure = Peer::of(request.extensions()).secure;
            format!("{:?} {secure}", request.version())
        }),
    )
}

pub(crate) async fn connect(
    server: &Server,
    trusted: &CertificateDer<'static>,
    protocols: &[&str],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    let stream = TcpStream::connect(server.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

#[tokio::test]
async fn http_1_over_tls_with_and_without_alpn() {
    let files = Files::new();
    let certificate = files.issue();
    let server = Server::listen(files.listener(), routes());
    for protocols in [&["http/1.1"][..], &[]] {
        let stream = connect(&server, &certificate, protocols).await.unwrap();
        assert_eq!(Caller::over(stream).get("/").await.body, "HTTP/1.1 true");
    }
}

#[tokio::test]
async fn http_2_where_the_client_asks_for_it() {
    let files = Files::new();
    let certificate = files.issue();
    let mut server = Server::listen(files.listener(), routes());
    let stream = connect(&server, &certificate, &["h2", "http/1.1"])
        .await
        .unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let connection = tokio::spawn(connection);
    for _ in 0..2 {
        let request = Request::get("https://localhost/")
            .body(Body::empty())
            .unwrap();
        let response = sender.send_request(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "HTTP/2.0 true");
    }
    // Stopping announces the end to the client, which then closes.
    server.stop();
    connection.await.unwrap().unwrap();
    server.ended().await;
}

#[tokio::test]
async fn a_new_certificate_is_taken_while_serving() {
    let files = Files::new();
    let first = files.issue();
    let listener = files.listener();
    let loaded = listener.certificate().unwrap();
    let server = Server::listen(listener, routes());
    assert!(connect(&server, &first, &[]).await.is_ok());

    let second = files.issue();
    loaded.reload().unwrap();
    assert!(connect(&server, &first, &[]).await.is_err());
    assert!(connect(&server, &second, &[]).await.is_ok());

    fs::write(files.paths().certificates, "not a certificate").unwrap();
    assert!(loaded.reload().is_err());
    assert!(connect(&server, &second, &[]).await.is_ok());
}

#[tokio::test]
async fn files_that_cannot_be_used_are_named() {
    let files = Files::new();
    let named = |files: TlsFiles| match Listener::bind(ListenConfig {
        tls: Some(files),
        ..ListenConfig::new(free_port())
    }) {
        Err(ListenError::Tls { path, .. }) => path,
        other => panic!("{other:?}"),
    };
    assert_eq!(named(files.paths()), files.paths().certificates);
    files.issue();
    let other = Files::new();
    other.issue();
    // A key that belongs to another certificate.
    let mixed = TlsFiles {
        key: other.paths().key,
        ..files.paths()
    };
    assert_eq!(named(mixed.clone()), mixed.key);
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_cut() {
    let files = Files::new();
    files.issue();
    let limits = Limits {
        handshake: Duration::from_millis(150),
        ..Limits::default()
    };
    let server = Server::listen(files.listener_with(limits), routes());
    let mut silent = Caller::connect(server.address).await;
    silent.send(b"\x16\x03\x01").await;
    assert_eq!(silent.rest().await, b"");
}

#[tokio::test]
async fn a_handshake_does_not_hold_up_the_stop() {
    let files = Files::new();
    let certificate = files.issue();
    let limits = Limits {
        connections: 2,
        handshake: Duration::MAX,
        grace: Duration::MAX,
        ..Limits::default()
    };
    let mut server = Server::listen(files.listener_with(limits), routes());
    let mut silent = Caller::connect(server.address).await;
    silent.send(b"\x16\x03\x01").await;
    // Accepted in the order of arrival: once the second is served, the first is in its handshake.
    let stream = connect(&server, &certificate, &[]).await.unwrap();
    assert_eq!(Caller::over(stream).get("/").await.status, 200);
    server.stop();
    server.ended().await;
    assert_eq!(silent.rest().await, b"");
}
