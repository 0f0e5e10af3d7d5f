//! Bad input, sent to the real binary as bytes: whatever comes in, a well-formed answer in the called dialect's own form goes
//! out, or the connection is closed; the server goes on, and nothing panics.
//!
//! Most of it is tables: what is sent, and exactly what has to come back.

mod bodies;
mod forms;
mod headers;
mod heads;
mod methods;
mod mutated;
mod slow;
mod targets;

use crate::support::{Call, Landfall, RawConnection, call};

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of JSON.
const JSON: &str = "application/json";

/// A line that names the host.
const HOST: &str = "Host: localhost\r\n";
/// Lines with which vipmp lets a caller in.
const VIPMP: &str = "Host: localhost\r\nX-Api-Key: swo-app\r\nAuthorization: Bearer demo-token\r\nX-Correlation-Id: c\r\n";
/// Lines with which rulesv4 lets a caller see statuses.
const RULESV4: &str =
    "Host: localhost\r\nAuthorization: TOK:12345678-1234-1234-1234-1234567890ab\r\n";
/// Lines with which metallic lets a caller in.
const METALLIC: &str = "Host: localhost\r\nAuthorization: Bearer demo-token\r\n";

/// Bytes that are sent on a connection of their own, and what has to come back.
#[derive(Clone)]
struct Case<'a> {
    /// What is odd about it.
    what: &'a str,
    /// What is sent.
    sent: Vec<u8>,
    /// The status and the body of each answer; a body that ends in `*` need only begin so.
    answers: Vec<(u16, &'a str)>,
    /// What has to be in the last answer's head: name and value.
    headers: Vec<(&'a str, &'a str)>,
    /// Whether the sender stops sending then.
    cut: bool,
    /// What becomes of the connection.
    then: Then,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It has to take another request.
    Open,
    /// The server closes it, having sent nothing more.
    Closed,
    /// What of the body was on its way when the answer was made decides.
    Either,
}

impl<'a> Case<'a> {
    fn new(what: &'a str, sent: impl Into<Vec<u8>>, status: u16, body: &'a str) -> Self {
        Self::of_several(what, sent, &[(status, body)])
    }

    /// Bytes that are not one request.
    fn of_several(what: &'a str, sent: impl Into<Vec<u8>>, answers: &[(u16, &'a str)]) -> Self {
        Self {
            what,
            sent: sent.into(),
            answers: answers.to_vec(),
            headers: Vec::new(),
            cut: false,
            then: Then::Open,
        }
    }

    /// A request that is refused before any dialect sees it.
    fn refused(what: &'a str, sent: impl Into<Vec<u8>>, status: u16) -> Self {
        let closes = [("connection", "close"), ("content-length", "0")];
        Self::new(what, sent, status, "").closing().with(&closes)
    }

    fn closing(self) -> Self {
        self.then(Then::Closed)
    }

    fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }

    fn cut(self) -> Self {
        Self {
            cut: true,
            ..self.closing()
        }
    }

    fn with(mut self, headers: &[(&'a str, &'a str)]) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Sends it and looks at what comes back.
    fn check(&self, server: &Landfall) {
        let mut connection = RawConnection::to(server.address);
        connection.send(&self.sent);
        if self.cut {
            connection.finish();
        }
        let method = self.sent.split(|&byte| byte == b' ').next();
        let method = String::from_utf8_lossy(method.unwrap_or_default()).into_owned();
        let mut last = None;
        for (status, body) in &self.answers {
            let answer = connection.answer(&method);
            let answer = answer.unwrap_or_else(|| panic!("{}: closed", self.what));
            let shown = format!("{:.100}: {answer:?}", self.what);
            assert_eq!(answer.status, *status, "{shown}");
            match body.strip_suffix('*') {
                Some(start) => assert!(answer.text().starts_with(start), "{shown}"),
                None => assert_eq!(answer.text(), *body, "{shown}"),
            }
            last = Some(answer);
        }
        for (name, value) in &self.headers {
            let found = last.as_ref().map(|answer| answer.header(name));
            assert_eq!(found.as_deref(), Some(*value), "{}: {name}", self.what);
        }
        if self.then == Then::Closed {
            let rest = connection.rest();
            assert_eq!(String::from_utf8_lossy(&rest), "", "{}", self.what);
        }
        if self.then != Then::Open {
            connection = RawConnection::to(server.address);
        }
        connection.send(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let ready = connection.answer("GET");
        let ready = ready.unwrap_or_else(|| panic!("{}: closed afterwards", self.what));
        assert_eq!(
            (ready.status, ready.text().as_str()),
            (200, "ready"),
            "{}",
            self.what
        );
    }
}

/// Checks all cases on one server, which has to be well and silent afterwards.
fn check(server: Landfall, cases: &[Case<'_>]) {
    for case in cases {
        case.check(&server);
    }
    ends_well(server);
}

/// Stops the server, which has to end in good order without having logged anything that should not happen.
fn ends_well(server: Landfall) {
    server.signal("TERM");
    let (status, log) = server.end();
    assert!(status.success(), "{status}: {log}");
    let bad = |line: &&str| line.contains("panic") || line.contains("ERROR");
    let bad: Vec<&str> = log.lines().filter(bad).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

/// A request without a body.
fn request(method: &str, target: &str, lines: &str) -> Vec<u8> {
    format!("{method} {target} HTTP/1.1\r\n{lines}\r\n").into_bytes()
}

/// A GET.
fn get(target: &str, lines: &str) -> Vec<u8> {
    request("GET", target, lines)
}

/// A POST with a body of this media type and its true length.
fn post(target: &str, media_type: &str, lines: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST {target} HTTP/1.1\r\n{lines}Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// Signs in and gives lines with which akana lets a caller in.
fn akana(server: &Landfall) -> String {
    let login = call(
        server.address,
        &Call {
            method: "POST",
            target: "/api/login",
            headers: &[("Content-Type", "application/json")],
            body: r#"{"email":"admin@acmepaymentscorp.example","password":"demo-password"}"#,
        },
    )
    .unwrap();
    let cookie = login.header("set-cookie").split(';').next().unwrap();
    assert!(cookie.starts_with("AtmoAuthToken_"), "{cookie}");
    format!("Host: localhost\r\nCookie: {cookie}\r\n")
}
