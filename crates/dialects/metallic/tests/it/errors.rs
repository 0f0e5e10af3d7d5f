//! The order of the checks and the error table (metallic contract, sections 1 and 9).

use axum::body::Body;
use http::{HeaderValue, Method, Request, header::AUTHORIZATION};
use landfall_http::guard::Failures;
use landfall_metallic::FAILURES;

use crate::support::{LIST, TOKEN, World};

/// Everything that is read.
const READS: [&str; 5] = [
    "/api/v1/partner/fulfillments?filter=status:complete",
    "/api/v1/partner/fulfillments/587d4d28-066c-406e-b975-5d04e4e47373",
    "/api/v1/partner/accounts?filter=status:active",
    "/api/v1/partner/accounts/2a920aeb-0ec0-463c-b623-de8c23a48813",
    "/api/v1/partner/resellers/5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d05",
];

#[tokio::test]
async fn a_list_without_a_good_token() {
    let world = World::new().await;
    let unauthenticated = world
        .send(Request::get(LIST).body(Body::empty()).unwrap())
        .await;
    unauthenticated.is_error(401, 1004);
    assert_eq!(unauthenticated.header("www-authenticate"), Some("Bearer"));
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer demo-token more",
        "Basic ZGVtby10b2tlbg==",
        "demo-token",
        "TOK:12345678-1234-1234-1234-1234567890ab",
        "Bearer 12345678-1234-1234-1234-1234567890ab",
    ] {
        let request = Request::get(LIST).header(AUTHORIZATION, value);
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer, unauthenticated, "{value}");
    }
    let mut twice = Request::get(LIST).body(Body::empty()).unwrap();
    let good = HeaderValue::from_static("Bearer demo-token");
    twice.headers_mut().append(AUTHORIZATION, good.clone());
    twice.headers_mut().append(AUTHORIZATION, good);
    assert_eq!(world.send(twice).await, unauthenticated);
    let mut odd = Request::get(LIST).body(Body::empty()).unwrap();
    let bytes = HeaderValue::from_bytes(b"Bearer \xFF\xFE").unwrap();
    odd.headers_mut().insert(AUTHORIZATION, bytes);
    assert_eq!(world.send(odd).await, unauthenticated);
    for path in READS {
        let answer = world.call(Method::GET, path, "wrong").await;
        assert_eq!(answer, unauthenticated, "{path}");
    }
}

#[tokio::test]
async fn the_token_is_checked_before_the_parameters() {
    let world = World::new().await;
    let uri = format!("{LIST}?pageSize=0");
    world
        .call(Method::GET, &uri, "wrong")
        .await
        .is_error(401, 1004);
    world
        .call(Method::GET, &uri, "demo-token")
        .await
        .is_error(400, 1003);
}

#[tokio::test]
async fn unknown_paths_are_answered_alike_to_everyone() {
    let world = World::new().await;
    for path in [
        "/api/v1",
        "/api/v1/",
        "/api/v1/token/",
        "/api/v1/partner",
        "/api/v1/partner/fulfillments/",
        "/api/v1/partner/fulfillments/587d4d28-066c-406e-b975-5d04e4e47373/",
        "/api/v1/partner/accounts/",
        "/api/v1/partner/fulfillments/587d4d28-066c-406e-b975-5d04e4e47373/cancel/",
        "/api/v1/partner/fulfillments/587d4d28-066c-406e-b975-5d04e4e47373/delete",
        "/api/v1/partner/resellers/",
        "/api/v1/partner/Fulfillments",
        "/api/v1//partner/fulfillments",
        "/api/v1/%00",
        "/api/v1/%FF%zz",
    ] {
        for (method, token) in [(Method::GET, "demo-token"), (Method::DELETE, "wrong")] {
            let answer = world.call(method, path, token).await;
            answer.is_error(404, 1006);
            let expected = r#"{"error":{"code":1006,"message":"Record not found"}}"#;
            assert_eq!(answer.body, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn other_methods_are_named() {
    let world = World::new().await;
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        for path in READS {
            // The method is judged before the token.
            let answer = world.call(method.clone(), path, "wrong").await;
            let takes_orders = path.split('?').next() == Some(LIST);
            if takes_orders && method == Method::POST {
                answer.is_error(401, 1004);
                continue;
            }
            answer.is_error(405, 1013);
            let allow = if takes_orders {
                "GET, HEAD, POST"
            } else {
                "GET, HEAD"
            };
            assert_eq!(answer.header("allow"), Some(allow));
        }
    }
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = world.call(method, TOKEN, "wrong").await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("allow"), Some("POST"));
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let world = World::new().await;
    for uri in READS {
        let get = world.call(Method::GET, uri, "demo-token").await;
        let head = world.call(Method::HEAD, uri, "demo-token").await;
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        let length = get.body.len().to_string();
        assert_eq!(head.header("content-length"), Some(length.as_str()));
        assert_eq!(head.headers, get.headers);
        let refused = world.call(Method::HEAD, uri, "wrong").await;
        assert_eq!((refused.status, refused.body.as_str()), (401, ""));
    }
}

#[tokio::test]
async fn what_a_get_carries_besides_is_ignored() {
    let world = World::new().await;
    let plain = world.list("").await;
    let request = Request::get(LIST)
        .header(AUTHORIZATION, "Bearer demo-token")
        .header("accept", "application/xml")
        .header("content-type", "text/plain")
        .header("content-length", "5");
    let answer = world.send(request.body(Body::from("body!")).unwrap()).await;
    assert_eq!(answer, plain);
}

#[tokio::test]
async fn a_route_that_cannot_answer() {
    let answered = |path: &str, late: bool| {
        let (head, ()) = Request::get(path).body(()).unwrap().into_parts();
        let kept = FAILURES.keep(&head);
        if late {
            FAILURES.timed_out(kept)
        } else {
            FAILURES.panicked(kept)
        }
    };
    for (path, late, status, body) in [
        (
            LIST,
            true,
            503,
            r#"{"error":{"code":1098,"message":"The service cannot answer now; try again"}}"#,
        ),
        (
            LIST,
            false,
            500,
            r#"{"error":{"code":1099,"message":"Internal error"}}"#,
        ),
        (TOKEN, true, 503, r#"{"error":"temporarily_unavailable"}"#),
        (TOKEN, false, 500, r#"{"error":"server_error"}"#),
    ] {
        let response = answered(path, late);
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.headers().contains_key("retry-after"), late);
        let bytes = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        assert_eq!(bytes, body);
    }
}

/// A row that cannot be read is a fault of ours, and nothing of it shows.
#[tokio::test]
async fn code_1099_a_record_that_cannot_be_read() {
    let world = World::new().await;
    let path = world.loaded.folder().join("landfall.db");
    let connection = rusqlite::Connection::open(path).unwrap();
    let spoil = |sql: &str| assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
    spoil("UPDATE fulfillment SET kind = '?' WHERE user = 'admin@swo.com'");
    let answer = world.list("").await;
    answer.is_error(500, 1099);
    let expected = r#"{"error":{"code":1099,"message":"Internal error"}}"#;
    assert_eq!(answer.body, expected);
    spoil("UPDATE api_client SET grants = '{' WHERE client_id = 'swo-app'");
    let body = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = world.ask_token(&form, body).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.body, r#"{"error":"server_error"}"#);
}
