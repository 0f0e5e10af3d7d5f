//! Callers that take their time. What counts is that they are cut off, and that nobody else waits for them.

use std::time::Duration;

use super::{HOST, ends_well, get};
use crate::support::{Landfall, RawAnswer, RawConnection, run, serve_command};

/// Between two bytes of a caller that is slow, not silent.
const PAUSE: Duration = Duration::from_millis(50);

/// A server over a new store, with short limits from the environment.
fn server(data: &std::path::Path, limit: (&str, &str)) -> Landfall {
    let made = run(
        data,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    assert!(made.status.success(), "{made:?}");
    let mut command = serve_command(data, &["--log-level", "warn,landfall=info"]);
    command.env(limit.0, limit.1);
    Landfall::start_serve(command)
}

/// Sends `start`, then `more` again and again until something comes back or the connection ends.
fn trickle(server: &Landfall, start: &[u8], more: &[u8]) -> RawConnection {
    let mut connection = RawConnection::to(server.address);
    connection.send(start);
    while !connection.heard_within(PAUSE) {
        connection.send(more);
    }
    connection
}

#[test]
fn a_head_that_does_not_end_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), ("LANDFALL_LIMITS__HEAD_SECONDS", "1"));
    let half = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
    std::thread::scope(|scope| {
        let silent = scope.spawn(|| {
            let mut connection = RawConnection::to(server.address);
            connection.send(half);
            connection.rest()
        });
        let slow = scope.spawn(|| trickle(&server, half, b"A: b\r\n").rest());
        let bytes = scope.spawn(|| trickle(&server, b"G", b"E").rest());
        let lines = scope.spawn(|| trickle(&server, b"\r\n", b"\r\n").rest());
        let kept = scope.spawn(|| {
            let mut connection = RawConnection::to(server.address);
            connection.send(&get("/healthz", HOST));
            assert_eq!(connection.answer("GET").unwrap().status, 200);
            connection.send(half);
            connection.rest()
        });
        let behind = scope.spawn(|| {
            let both = [&get("/healthz", HOST), half.as_slice()].concat();
            let mut connection = RawConnection::to(server.address);
            connection.send(&both);
            assert_eq!(connection.answer("GET").unwrap().status, 200);
            while !connection.heard_within(PAUSE) {
                connection.send(b"A: b\r\n");
            }
            connection.rest()
        });
        for (what, cut) in [
            ("silent", silent),
            ("slow", slow),
            ("bytes", bytes),
            ("lines", lines),
            ("kept", kept),
            ("behind", behind),
        ] {
            // Others are answered meanwhile.
            let mut other = RawConnection::to(server.address);
            other.send(&get("/readyz", HOST));
            assert_eq!(other.answer("GET").unwrap().text(), "ready");
            let rest = cut.join().unwrap();
            assert_eq!(String::from_utf8_lossy(&rest), "", "{what}");
        }
    });
    ends_well(server);
}

/// The calls that read a body, with what they answer to one that does not arrive.
fn slow_bodies(server: &Landfall, expected: [(&str, u16, &str); 4]) -> Vec<RawAnswer> {
    let one = |target: &str| {
        let start = format!(
            "POST {target} HTTP/1.1\r\n{HOST}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\na="
        );
        let start = match target {
            "/api/login" => start.replace("x-www-form-urlencoded", "json"),
            // Below its limit of 16 KiB, or of 64 KiB.
            _ => start.replace("1000000", "10000"),
        };
        let mut connection = trickle(server, start.as_bytes(), b"x");
        let answer = connection.answer("POST").unwrap();
        // What is left of the body is not taken for another request.
        connection.finish();
        assert_eq!(connection.rest(), b"", "{target}");
        answer
    };
    std::thread::scope(|scope| {
        let one = &one;
        let running = expected
            .map(|(target, status, body)| (scope.spawn(move || one(target)), target, status, body));
        let mut other = RawConnection::to(server.address);
        other.send(&get("/readyz", HOST));
        assert_eq!(other.answer("GET").unwrap().text(), "ready");
        running
            .map(|(answer, target, status, body)| {
                let answer = answer.join().unwrap();
                assert_eq!(
                    (answer.status, answer.text().as_str()),
                    (status, body),
                    "{target}"
                );
                answer
            })
            .to_vec()
    })
}

/// Each dialect waits ten seconds for a body, however steadily it trickles.
#[test]
fn a_body_that_does_not_end_is_given_up() {
    let server = Landfall::demo(&[]);
    slow_bodies(
        &server,
        [
            (
                "/ims/token/v3",
                400,
                r#"{"error":"invalid_request","error_description":"unreadable parameters"}"#,
            ),
            ("/connect/token", 400, r#"{"error":"invalid_request"}"#),
            ("/api/v1/token", 400, r#"{"error":"invalid_request"}"#),
            (
                "/api/login",
                400,
                r#"{"faultcode":"Client","faultstring":"The request body did not arrive whole"}"#,
            ),
        ],
    );
    ends_well(server);
}

/// An operator may allow less time than that for the whole call: then each dialect answers as for a deadline of its own.
#[test]
fn a_call_that_takes_too_long_is_answered_as_each_contract_says() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), ("LANDFALL_LIMITS__REQUEST_SECONDS", "2"));
    let answers = slow_bodies(
        &server,
        [
            (
                "/ims/token/v3",
                500,
                r#"{"error":"server_error","error_description":"Internal Server Error"}"#,
            ),
            (
                "/connect/token",
                503,
                r#"{"error":"temporarily_unavailable"}"#,
            ),
            (
                "/api/v1/token",
                503,
                r#"{"error":"temporarily_unavailable"}"#,
            ),
            (
                "/api/login",
                500,
                r#"{"faultcode":"Server","faultstring":"An error occurred processing the call"}"#,
            ),
        ],
    );
    for answer in &answers {
        let wanted = if answer.status == 503 { "1" } else { "" };
        assert_eq!(answer.header("retry-after"), wanted);
    }
    assert!(!server.logged().contains("panic"), "{}", server.logged());
}
