//! Faults of ours: the dialect's error with the caller's ids, and nothing of what went wrong (trap 23).

use std::time::Duration;

use axum::routing::{get, post};
use http::Method;
use landfall_http::guard::Guarded;
use landfall_vipmp::FAILURES;

use crate::world::{Answer, CORRELATION_ID, REQUEST_ID, World, bare, empty, signed};
use crate::writing::{AT_FIRST, DEPLOYMENTS, in_paris};

#[track_caller]
fn is_internal_error(answer: &Answer) {
    answer.is_error(500, "1124", "Internal Server Error", &[]);
    answer.echoes(REQUEST_ID, CORRELATION_ID);
}

#[track_caller]
fn is_token_error(answer: &Answer) {
    let body = r#"{"error":"server_error","error_description":"Internal Server Error"}"#;
    assert_eq!((answer.status.as_u16(), &*answer.body), (500, body));
    assert_eq!(answer.header("content-type"), "application/json");
    answer.has_generated_request_id();
}

#[tokio::test]
async fn trap_23_bad_route_bad_method_panic_deadline() {
    let world = World::new().await;
    let message = "Invalid operation on path";
    let bad_route = world.get("/v3/no-such-route").await;
    bad_route.is_error(404, "1134", message, &[]);
    let bad_method = world.send(empty(signed(Method::PUT, "/ping"))).await;
    bad_method.is_error(405, "1134", message, &["PUT"]);

    // Broken routes beside the real ones, behind the same guard.
    let broken = world
        .routes()
        .route("/v3/panics", get(async || panic!("on purpose") as &str))
        .route("/v3/hangs", get(std::future::pending::<&str>));
    let guarded = Guarded::new(broken, FAILURES, Duration::from_millis(1));
    for path in ["/v3/panics", "/v3/hangs"] {
        let response = guarded.answer(empty(signed(Method::GET, path))).await;
        is_internal_error(&Answer::read(response).await);
    }
}

#[tokio::test]
async fn trap_23_on_the_token_endpoint_in_the_form_of_oauth() {
    let broken = axum::Router::new()
        .route("/ims/token/v3", post(async || panic!("on purpose") as &str))
        .route("/ims/token/v2", post(std::future::pending::<&str>));
    let guarded = Guarded::new(broken, FAILURES, Duration::from_millis(1));
    for path in ["/ims/token/v3", "/ims/token/v2"] {
        let response = guarded.answer(empty(bare(Method::POST, path))).await;
        is_token_error(&Answer::read(response).await);
    }
}

/// A row that cannot be read is a fault of ours: 500, not 404, and no word of the row.
#[tokio::test]
async fn code_1124_a_record_that_cannot_be_read() {
    let world = World::new().await;
    let spoil = |sql: &str| {
        let path = world.loaded.folder().join("landfall.db");
        let connection = rusqlite::Connection::open(path).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
    };
    let customer = "/v3/customers/9876543210";
    world.get(customer).await.good();
    spoil(
        "UPDATE organization SET profile = '{' WHERE vipmp_space = 'customer' AND vipmp_id = '9876543210'",
    );
    is_internal_error(&world.get(customer).await);

    let deployments = "/v3/customers/5556667778/deployments";
    world.get(deployments).await.good();
    spoil("UPDATE deployment SET address = '[' WHERE vipmp_id = '345434543'");
    is_internal_error(&world.get(deployments).await);
    is_internal_error(&world.get(&format!("{deployments}/345434543")).await);

    spoil("UPDATE api_client SET grants = 'x' WHERE client_id = 'swo-app'");
    world.clock.advance(1);
    is_internal_error(&world.get(deployments).await);
    is_internal_error(&world.get("/ping").await);
    let form = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    let request = bare(Method::POST, "/ims/token/v3").body(form.into());
    is_token_error(&world.send(request.unwrap()).await);
}

/// A write that a fault of ours has ended leaves nothing, not even its ids.
#[tokio::test]
async fn trap_6_a_write_that_failed_is_tried_again_under_the_same_ids() {
    let world = World::new().await;
    let change = |sql: &str| {
        let path = world.loaded.folder().join("landfall.db");
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch(sql).unwrap();
    };
    change(
        "CREATE TRIGGER broken BEFORE INSERT ON deployment BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    let (ids, body) = (("retried", Some("once")), in_paris().to_string());
    let failed = world.write(Method::POST, DEPLOYMENTS, ids, &body).await;
    failed.is_error(500, "1124", "Internal Server Error", &[]);
    assert_eq!(world.count().await, AT_FIRST);
    change("DROP TRIGGER broken");
    let written = world.write(Method::POST, DEPLOYMENTS, ids, &body).await;
    assert_eq!(written.status.as_u16(), 201, "{}", written.body);
    assert!(written.headers.get("landfall-idempotent-replay").is_none());
    assert_eq!(world.count().await, AT_FIRST + 1);
}
