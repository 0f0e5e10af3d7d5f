//! The rows of the error table, and their order.

use axum::body::Body;
use http::Request;

use crate::{fixture::ADMIN, world::World};

const ZONES: &str = "/api/deploymentzones";
const LOGIN: &str = "/api/login";
const JSON: (&str, &str) = ("content-type", "application/json");

fn fault(text: &str) -> String {
    format!(r#"{{"faultcode":"Client","faultstring":"{text}"}}"#)
}

#[tokio::test]
async fn bodies_of_a_sign_in_that_cannot_be_read() {
    let world = World::new().await;
    let form = fault("The body has to have the members email and password, once each, as text");
    for body in [
        "",
        "{",
        "[]",
        r#"{"email":"a"}"#,
        r#"{"email":"a","password":null}"#,
    ] {
        let answer = world.send("POST", LOGIN, &[JSON], body).await;
        assert_eq!(answer.shown(), (400, form.as_str()), "{body}");
    }
    let unknown = r#"{"email":"a","password":"b","rem\"ember":true}"#;
    let answer = world.send("POST", LOGIN, &[JSON], unknown).await;
    let named = fault(r#"The body has an unknown member: rem\"ember"#);
    assert_eq!(answer.shown(), (400, named.as_str()));
    let xml = ("content-type", "application/xml");
    let dtd = "<!DOCTYPE a [<!ENTITY e 'x'>]><a><email>&e;</email><password>b</password></a>";
    let answer = world.send("POST", LOGIN, &[xml], dtd).await;
    let text = fault("The body must not have a document type declaration");
    assert_eq!(answer.shown(), (400, text.as_str()));
}

#[tokio::test]
async fn queries_that_cannot_be_read() {
    let world = World::new().await;
    let answer = world.zones("?OrgKey=junk").await;
    let text = fault(
        "OrgKey is not uddi:soa.com:atmosphere:business: and a key of letters, digits, underscores or hyphens",
    );
    assert_eq!(answer.shown(), (400, text.as_str()));
    assert_eq!(world.zones("?OrgKey=%FF").await, answer);
    let answer = world
        .zones(&format!("?{}", "DzoneID=a&".repeat(1001)))
        .await;
    let text = fault("The query cannot be read: more than 1000 parameters");
    assert_eq!(answer.shown(), (400, text.as_str()));
}

#[tokio::test]
async fn without_a_session() {
    let world = World::new().await;
    let text = fault("The session cookie is missing, has expired or is not valid; sign in");
    for (method, path) in [
        ("GET", ZONES),
        ("GET", "/api/login/status"),
        ("POST", "/api/login/renewToken"),
    ] {
        let answer = world.send(method, path, &[], "").await;
        assert_eq!(answer.shown(), (401, text.as_str()), "{path}");
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn types_of_bodies_that_are_not_read() {
    let world = World::new().await;
    let text = fault(concat!(
        "Content-Type names no media type that is read: application/json, application/xml, ",
        "application/vnd.soa.v81+json, application/vnd.soa.v81+xml, application/vnd.soa.v84+json, ",
        "application/vnd.soa.v84+xml"
    ));
    let body = "email=jane%40acme.example&password=demo-password";
    for headers in [
        &[][..],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[JSON, JSON],
    ] {
        let answer = world.send("POST", LOGIN, headers, body).await;
        assert_eq!(answer.shown(), (415, text.as_str()));
    }
}

#[tokio::test]
async fn bodies_that_are_too_long() {
    let world = World::new().await;
    let text = fault("The request body is longer than 1 MiB");
    let long = "x".repeat(1024 * 1024 + 1);
    for (method, path) in [
        ("POST", LOGIN),
        ("POST", "/api/login/logout"),
        ("GET", ZONES),
    ] {
        let answer = world.send(method, path, &[], long.clone()).await;
        assert_eq!(answer.shown(), (413, text.as_str()), "{path}");
    }
    let most = " ".repeat(1024 * 1024);
    assert_eq!(world.send("POST", LOGIN, &[JSON], most).await.status, 400);
}

#[tokio::test]
async fn faults_in_xml() {
    let world = World::new().await;
    let expected = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Fault><faultcode>Client</faultcode>"#,
        "<faultstring>There is nothing at this path</faultstring></Fault>"
    );
    for accept in ["application/xml", "text/xml", "application/vnd.soa.v83+xml"] {
        let answer = world.send("GET", "/api", &[("accept", accept)], "").await;
        assert_eq!(answer.shown(), (404, expected));
        assert_eq!(answer.header("content-type"), "application/xml");
    }
}

#[tokio::test]
async fn what_fails_first_answers_alone() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    world.set_csrf(true, true).await;
    let cookie = ("cookie", admin.cookie.as_str());
    let csrf = ("x-csrf-token_acmepaymentscorp", admin.csrf.as_str());
    let html = ("accept", "text/html");
    let long = "x".repeat(1024 * 1024 + 1);
    let status = async |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        let answer = world.send(method, path, headers, body.to_owned()).await;
        answer.status.as_u16()
    };
    let bad = "/api/deploymentzones?OrgKey=junk";
    let unknown = "/api/deploymentzones?ContextID=junk";
    assert_eq!(status("PUT", "/api/nothing", &[html], &long).await, 404);
    assert_eq!(status("PUT", bad, &[html], &long).await, 405);
    assert_eq!(status("GET", bad, &[html], &long).await, 413);
    assert_eq!(status("GET", bad, &[html, csrf], "").await, 401);
    assert_eq!(status("GET", bad, &[html, cookie], "").await, 401);
    assert_eq!(status("GET", bad, &[html, cookie, csrf], "").await, 406);
    assert_eq!(status("GET", bad, &[cookie, csrf], "").await, 400);
    assert_eq!(status("GET", unknown, &[cookie, csrf], "").await, 403);
    assert_eq!(status("POST", LOGIN, &[html], "{").await, 406);
    assert_eq!(status("POST", LOGIN, &[], "{").await, 415);
    assert_eq!(status("POST", LOGIN, &[JSON], "{").await, 400);
}

#[tokio::test]
async fn a_fault_of_ours_tells_nothing() {
    let world = World::new().await;
    let file = rusqlite::Connection::open(world.folder.path().join("landfall.db")).unwrap();
    file.execute("UPDATE tenant SET settings = '{'", [])
        .unwrap();
    let expected =
        r#"{"faultcode":"Server","faultstring":"An error occurred processing the call"}"#;
    let answer = world.send("GET", ZONES, &[], "").await;
    assert_eq!(answer.shown(), (500, expected));
}

#[tokio::test]
async fn a_route_that_panics_or_hangs_answers_the_same() {
    use axum::{Router, routing::get};
    use http_body_util::BodyExt as _;
    use landfall_http::guard::Guarded;
    use std::time::Duration;

    let routes = Router::new()
        .route("/api/panic", get(async || panic!("on purpose") as &str))
        .route("/api/hang", get(std::future::pending::<&str>));
    let guarded = Guarded::new(routes, landfall_akana::FAILURES, Duration::from_millis(1));
    for path in ["/api/panic", "/api/hang"] {
        let request = Request::get(path)
            .header("accept", "application/xml")
            .body(Body::empty());
        let response = guarded.answer(request.unwrap()).await;
        assert_eq!(response.status(), 500);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let expected = concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><Fault><faultcode>Server</faultcode>"#,
            "<faultstring>An error occurred processing the call</faultstring></Fault>"
        );
        assert_eq!(body, expected);
    }
}
