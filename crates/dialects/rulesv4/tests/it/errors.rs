//! Paths, methods, and answers when there is none (rulesv4 contract, sections 1 and 3).

use axum::body::Body;
use http::{Method, Request};
use landfall_http::guard::Failures;
use landfall_rulesv4::FAILURES;

use crate::support::{STATUS, TOK, World};

#[tokio::test]
async fn slashes_at_both_ends_are_tolerated() {
    let world = World::new().await;
    let golden = world.get(STATUS).await;
    for path in [
        format!("/{STATUS}"),
        format!("{STATUS}/"),
        format!("//{STATUS}/?x=1"),
        format!("{STATUS}?format=xml"),
    ] {
        assert_eq!(world.get(&path).await, golden, "{path}");
    }
    for path in [
        format!("{STATUS}//"),
        STATUS.replace("/rulesv4", "//rulesv4"),
    ] {
        world.get(&path).await.is(404, r#"{"Message":"Not Found"}"#);
    }
}

#[tokio::test]
async fn the_method_is_judged_before_the_token() {
    let world = World::new().await;
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = world.call(method, STATUS, &[]).await;
        answer.is(405, r#"{"Message":"Method Not Allowed"}"#);
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    }
    let headers = [("accept", "application/xml")];
    let answer = world.call(Method::POST, STATUS, &headers).await;
    let expected = "<Error><Message>Method Not Allowed</Message></Error>";
    assert_eq!((answer.status, answer.body.as_str()), (405, expected));
}

#[tokio::test]
async fn unknown_status_paths() {
    let world = World::new().await;
    for path in [
        "/v2/mcc",
        "/v2/mcc/",
        "/v2/mcc/customers/0001/rulesv4/123456",
        "/v2/mcc/customers/0001/rulesv4/123456/Status",
        "/v2/mcc/customers/0001/rulesv4/1/2/status",
        "/v2/mcc/%00",
    ] {
        let expected = r#"{"Message":"Not Found"}"#;
        world.get(path).await.is(404, expected);
        world.call(Method::POST, path, &[]).await.is(404, expected);
    }
}

#[tokio::test]
async fn rules_paths_want_a_bearer_and_then_are_not_there() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    for path in [
        "/rules-engine",
        "/rules-engine/",
        "//rules-engine/v1.1/Policies",
        "/rules-engine/v1.1/policies/4409533/rules",
        "/rules-engine/v1.1/deploy-requests/123456/x",
        "/rules-engine/v1.1/rules",
        "/rules-engine/v1.1/rules/cnames",
        "/rules-engine/v1.1/rules/origins/5120/x",
        "/rules-engine/%FF",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let answer = world.call(method.clone(), path, &[]).await;
            let expected = r#"{"@type":"Error","code":"unauthorized","status_code":401,"title":"The bearer token is missing, unknown or has expired."}"#;
            assert_eq!((answer.status, answer.body.as_str()), (401, expected));
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            assert_eq!(answer.header("content-type"), Some("application/json"));
            let headers = [("authorization", bearer.as_str())];
            let answer = world.call(method, path, &headers).await;
            let expected = r#"{"@type":"Error","code":"not_found","status_code":404,"title":"There is nothing at this path."}"#;
            assert_eq!((answer.status, answer.body.as_str()), (404, expected));
        }
    }
    for path in [
        "/connect",
        "/connect/tokens",
        "/connect/token/x",
        "/connect/Token",
    ] {
        let answer = world.call(Method::POST, path, &[]).await;
        assert_eq!(answer.status, 404);
        assert!(
            answer.body.contains(r#""code":"not_found""#),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn what_a_get_carries_besides_is_ignored() {
    let world = World::new().await;
    let golden = world.get(STATUS).await;
    let request = Request::get(STATUS)
        .header("authorization", TOK)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-length", "5");
    let answer = world
        .send(request.body(Body::from("{\"x\":")).unwrap())
        .await;
    assert_eq!(answer, golden);
}

#[tokio::test]
async fn trap_s6_a_call_that_cannot_be_answered_says_when_to_retry() {
    const RULES: &str = "/rules-engine/v1.1/policies";
    for (path, accept, late, status, body) in [
        (
            STATUS,
            "*/*",
            true,
            503,
            r#"{"Message":"Service Unavailable"}"#,
        ),
        (
            STATUS,
            "*/*",
            false,
            503,
            r#"{"Message":"Service Unavailable"}"#,
        ),
        (
            STATUS,
            "text/xml",
            true,
            503,
            "<Error><Message>Service Unavailable</Message></Error>",
        ),
        (
            "//connect/token",
            "*/*",
            true,
            503,
            r#"{"error":"temporarily_unavailable"}"#,
        ),
        (
            "/connect/token",
            "*/*",
            false,
            500,
            r#"{"error":"server_error"}"#,
        ),
        (
            RULES,
            "*/*",
            true,
            503,
            r#"{"@type":"Error","code":"service_unavailable","status_code":503,"title":"The service cannot answer now; try again."}"#,
        ),
        (
            RULES,
            "*/*",
            false,
            500,
            r#"{"@type":"Error","code":"internal_error","status_code":500,"title":"The service failed at this request."}"#,
        ),
    ] {
        let request = Request::get(path).header("accept", accept);
        let (head, ()) = request.body(()).unwrap().into_parts();
        let kept = FAILURES.keep(&head);
        let response = if late {
            FAILURES.timed_out(kept)
        } else {
            FAILURES.panicked(kept)
        };
        assert_eq!(response.status().as_u16(), status, "{path}");
        let retry_after = response.headers().get("retry-after").cloned();
        assert_eq!(retry_after.is_some(), status == 503);
        if let Some(seconds) = retry_after {
            seconds.to_str().unwrap().parse::<u32>().unwrap();
        }
        let bytes = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        assert_eq!(bytes, body, "{path}");
    }
}

/// A row that cannot be read is a fault of ours, and nothing of it shows. For the status call it is a 503: a 500 means
/// staging there.
#[tokio::test]
async fn a_record_that_cannot_be_read() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    let path = world.loaded.folder().join("landfall.db");
    let connection = rusqlite::Connection::open(path).unwrap();
    let spoil = |sql: &str| assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
    spoil("UPDATE deploy_request SET history = '{' WHERE id = 123456");
    let answer = world.get(STATUS).await;
    answer.is(503, r#"{"Message":"Service Unavailable"}"#);
    assert_eq!(answer.header("retry-after"), Some("1"));
    spoil("UPDATE api_client SET grants = '{' WHERE client_id = 'swo-app'");
    let body = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = world.post("/connect/token", &form, body).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.body, r#"{"error":"server_error"}"#);
    let headers = [("authorization", bearer.as_str())];
    let rules = "/rules-engine/v1.1/policies";
    let answer = world.call(Method::GET, rules, &headers).await;
    assert_eq!(answer.status, 500);
    assert!(
        answer.body.contains(r#""code":"internal_error""#),
        "{}",
        answer.body
    );
}
