//! Bodies: too large, cut off, framed in two ways.

use super::{Case, FORM, HOST, JSON, Then, VIPMP, check, get, post};
use crate::support::Landfall;

pub(super) const UNREADABLE: &str =
    r#"{"error":"invalid_request","error_description":"unreadable parameters"}"#;
pub(super) const NO_GRANT_TYPE: &str =
    r#"{"error":"invalid_request","error_description":"missing or repeated grant_type parameter"}"#;
pub(super) const INVALID: &str = r#"{"error":"invalid_request"}"#;
const TOO_LONG: &str =
    r#"{"faultcode":"Client","faultstring":"The request body is longer than 1 MiB"}"#;

/// A POST in one chunk, with its true length.
fn chunked(target: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {target} HTTP/1.1\r\n{HOST}Content-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
}

#[test]
fn a_body_that_is_too_long_is_refused_in_each_dialects_own_form() {
    let kib = 1024;
    let mut cases = Vec::new();
    for (target, media_type, limit, status, body) in [
        ("/ims/token/v3", FORM, 16 * kib, 400, UNREADABLE),
        ("/ims/token/v2", FORM, 16 * kib, 400, UNREADABLE),
        ("/connect/token", FORM, 64 * kib, 413, INVALID),
        ("/api/v1/token", FORM, 1024 * kib, 413, INVALID),
        ("/api/login", JSON, 1024 * kib, 413, TOO_LONG),
        ("/api/login/renewToken", FORM, 1024 * kib, 413, TOO_LONG),
        ("/api/login/logout", FORM, 1024 * kib, 413, TOO_LONG),
    ] {
        let long = vec![b'x'; limit + 1];
        let announced = |length: &str, more: &str| {
            format!(
                "POST {target} HTTP/1.1\r\n{HOST}Content-Type: {media_type}\r\nContent-Length: {length}\r\n{more}\r\n"
            )
        };
        let case = |what, sent: Vec<u8>| Case::new(what, sent, status, body).then(Then::Either);
        cases.extend([
            case("announced and sent", post(target, media_type, HOST, &long)),
            case("in a chunk", chunked(target, media_type, &long)),
            case(
                "much too long",
                post(target, media_type, HOST, &vec![b'x'; 4 * 1024 * kib]),
            ),
            // Without waiting for a byte of it, and without asking for it.
            case("announced", announced("99999999999", "").into()).cut(),
            case(
                "asked about",
                announced("99999999999", "Expect: 100-continue\r\n").into(),
            )
            .cut(),
        ]);
    }
    check(Landfall::demo(&[]), &cases);
}

/// Exactly as much as is allowed is read and judged by what it says.
#[test]
fn a_body_of_exactly_the_limit_is_read() {
    let padded = |limit: usize| {
        let mut form = b"grant_type=none&client_id=a&client_secret=b&x=".to_vec();
        form.resize(limit, b'x');
        form
    };
    let wrong = r#"{"error":"unsupported_grant_type"}"#;
    let vipmp = r#"{"error":"unsupported_grant_type","error_description":"unsupported grant_type parameter"}"#;
    let mut credentials = br#"{"email":"a@b.example","password":"b"}"#.to_vec();
    credentials.resize(1024 * 1024, b' ');
    let refused =
        r#"{"faultcode":"Client","faultstring":"The e-mail address or the password is wrong"}"#;
    let mut cases = Vec::new();
    for (target, limit, body) in [
        ("/ims/token/v3", 16 * 1024, vipmp),
        ("/connect/token", 64 * 1024, wrong),
        ("/api/v1/token", 1024 * 1024, wrong),
    ] {
        let form = padded(limit);
        cases.push(Case::new(
            target,
            post(target, FORM, HOST, &form),
            400,
            body,
        ));
        cases.push(Case::new(target, chunked(target, FORM, &form), 400, body));
    }
    let login = "/api/login";
    cases.push(Case::new(
        login,
        post(login, JSON, HOST, &credentials),
        401,
        refused,
    ));
    cases.push(Case::new(
        login,
        chunked(login, JSON, &credentials),
        401,
        refused,
    ));
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn a_length_that_is_none_is_refused() {
    let length =
        |lines: &str| format!("POST /ims/token/v3 HTTP/1.1\r\n{HOST}{lines}\r\nx").into_bytes();
    let mut cases = Vec::new();
    for lines in [
        "Content-Length: -1\r\n",
        "Content-Length: +1\r\n",
        "Content-Length: 0x1\r\n",
        "Content-Length: 1e0\r\n",
        "Content-Length: 1, 1\r\n",
        "Content-Length: 1 1\r\n",
        "Content-Length:\r\n",
        "Content-Length: 99999999999999999999999\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: \x0bchunked\r\n",
    ] {
        cases.push(Case::refused(lines, length(lines), 400));
    }
    // The largest numbers stand for no length in the protocol library.
    for lines in [
        "Content-Length: 18446744073709551615\r\n",
        "Content-Length: 18446744073709551614\r\n",
    ] {
        cases.push(Case::refused(lines, length(lines), 431));
    }
    let huge = length("Content-Length: 18446744073709551613\r\n");
    cases.push(Case::new("the largest length", huge, 400, UNREADABLE).closing());
    let old =
        format!("POST /ims/token/v3 HTTP/1.0\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    cases.push(Case::refused("chunks in HTTP/1.0", old, 400));
    let same = length("Content-Length: 1\r\nContent-Length: 1\r\n");
    cases.push(Case::new("the same length twice", same, 400, NO_GRANT_TYPE));
    check(Landfall::demo(&[]), &cases);
}

/// A second request that hides in the body of a first is never answered.
#[test]
fn nothing_is_smuggled_behind_a_body() {
    let hidden = String::from_utf8(get("/v3/customers/9876543210", VIPMP)).unwrap();
    let both = |first: &str, second: &str| {
        format!("POST /ims/token/v3 HTTP/1.1\r\n{HOST}{first}{second}\r\n0\r\n\r\n{hidden}")
            .into_bytes()
    };
    let (length, chunks) = ("Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n");
    let close = [("connection", "close")];
    let mut cases = vec![
        Case::new(
            "length, then chunks",
            both(length, chunks),
            400,
            NO_GRANT_TYPE,
        )
        .closing()
        .with(&close),
        Case::new(
            "chunks, then length",
            both(chunks, length),
            400,
            NO_GRANT_TYPE,
        )
        .closing()
        .with(&close),
    ];
    // The body of a request that is only read ends where its length says, and is skipped.
    let inner = format!("{VIPMP}Content-Length: {}\r\n", hidden.len());
    let outer = [get("/healthz", &inner), hidden.clone().into_bytes()].concat();
    cases.push(Case::new("a body that nobody reads", outer, 200, "ok"));
    let inner = format!("{VIPMP}{chunks}");
    let chunk = format!("{:x}\r\n{hidden}\r\n0\r\n\r\n", hidden.len());
    let outer = [get("/healthz", &inner), chunk.into_bytes()].concat();
    cases.push(Case::new("a chunk that nobody reads", outer, 200, "ok"));
    for bad in [
        "zz\r\nx\r\n0\r\n\r\n",
        "-1\r\nx\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nx\r\n0\r\n\r\n",
        "1\r\nxyz\r\n0\r\n\r\n",
        "1;a=\nb\r\nx\r\n0\r\n\r\n",
        "\r\n",
    ] {
        let sent = format!("POST /ims/token/v3 HTTP/1.1\r\n{HOST}{chunks}\r\n{bad}{hidden}");
        cases.push(Case::new(bad, sent, 400, UNREADABLE).closing());
    }
    let extension = format!("1;{}\r\nx\r\n0\r\n\r\n", "a".repeat(20_000));
    let trailers = format!("1\r\nx\r\n0\r\n{}\r\n", "A: b\r\n".repeat(5_000));
    for (what, bad) in [
        ("a long extension", &extension),
        ("many trailers", &trailers),
    ] {
        let sent = format!("POST /ims/token/v3 HTTP/1.1\r\n{HOST}{chunks}\r\n{bad}");
        cases.push(Case::new(what, sent, 400, UNREADABLE).closing());
    }
    // A trailer is not a header.
    let trailer = format!(
        "POST /ims/token/v3 HTTP/1.1\r\n{HOST}{chunks}\r\n1\r\nx\r\n0\r\nX-Request-Id: t\r\n\r\n"
    );
    cases.push(Case::new("a trailer", trailer, 400, NO_GRANT_TYPE));
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn a_body_that_is_cut_off_is_a_fault_of_its_sender() {
    let whole = r#"{"faultcode":"Client","faultstring":"The request body did not arrive whole"}"#;
    let mut cases = Vec::new();
    for (target, media_type, body) in [
        ("/ims/token/v3", FORM, UNREADABLE),
        ("/connect/token", FORM, INVALID),
        ("/api/v1/token", FORM, INVALID),
        ("/api/login", JSON, whole),
        ("/api/login/logout", JSON, whole),
    ] {
        let head = format!("POST {target} HTTP/1.1\r\n{HOST}Content-Type: {media_type}\r\n");
        for rest in [
            "Content-Length: 10\r\n\r\nx",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nx",
        ] {
            cases.push(Case::new(target, format!("{head}{rest}"), 400, body).cut());
        }
    }
    check(Landfall::demo(&[]), &cases);
}
