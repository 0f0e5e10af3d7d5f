//! What a caller may take, and what it gets for taking more.
//!
//! Time passes only in the form of conditions: where something must outlast a deadline, another connection is seen to be cut by that
//! deadline first.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use futures_util::stream;
use landfall_http::body::{BodyError, read_body};
use landfall_http::listen::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::oneshot;

use crate::caller::Caller;
use crate::server::Server;

const SHORT: Duration = Duration::from_millis(150);

fn routes() -> Router {
    let upload = async |body: Body| match read_body(body, 1_000, SHORT).await {
        Ok(body) => body.len().to_string(),
        Err(BodyError::TooLarge) => "too large".to_owned(),
        Err(BodyError::TimedOut) => "timed out".to_owned(),
        Err(BodyError::Broken) => "broken".to_owned(),
    };
    Router::new()
        .route("/", get(async || "here"))
        .route("/upload", post(upload))
}

fn short_heads() -> Limits {
    Limits {
        head: SHORT,
        ..Limits::default()
    }
}

#[tokio::test]
async fn a_head_that_does_not_end_is_cut_however_steadily_it_comes() {
    let server = Server::start(routes(), short_heads());
    let mut caller = Caller::connect(server.address).await;
    caller.send("GET / HTTP/1.1\r\n").await;
    let (mut reading, mut writing) = caller.stream.into_split();
    let cut = tokio::spawn(async move {
        let mut answer = Vec::new();
        // Ends with the end of the stream, or with a reset because something was still on its way.
        while reading.read_buf(&mut answer).await.unwrap_or(0) > 0 {}
        answer
    });
    let mut ticks = tokio::time::interval(Duration::from_millis(10));
    while !cut.is_finished() {
        ticks.tick().await;
        // Fails once the connection is cut.
        let _ = writing.write_all(b"A: b\r\n").await;
    }
    assert_eq!(cut.await.unwrap(), b"");
}

#[tokio::test]
async fn vipmp_trap_37_a_connection_is_kept_while_it_is_idle() {
    let server = Server::start(routes(), short_heads());
    let mut pooled = Caller::connect(server.address).await;
    assert_eq!(pooled.get("/").await.status, 200);
    // Another connection begins a head later and is cut: so the first has been idle for longer than a head may take.
    let mut slow = Caller::connect(server.address).await;
    slow.send("GET").await;
    assert_eq!(slow.rest().await, b"");
    let answer = pooled.get("/").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "here"));
    assert_eq!(answer.header("connection"), None);
}

#[tokio::test]
async fn a_slow_head_is_cut_on_a_connection_that_was_idle() {
    let server = Server::start(routes(), short_heads());
    let mut caller = Caller::connect(server.address).await;
    assert_eq!(caller.get("/").await.status, 200);
    caller.send("GET / HTTP/1.1\r\nHost:").await;
    assert_eq!(caller.rest().await, b"");
}

#[tokio::test]
async fn a_connection_that_sends_nothing_is_closed() {
    let limits = Limits {
        first_byte: SHORT,
        ..Limits::default()
    };
    let server = Server::start(routes(), limits);
    let mut silent = Caller::connect(server.address).await;
    assert_eq!(silent.rest().await, b"");
}

#[tokio::test]
async fn an_idle_connection_is_closed_in_the_end() {
    let limits = Limits {
        idle: SHORT,
        ..Limits::default()
    };
    let server = Server::start(routes(), limits);
    let mut caller = Caller::connect(server.address).await;
    assert_eq!(caller.get("/").await.status, 200);
    assert_eq!(caller.rest().await, b"");
}

#[tokio::test]
async fn a_slow_body_times_out_in_the_handler() {
    let server = Server::start(routes(), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    caller
        .send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12")
        .await;
    assert_eq!(caller.answer().await.body, "timed out");
}

#[tokio::test]
async fn a_body_within_its_limit_arrives_and_the_connection_stays() {
    let server = Server::start(routes(), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    caller
        .send("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        .await;
    assert_eq!(caller.answer().await.body, "5");
    assert_eq!(caller.get("/").await.body, "here");
}

#[tokio::test]
async fn whoever_sends_far_too_much_still_reads_its_answer() {
    let server = Server::start(routes(), Limits::default());
    for head in [
        "Content-Length: 8000000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n7a1200\r\n",
    ] {
        let mut caller = Caller::connect(server.address).await;
        caller
            .send(format!("POST /upload HTTP/1.1\r\nHost: a\r\n{head}"))
            .await;
        caller.send(vec![b'x'; 8_000_000]).await;
        assert_eq!(caller.answer().await.body, "too large");
    }
}

#[tokio::test]
async fn whoever_sends_after_its_answer_is_heard_out() {
    let server = Server::start(routes(), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    caller
        .send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n")
        .await;
    assert_eq!(caller.answer().await.body, "too large");
    // Fails when the server does not take it any more.
    caller.send(vec![b'x'; 8_000_000]).await;
    assert_eq!(caller.rest().await, b"");
}

#[tokio::test]
async fn an_announced_body_is_refused_before_it_is_sent() {
    let server = Server::start(routes(), Limits::default());
    let mut caller = Caller::connect(server.address).await;
    caller
        .send("POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n")
        .await;
    // The first answer is the last: no 100 comes before it.
    assert_eq!(caller.answer().await.body, "too large");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_answered_with_431() {
    let server = Server::start(routes(), Limits::default());
    let long = "x".repeat(40_000);
    let many = "A: b\r\n".repeat(101);
    for head in [format!("A: {long}\r\n\r\n"), format!("{many}\r\n")] {
        let mut caller = Caller::connect(server.address).await;
        caller
            .send(format!("GET / HTTP/1.1\r\nHost: a\r\n{head}"))
            .await;
        let answer = caller.answer().await;
        assert_eq!((answer.status, answer.body.as_str()), (431, ""));
        assert_eq!(caller.rest().await, b"");
    }
}

#[tokio::test]
async fn a_caller_that_does_not_read_is_cut() {
    let limits = Limits {
        write_stall: SHORT,
        ..Limits::default()
    };
    let (dropped, was_dropped) = oneshot::channel::<()>();
    let dropped = Arc::new(std::sync::Mutex::new(Some(dropped)));
    let endless = get(move || {
        let held = dropped.lock().unwrap().take();
        let chunks = stream::unfold(held, async |held| {
            Some((Ok::<_, std::io::Error>(Bytes::from(vec![0; 65_536])), held))
        });
        std::future::ready(Body::from_stream(chunks))
    });
    let server = Server::start(Router::new().route("/", endless), limits);
    let mut caller = Caller::connect(server.address).await;
    caller.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    // The endless body goes only with its connection.
    assert!(was_dropped.await.is_err());
}

#[tokio::test]
async fn there_are_never_more_connections_than_allowed_and_nobody_starves() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = {
        let most = Arc::clone(&most);
        get(async move || {
            most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            now.fetch_sub(1, SeqCst);
            "done"
        })
    };
    let server = Server::start(Router::new().route("/", counted), limits);
    let address = server.address;
    let callers = (0..20).map(|_| {
        tokio::spawn(async move {
            let mut caller = Caller::connect(address).await;
            caller
                .send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .await;
            caller.answer().await.body
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        assert_eq!(caller.await.unwrap(), "done");
    }
    assert_eq!(most.load(SeqCst), 2);
}

#[tokio::test]
async fn idle_connections_make_room_when_others_wait() {
    let limits = Limits {
        connections: 1,
        idle_when_full: SHORT,
        ..Limits::default()
    };
    let server = Server::start(routes(), limits);
    let mut first = Caller::connect(server.address).await;
    assert_eq!(first.get("/").await.status, 200);
    let mut second = Caller::connect(server.address).await;
    assert_eq!(second.get("/").await.status, 200);
    assert_eq!(first.rest().await, b"");
}
