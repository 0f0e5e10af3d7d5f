//! Tokens for programs.

use crate::support::World;

const GOOD: &str =
    "grant_type=client_credentials&client_id=demo-operator&client_secret=demo-secret";

#[tokio::test]
async fn a_client_gets_a_token_that_opens_the_native_api_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    let answer = world.ask_token(GOOD).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let json = answer.json();
    assert_eq!(
        (&json["token_type"], &json["expires_in"]),
        (&"Bearer".into(), &900.into())
    );
    assert_eq!(json["scope"], "read write");
    let token = json["access_token"].as_str().unwrap();
    assert_eq!(world.get_as("pops", token).await.status, 200);
    world.clock.advance(899);
    assert_eq!(world.get_as("pops", token).await.status, 200);
    world.clock.advance(1);
    world
        .get_as("pops", token)
        .await
        .is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn by_basic_too_and_with_a_scope() {
    let world = World::new().await;
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        (
            "authorization",
            "Basic ZGVtby1vcGVyYXRvcjpkZW1vLXNlY3JldA==",
        ),
    ];
    let body = "grant_type=client_credentials&scope=read";
    let answer = world.post("/landfall/v1/token", &headers, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    world.let_in(50, None, "unused", false).await;
    let reader = "grant_type=client_credentials&client_id=client-50&client_secret=its-secret&scope=read+write";
    assert_eq!(world.ask_token(reader).await.json()["scope"], "read");
}

#[tokio::test]
async fn errors_are_problems_with_oauth_s_own_code() {
    let world = World::new().await;
    for (body, status, kind, code) in [
        ("", 400, "invalid-token-request", "invalid_request"),
        (
            "grant_type=password&client_id=demo-operator&client_secret=demo-secret",
            400,
            "invalid-token-request",
            "unsupported_grant_type",
        ),
        (
            "grant_type=client_credentials",
            401,
            "invalid-client",
            "invalid_client",
        ),
        (
            "grant_type=client_credentials&client_id=demo-operator&client_secret=x",
            401,
            "invalid-client",
            "invalid_client",
        ),
        (
            "grant_type=client_credentials&client_id=nobody&client_secret=x",
            401,
            "invalid-client",
            "invalid_client",
        ),
        (
            "grant_type=a&grant_type=b",
            400,
            "invalid-token-request",
            "invalid_request",
        ),
        (
            "grant_type=client_credentials&client_id=%FF",
            400,
            "invalid-token-request",
            "invalid_request",
        ),
    ] {
        let answer = world.ask_token(body).await;
        answer.is_problem(status, kind);
        assert_eq!(answer.json()["error"], code, "{body}");
    }
    let scope = format!("{GOOD}&scope=everything");
    assert_eq!(
        world.ask_token(&scope).await.json()["error"],
        "invalid_scope"
    );
    let unknown = world
        .ask_token("grant_type=client_credentials&client_id=nobody&client_secret=x")
        .await;
    let wrong = world
        .ask_token("grant_type=client_credentials&client_id=demo-operator&client_secret=x")
        .await;
    assert_eq!(unknown, wrong, "which of the two it is, nobody learns");
    assert_eq!(
        wrong.header("www-authenticate"),
        Some("Basic realm=\"landfall\"")
    );
    let json = world
        .post(
            "/landfall/v1/token",
            &[("content-type", "application/json")],
            "{}",
        )
        .await;
    json.is_problem(415, "unsupported-media-type");
    let long = format!("{GOOD}&x={}", "y".repeat(20_000));
    world
        .ask_token(&long)
        .await
        .is_problem(413, "payload-too-large");
    let got = world
        .call(http::Method::GET, "/landfall/v1/token", &[])
        .await;
    got.is_problem(405, "method-not-allowed");
    assert_eq!(got.header("allow"), Some("POST"));
}
