//! Headers that are repeated, that are no text, or that would end up in an answer.

use super::{Case, HOST, METALLIC, RULESV4, VIPMP, akana, check, ends_well, get};
use crate::support::{Landfall, RawConnection};

const DENIED: &str = r#"{ "Message" : "Access Denied" }"#;
const NO_BEARER: &str = r#"{"error":{"code":1004,"message":"A valid access token is required"}}"#;
const SIGNED_OUT: &str = r#"{"faultcode":"Client","faultstring":"The session cookie is missing, has expired or is not valid; sign in"}"#;
const STATUS: &str = "/v2/mcc/customers/0001/rulesv4/123456/status";
const LIST: &str = "/api/v1/partner/fulfillments";
const ZONES: &str = "/api/deploymentzones";

#[test]
fn a_credential_that_is_given_twice_is_none() {
    let server = Landfall::demo(&[]);
    let akana = akana(&server);
    let vipmp = |code: &str, message: &str| {
        format!(r#"{{"code":"{code}","message":"{message}","additionalDetails":[]}}"#)
    };
    let key = vipmp("4115", "API key is invalid or missing");
    let token = vipmp("4116", "Authorization token is invalid");
    let no_token = vipmp("4117", "Authorization token is missing");
    let correlation = vipmp("4119", "Correlation ID is Invalid or Missing");
    let zone = r#"{"DeploymentZoneInfo":[{*"#;
    let customer = "/v3/customers/9876543210";
    let bearer = "Authorization: Bearer demo-token\r\n";
    let tok = "Authorization: TOK:12345678-1234-1234-1234-1234567890ab\r\n";
    let key_line = "X-Api-Key: swo-app\r\n";
    let long = format!("Authorization: Bearer {}\r\n", "x".repeat(20_000));
    let cookie = akana.strip_prefix(HOST).unwrap();
    let wrong_cookie = "Cookie: AtmoAuthToken_acmepaymentscorp=TokenID-x\r\n";
    let of = |target: &str, lines: &[&str]| get(target, &lines.concat());
    let c = "X-Correlation-Id: c\r\n";
    let cases = vec![
        Case::new("two keys", of(customer, &[VIPMP, key_line]), 403, &key),
        Case::new("two tokens", of(customer, &[VIPMP, bearer]), 401, &token),
        Case::new(
            "a token of another kind",
            of(customer, &[HOST, key_line, tok, c]),
            403,
            &no_token,
        ),
        Case::new(
            "two correlation ids",
            of(customer, &[VIPMP, c]),
            400,
            &correlation,
        )
        .with(&[("x-correlation-id", "c")]),
        Case::new(
            "a long token",
            of(customer, &[HOST, key_line, &long, c]),
            401,
            &token,
        ),
        Case::new("two tokens", of(STATUS, &[RULESV4, tok]), 403, DENIED),
        Case::new(
            "a token and a bearer",
            of(STATUS, &[RULESV4, bearer]),
            403,
            DENIED,
        ),
        Case::new("two tokens", of(LIST, &[METALLIC, bearer]), 401, NO_BEARER)
            .with(&[("www-authenticate", "Bearer")]),
        Case::new("a long token", of(LIST, &[HOST, &long]), 401, NO_BEARER),
        // Which of two cookies counts is settled: the first.
        Case::new(
            "the good cookie first",
            of(ZONES, &[&akana, wrong_cookie]),
            200,
            zone,
        ),
        Case::new(
            "the good cookie last",
            of(ZONES, &[HOST, wrong_cookie, cookie]),
            401,
            SIGNED_OUT,
        ),
    ];
    check(server, &cases);
}

#[test]
fn a_credential_that_is_none_opens_nothing() {
    let server = Landfall::demo(&[]);
    let mut cases = Vec::new();
    for odd in [
        "AtmoAuthToken_acmepaymentscorp",
        "AtmoAuthToken_acmepaymentscorp=",
        "AtmoAuthToken_acmepaymentscorp=\"\"",
        "AtmoAuthToken_acmepaymentscorp=TokenID-\u{e9}",
        "AtmoAuthToken_acmepaymentscorp=TokenID-AAAA==",
        ";;;=;",
    ] {
        let lines = format!("{HOST}Cookie: {odd}\r\n");
        cases.push(Case::new("no session", get(ZONES, &lines), 401, SIGNED_OUT));
    }
    for odd in [
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Basic !!!",
        "Bearer \t",
        "\u{e9}",
        "Bearer demo-token, Bearer demo-token",
        "TOK:12345678-1234-1234-1234-1234567890ab",
    ] {
        let lines = format!("{HOST}Authorization: {odd}\r\n");
        cases.push(Case::new("no bearer", get(LIST, &lines), 401, NO_BEARER));
    }
    for odd in [
        "TOK",
        "TOK:",
        "TOK:%00",
        "TOK:\u{e9}",
        "TOK 12345678-1234-1234-1234-1234567890ab",
        "Bearer demo-token",
    ] {
        let lines = format!("{HOST}Authorization: {odd}\r\n");
        cases.push(Case::new("no token", get(STATUS, &lines), 403, DENIED));
    }
    check(server, &cases);
}

/// What a caller sends comes back in a header only where the contract says so, and never as a line of its own. That no head has
/// control characters in it shows in reading it.
#[test]
fn ids_that_are_no_ids_do_not_come_back() {
    let server = Landfall::demo(&[]);
    let ping = |lines: &[u8]| {
        let head = format!("GET /ping HTTP/1.1\r\n{HOST}X-Api-Key: swo-app\r\n");
        let mut connection = RawConnection::to(server.address);
        connection.send(&[head.as_bytes(), lines, b"\r\n\r\n"].concat());
        let answer = connection.answer("GET").unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (200, "pong"));
        answer
    };
    let is_uuid = |text: &str| {
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        groups == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
    };
    let good = ping(b"X-Request-Id: <a>\"%0d%0aX: y\"");
    assert!(is_uuid(&good.header("x-request-id")), "a space is in it");
    let good = ping(b"X-Request-Id: <a>\"%0d%0aX:y\"");
    assert_eq!(good.header("x-request-id"), "<a>\"%0d%0aX:y\"");
    let long = [b"X-Request-Id: ".as_slice(), &[b'a'; 129]].concat();
    for odd in [
        b"X-Request-Id: a\tb".as_slice(),
        b"X-Request-Id: \xFF\xFE",
        "X-Request-Id: é".as_bytes(),
        b"X-Request-Id:",
        b"X-Request-Id: a\r\nX-Request-Id: b",
        &long,
    ] {
        let id = ping(odd).header("x-request-id");
        assert!(is_uuid(&id), "{odd:?}: {id}");
    }
    // A correlation id is echoed as it was sent, whatever it is, and once.
    let correlation = ping(b"X-Correlation-Id: a\tb\xFF");
    let echoed = correlation.headers.iter();
    let echoed: Vec<_> = echoed
        .filter(|(name, _)| name == "x-correlation-id")
        .collect();
    assert_eq!(echoed[0].1, b"a\tb\xFF");
    assert_eq!(echoed.len(), 1);
    ends_well(server);
}

#[test]
fn headers_for_negotiation_may_say_anything() {
    let server = Landfall::demo(&[]);
    let akana = akana(&server);
    let ranges = "text/x;q=0.5,".repeat(2_000);
    let parameters = format!("application/json{}", ";a=b".repeat(4_000));
    let mut cases = Vec::new();
    for accept in [
        ranges.as_str(),
        &parameters,
        ";;;,,,",
        "/",
        "*/",
        "a/b/c",
        "application/json;q=1e400",
        "\u{e9}",
        "*/*;q=-1",
        "application/json;q=2",
    ] {
        let lines = format!("{RULESV4}Accept: {accept}\r\n");
        let body = r#"{"Status":"propagating",*"#;
        cases.push(Case::new(accept, get(STATUS, &lines), 200, body));
    }
    let unwanted = r#"{"faultcode":"Client","faultstring":"Accept names no media type that is available: application/vnd.soa.v84+json, *"#;
    for (accept, code, body) in [
        (ranges.as_str(), 406, unwanted),
        ("text/html", 406, unwanted),
        ("*/*;q=0", 406, unwanted),
        ("application/json;q=1e400, application/xml", 200, "<?xml*"),
        (";;;,,,", 406, unwanted),
        (",,,", 200, r#"{"DeploymentZoneInfo":[{*"#),
    ] {
        let lines = format!("{akana}Accept: {accept}\r\n");
        cases.push(Case::new(accept, get(ZONES, &lines), code, body));
    }
    let tags = "\"a\",".repeat(5_000);
    for tag in [tags.as_str(), "\"", "W/", "\u{e9}", ",,,"] {
        let lines = format!("{akana}If-None-Match: {tag}\r\n");
        let body = r#"{"DeploymentZoneInfo":[{*"#;
        cases.push(Case::new(tag, get(ZONES, &lines), 200, body));
    }
    let lines = format!("{akana}If-None-Match: *\r\n");
    cases.push(Case::new("any tag", get(ZONES, &lines), 304, ""));
    // Bodies and codings of a request that is only read.
    for lines in [
        "Content-Encoding: gzip\r\n",
        "Content-Type: \u{e9}\r\n",
        "TE: trailers\r\n",
        "Range: bytes=0-1\r\n",
        "Expect: nothing\r\n",
    ] {
        let body = r#"{"externalReferenceId":"342",*"#;
        let lines = format!("{VIPMP}{lines}");
        cases.push(Case::new(
            "read",
            get("/v3/customers/9876543210", &lines),
            200,
            body,
        ));
    }
    check(server, &cases);
}
