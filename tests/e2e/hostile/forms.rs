//! Bodies that are not of the form that is asked for: forms, JSON and XML that are none, in bytes that are no text.

use super::{
    Case, FORM, HOST, JSON,
    bodies::{INVALID, NO_GRANT_TYPE, UNREADABLE},
    check, post,
};
use crate::support::Landfall;

const CREDENTIALS: &str = r#"{"faultcode":"Client","faultstring":"The body has to have the members email and password, once each, as text"}"#;

#[test]
fn a_form_that_is_none_is_an_invalid_request() {
    let pairs = "a=1&".repeat(1_001);
    let known = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    let many = format!("{pairs}{known}");
    let twice = format!("{known}&{known}");
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03K/J\xcc+\x89/\xa9,H\x05\x00";
    let mut cases = Vec::new();
    for (target, unreadable, missing) in [
        ("/ims/token/v3", UNREADABLE, NO_GRANT_TYPE),
        ("/connect/token", INVALID, INVALID),
        ("/api/v1/token", INVALID, INVALID),
    ] {
        for (what, body, expected) in [
            ("a name that is not UTF-8", b"\xFF=1".as_slice(), unreadable),
            ("an escape that is not UTF-8", b"grant_type=%FF", unreadable),
            ("an overlong escape", b"grant_type=%C0%80", unreadable),
            ("more than 1,000 pairs", many.as_bytes(), unreadable),
            ("nothing", b"", missing),
            ("JSON", br#"{"grant_type":"client_credentials"}"#, missing),
            ("everything twice", twice.as_bytes(), missing),
            (
                "a name with NUL",
                b"grant_type%00=client_credentials",
                missing,
            ),
        ] {
            cases.push(Case::new(
                what,
                post(target, FORM, HOST, body),
                400,
                expected,
            ));
        }
        // Codings are not undone: what comes is what is read.
        let lines = format!("{HOST}Content-Encoding: gzip\r\n");
        cases.push(Case::new(
            "gzip",
            post(target, FORM, &lines, gzip),
            400,
            unreadable,
        ));
    }
    for (target, status) in [("/connect/token", 400), ("/api/v1/token", 400)] {
        for media_type in [
            JSON,
            "multipart/form-data; boundary=a",
            "\u{e9}",
            "text/plain",
        ] {
            let sent = post(target, media_type, HOST, known.as_bytes());
            cases.push(Case::new(media_type, sent, status, INVALID));
        }
    }
    let nul = "grant_type=client_credentials&client_id=swo-app%00&client_secret=demo-secret%00";
    let unknown = r#"{"error":"invalid_client"}"#;
    let vipmp = r#"{"error":"invalid_client","error_description":"invalid client_id parameter"}"#;
    for (target, status, body) in [
        ("/ims/token/v3", 400, vipmp),
        ("/connect/token", 400, unknown),
        ("/api/v1/token", 401, unknown),
    ] {
        let sent = post(target, FORM, HOST, nul.as_bytes());
        cases.push(Case::new("NUL behind the names", sent, status, body));
    }
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn json_credentials_that_are_none_are_a_fault() {
    let deep = format!(
        r#"{{"email":{}{},"password":"b"}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let deeper = "[".repeat(1_000_000);
    let objects = r#"{"email":"#.repeat(50_000);
    let digits = format!(r#"{{"email":{},"password":"b"}}"#, "9".repeat(10_000));
    let many = format!(
        r#"{{{}"email":"a","password":"b"}}"#,
        r#""x":1,"#.repeat(50_000)
    );
    let unknown = r#"{"faultcode":"Client","faultstring":"The body has an unknown member: x"}"#;
    let mut cases = Vec::new();
    for (what, body, expected) in [
        ("nothing", b"".as_slice(), CREDENTIALS),
        (
            "not UTF-8",
            b"{\"email\":\"\xFF\",\"password\":\"b\"}",
            CREDENTIALS,
        ),
        (
            "a lone surrogate",
            br#"{"email":"\ud800","password":"b"}"#,
            CREDENTIALS,
        ),
        (
            "a raw NUL",
            b"{\"email\":\"a\0\",\"password\":\"b\"}",
            CREDENTIALS,
        ),
        (
            "a byte order mark",
            b"\xEF\xBB\xBF{\"email\":\"a\",\"password\":\"b\"}",
            CREDENTIALS,
        ),
        (
            "a number beyond all",
            br#"{"email":1e400,"password":"b"}"#,
            CREDENTIALS,
        ),
        ("ten thousand digits", digits.as_bytes(), CREDENTIALS),
        ("deep lists", deep.as_bytes(), CREDENTIALS),
        ("deep lists without an end", deeper.as_bytes(), CREDENTIALS),
        ("deep objects", objects.as_bytes(), CREDENTIALS),
        ("unknown members", many.as_bytes(), unknown),
        (
            "a member twice",
            br#"{"email":"a","email":"a","password":"b"}"#,
            CREDENTIALS,
        ),
        (
            "two values",
            br#"{"email":"a","password":"b"}{}"#,
            CREDENTIALS,
        ),
        ("a list", br#"["a","b"]"#, CREDENTIALS),
    ] {
        cases.push(Case::new(
            what,
            post("/api/login", JSON, HOST, body),
            400,
            expected,
        ));
    }
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn xml_credentials_that_are_none_are_a_fault() {
    let elements = "<a>".repeat(100_000);
    let mut cases = Vec::new();
    let dtd = r#"{"faultcode":"Client","faultstring":"The body must not have a document type declaration"}"#;
    let laughs = r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l><email>&b;</email><password>b</password></l>"#;
    let file = r#"<!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]><l><email>&f;</email><password>b</password></l>"#;
    for (what, body, expected) in [
        ("entities of entities", laughs, dtd),
        ("an entity that is a file", file, dtd),
        ("deep elements", elements.as_str(), CREDENTIALS),
        (
            "an unknown entity",
            "<l><email>&f;</email><password>b</password></l>",
            CREDENTIALS,
        ),
        (
            "another encoding",
            r#"<?xml version="1.0" encoding="UTF-16"?><l/>"#,
            CREDENTIALS,
        ),
        ("an element that does not end", "<l><email>", CREDENTIALS),
        ("an attribute without an end", r#"<l a=""#, CREDENTIALS),
        ("a comment without an end", "<l><!-- ", CREDENTIALS),
    ] {
        let sent = post("/api/login", "application/xml", HOST, body.as_bytes());
        cases.push(Case::new(what, sent, 400, expected));
    }
    let unread =
        r#"{"faultcode":"Client","faultstring":"Content-Type names no media type that is read: *"#;
    for media_type in [
        "text/plain",
        "application/json, application/json",
        "\u{e9}",
        ";",
        "application/jsonx",
    ] {
        let sent = post(
            "/api/login",
            media_type,
            HOST,
            br#"{"email":"a","password":"b"}"#,
        );
        cases.push(Case::new(media_type, sent, 415, unread));
    }
    check(Landfall::demo(&[]), &cases);
}
