//! A bare stream out of an upgraded request, plain and over TLS, served by another runtime than the one that accepted it.

use axum::Router;
use axum::extract::Request;
use axum::routing::get;
use http::header::{CONNECTION, UPGRADE};
use http::{HeaderValue, StatusCode};
use landfall_http::listen::{Limits, Upgrade};
use landfall_http::respond;
use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::caller::Caller;
use crate::server::Server;
use crate::tls::{Files, connect};

/// Says back on the bare stream, and on `runtime`, what is said up to an exclamation mark; then ends.
fn echo(runtime: Handle) -> Router {
    let open = async move |mut request: Request| {
        let upgrade = Upgrade::of(&mut request);
        runtime.spawn(async move {
            let (mut stream, first) = upgrade.bare().await.unwrap();
            let mut said = first.to_vec();
            while !said.ends_with(b"!") {
                assert!(stream.read_buf(&mut said).await.unwrap() > 0);
            }
            said.extend(format!(" {:?}", std::thread::current().name()).bytes());
            stream.write_all(&said).await.unwrap();
            stream.shutdown().await.unwrap();
        });
        let mut response = respond::empty(StatusCode::SWITCHING_PROTOCOLS);
        let headers = response.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("echo"));
        response
    };
    Router::new().route("/", get(open))
}

fn another_runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("another")
        .enable_all()
        .build()
        .unwrap()
}

async fn speak<T: AsyncRead + AsyncWrite + Unpin>(mut caller: Caller<T>) -> Vec<u8> {
    // What is sent early arrives with the head and must not be lost.
    let request =
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly ";
    caller.send(request).await;
    assert_eq!(caller.answer_to_head().await.status, 101);
    caller.send("and ").await;
    caller.send("late!").await;
    caller.rest().await
}

#[tokio::test]
async fn an_upgraded_stream_goes_to_whoever_takes_it() {
    let runtime = another_runtime();
    let server = Server::start(echo(runtime.handle().clone()), Limits::default());
    let heard = speak(Caller::connect(server.address).await).await;
    assert_eq!(heard, b"early and late! Some(\"another\")");
    runtime.shutdown_background();
}

#[tokio::test]
async fn an_upgraded_tls_stream_goes_to_whoever_takes_it() {
    let files = Files::new();
    let certificate = files.issue();
    let runtime = another_runtime();
    let server = Server::listen(files.listener(), echo(runtime.handle().clone()));
    let stream = connect(&server, &certificate, &[]).await.unwrap();
    let heard = speak(Caller::over(stream)).await;
    assert_eq!(heard, b"early and late! Some(\"another\")");
    runtime.shutdown_background();
}

#[tokio::test]
async fn a_certificate_s_fingerprint_is_of_the_last_key_of_its_chain() {
    let print = |certificate: &CertificateDer<'_>| {
        let key = ParsedCertificate::try_from(certificate).unwrap();
        ring::digest::digest(&ring::digest::SHA256, &key.subject_public_key_info())
    };
    let files = Files::new();
    let first = files.issue();
    let alone = files.paths().fingerprint().unwrap();
    assert_eq!(alone, print(&first).as_ref());
    // Another one behind it.
    let before = std::fs::read(files.paths().certificates).unwrap();
    let second = files.issue();
    let behind = std::fs::read(files.paths().certificates).unwrap();
    std::fs::write(files.paths().certificates, [before, behind].concat()).unwrap();
    let both = files.paths().fingerprint().unwrap();
    assert_eq!(both, print(&second).as_ref());
    assert_ne!(both, alone);
}
