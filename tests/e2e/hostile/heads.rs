//! Heads that are no HTTP, too large, of other versions, for other hosts, or several at once.

use super::{Case, HOST, VIPMP, check, get, request};
use crate::support::Landfall;

const NOT_ONE_HOST: &str = r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"A request has to name its host in one Host line."}"#;
const OTHER_HOST: &str = r#"{"type":"about:blank","title":"Misdirected Request","status":421,*"#;
const NOWHERE: &str = r#"{"type":"about:blank","title":"Not Found","status":404,*"#;

/// Bytes to which only a status without a body can be said: no dialect is known yet.
#[test]
fn heads_that_are_no_http_are_refused() {
    let line = |line: &[u8]| {
        let start = [b"GET /healthz HTTP/1.1\r\n", HOST.as_bytes()].concat();
        [&start, line, b"\r\n\r\n"].concat()
    };
    let refused = |what, sent: Vec<u8>| Case::refused(what, sent, 400);
    check(
        Landfall::demo(&[]),
        &[
            refused(
                "a TLS handshake",
                b"\x16\x03\x01\x02\x00\x01\r\n\r\n".into(),
            ),
            refused("no version", b"GET /healthz\r\n\r\n".into()),
            refused("HTTP/1.2", b"GET /healthz HTTP/1.2\r\n\r\n".into()),
            refused("HTTP/2.0 by name", b"GET / HTTP/2.0\r\n\r\n".into()),
            refused("HTTP/9", b"GET / HTTP/9\r\n\r\n".into()),
            refused("a method with a bracket", request("G(T", "/", HOST)),
            refused("no method", request("", "/", HOST)),
            refused("a space in the target", get("/v3/a b", HOST)),
            refused("NUL in the target", get("/v3/\0", HOST)),
            refused("angle brackets in the target", get("/v3/<script>", VIPMP)),
            refused("a control character in the target", get("/v3/\x07", HOST)),
            refused(
                "a target that is not UTF-8",
                b"GET /v3/customers/\xFF HTTP/1.1\r\nHost: localhost\r\n\r\n".into(),
            ),
            refused("an empty header name", line(b": b")),
            refused("a line without a colon", line(b"abc")),
            refused("a space before the colon", line(b"A : b")),
            refused("a folded line", line(b"A: b\r\n c")),
            refused("NUL in a header", line(b"A: b\0c")),
            refused("a bare carriage return in a header", line(b"A: b\rc")),
            refused("a control character in a header", line(b"A: \x1B[31m")),
            refused("DEL in a header", line(b"A: b\x7F")),
            refused("a header name that is not ASCII", line("Ä: b".as_bytes())),
            refused(
                "a first line that is indented",
                b" GET / HTTP/1.1\r\n\r\n".into(),
            ),
            refused(
                "a first header that is indented",
                b"GET / HTTP/1.1\r\n A: b\r\n\r\n".into(),
            ),
        ],
    );
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let long = "x".repeat(40_000);
    let lines = |count: usize| format!("{HOST}{}", "A: b\r\n".repeat(count - 1));
    let refused = |what, sent: Vec<u8>| Case::refused(what, sent, 431);
    check(
        Landfall::demo(&[]),
        &[
            refused("a long target", get(&format!("/healthz?{long}"), HOST)),
            refused("a long path", get(&format!("/v3/customers/{long}"), VIPMP)),
            refused(
                "a long header",
                get("/healthz", &format!("{HOST}A: {long}\r\n")),
            ),
            refused(
                "a long header name",
                get("/healthz", &format!("{HOST}{long}: a\r\n")),
            ),
            refused("a long method", request(&long, "/healthz", HOST)),
            refused("many lines", get("/healthz", &lines(101))),
            refused("a head without an end", long.clone().into()),
            Case::new(
                "as many lines as may be",
                get("/healthz", &lines(100)),
                200,
                "ok",
            ),
        ],
    );
}

/// A request is for one host, and the server of the demonstration answers for this machine's own names alone.
#[test]
fn the_host_is_named_once_and_is_this_one() {
    let two = |other: &str| format!("{HOST}Host: {other}\r\n");
    check(
        Landfall::demo(&[]),
        &[
            Case::new("no host", get("/healthz", ""), 400, NOT_ONE_HOST),
            Case::new(
                "the same host twice",
                get("/healthz", &two("localhost")),
                400,
                NOT_ONE_HOST,
            ),
            Case::new(
                "two hosts",
                get("/healthz", &two("evil.example")),
                400,
                NOT_ONE_HOST,
            ),
            Case::new(
                "two hosts in HTTP/1.0",
                format!("GET /healthz HTTP/1.0\r\n{HOST}{HOST}\r\n"),
                400,
                NOT_ONE_HOST,
            )
            .closing(),
            Case::new(
                "no host with an absolute target",
                get("http://localhost/healthz", ""),
                400,
                NOT_ONE_HOST,
            ),
            Case::new(
                "an empty host",
                get("/healthz", "Host:\r\n"),
                421,
                OTHER_HOST,
            ),
            Case::new(
                "another host",
                get("/healthz", "Host: evil.example\r\n"),
                421,
                OTHER_HOST,
            ),
            Case::new(
                "a host with a user",
                get("/healthz", "Host: localhost@evil\r\n"),
                421,
                OTHER_HOST,
            ),
            Case::new(
                "a host in brackets",
                get("/healthz", "Host: [::2]\r\n"),
                421,
                OTHER_HOST,
            ),
            Case::new(
                "an absolute target elsewhere",
                get("http://evil.example/healthz", HOST),
                421,
                OTHER_HOST,
            ),
            Case::new(
                "an absolute target with a user",
                get("http://localhost@evil.example/healthz", HOST),
                421,
                OTHER_HOST,
            ),
            Case::new(
                "an absolute target here",
                get("http://localhost/healthz", "Host: evil.example\r\n"),
                200,
                "ok",
            ),
            Case::new(
                "a port that is none of ours",
                get("/healthz", "Host: localhost:1\r\n"),
                200,
                "ok",
            ),
        ],
    );
}

#[test]
fn odd_forms_of_a_request_that_http_allows() {
    let healthy = get("/healthz", HOST);
    let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
    check(
        Landfall::demo(&[]),
        &[
            Case::new(
                "bare line feeds",
                "GET /healthz HTTP/1.1\nHost: localhost\n\n",
                200,
                "ok",
            ),
            Case::new(
                "empty lines in front",
                [b"\r\n\r\n", healthy.as_slice()].concat(),
                200,
                "ok",
            ),
            Case::new(
                "HTTP/1.0",
                "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n",
                200,
                "ok",
            )
            .closing(),
            Case::new(
                "HTTP/1.0 kept open",
                "GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
                200,
                "ok",
            ),
            Case::new("an asterisk", request("OPTIONS", "*", HOST), 404, NOWHERE),
            Case::new("an asterisk that is read", get("*", HOST), 404, NOWHERE),
            Case::new(
                "a tunnel",
                request("CONNECT", "localhost:80", HOST),
                404,
                NOWHERE,
            ),
            Case::new(
                "an authority that is read",
                get("localhost:80", HOST),
                404,
                NOWHERE,
            ),
            Case::new(
                "a fragment",
                get("/healthz#/v3/customers/1", HOST),
                200,
                "ok",
            ),
            Case::new(
                "an upgrade to HTTP/2",
                get("/healthz", &format!("{HOST}{upgrade}")),
                200,
                "ok",
            ),
            Case::new(
                "an upgrade to a web socket",
                get(
                    "/healthz",
                    &format!("{HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n"),
                ),
                200,
                "ok",
            ),
        ],
    );
}

#[test]
fn several_requests_in_one_piece_or_none_at_all() {
    let healthy = get("/healthz", HOST);
    let pipelined = [
        healthy.clone(),
        get("/v3/customers/9876543210", VIPMP),
        get("/nowhere", &format!("{HOST}Connection: close\r\n")),
        get("/never-read", HOST),
    ];
    let each = [
        (200, "ok"),
        (200, r#"{"externalReferenceId":"342",*"#),
        (404, NOWHERE),
    ];
    let behind = [healthy.as_slice(), b"\0\r\n\r\n"].concat();
    let half = "GET /healthz HTTP/1.1\r\nHost: lo";
    let http2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    check(
        Landfall::demo(&[]),
        &[
            Case::of_several("three", pipelined.concat(), &each).closing(),
            Case::of_several("nonsense behind one", behind, &[(200, "ok"), (400, "")]).closing(),
            Case::of_several("HTTP/2 without TLS", http2, &[]).closing(),
            Case::of_several("nothing", "", &[]).cut(),
            Case::of_several("half a head", half, &[]).cut(),
        ],
    );
}
