//! The token endpoint, and the two pings (contract, section 2).

use axum::body::Body;
use http::{HeaderValue, Method, Request, StatusCode};
use serde_json::Value;

use crate::world::{Answer, World, bare, empty, signed};

const FORM: &str = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret&scope=openid%2CAdobeID%2Cread_organizations";

fn post(path: &str, body: &str) -> Request<Body> {
    bare(Method::POST, path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

/// The token in a good answer, whose form is checked.
#[track_caller]
fn token(answer: &Answer) -> String {
    let object: Value = serde_json::from_str(answer.good()).unwrap();
    assert_eq!(answer.header("cache-control"), "no-store");
    let token = object["access_token"].as_str().unwrap();
    let expected =
        format!(r#"{{"access_token":"{token}","token_type":"bearer","expires_in":86399}}"#);
    assert_eq!(answer.body, expected);
    token.to_owned()
}

#[track_caller]
fn is_oauth_error(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/json");
    let object: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(object["error"], error);
    assert!(object["error_description"].is_string());
    assert_eq!(object.as_object().unwrap().len(), 2);
}

async fn status_with(world: &World, token: &str) -> StatusCode {
    let mut request = empty(signed(Method::GET, "/v3/customers/9876543210"));
    let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
    request.headers_mut().insert("Authorization", value);
    world.send(request).await.status
}

#[tokio::test]
async fn trap_24_a_token_by_form_and_by_query_on_both_paths() {
    let world = World::new().await;
    let mut tokens = Vec::new();
    for path in ["/ims/token/v3", "/ims/token/v2"] {
        for _ in 0..2 {
            let by_form = world.send(post(path, FORM)).await;
            tokens.push(token(&by_form));
            by_form.has_generated_request_id();
            let by_query = world.send(post(&format!("{path}?{FORM}"), "")).await;
            tokens.push(token(&by_query));
        }
    }
    for token in &tokens {
        assert_eq!(status_with(&world, token).await, StatusCode::OK);
    }
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 8);
}

/// Clients are told one second less than a token lasts.
#[tokio::test]
async fn a_token_lasts_a_day() {
    let world = World::new().await;
    let token = token(&world.send(post("/ims/token/v3", FORM)).await);
    world.clock.advance(86_399);
    assert_eq!(status_with(&world, &token).await, StatusCode::OK);
    world.clock.advance(1);
    assert_eq!(status_with(&world, &token).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_body_wins_over_the_query() {
    let world = World::new().await;
    let bad = "grant_type=client_credentials&client_id=nobody&client_secret=demo-secret";
    let good_body = world
        .send(post(&format!("/ims/token/v3?{bad}"), FORM))
        .await;
    token(&good_body);
    let bad_body = world
        .send(post(&format!("/ims/token/v3?{FORM}"), bad))
        .await;
    is_oauth_error(&bad_body, 400, "invalid_client");
    // They are not mixed either.
    let half = "grant_type=client_credentials";
    let halves = world
        .send(post(&format!("/ims/token/v3?{FORM}"), half))
        .await;
    is_oauth_error(&halves, 400, "invalid_request");
}

#[tokio::test]
async fn scope_and_content_type_decide_nothing() {
    let world = World::new().await;
    let plain = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    for request in [
        post("/ims/token/v3", plain),
        post("/ims/token/v3", &format!("{plain}&scope=")),
        post(
            "/ims/token/v3",
            &format!("{plain}&scope=no+such+scope&more=1"),
        ),
        bare(Method::POST, "/ims/token/v3")
            .body(plain.into())
            .unwrap(),
        bare(Method::POST, "/ims/token/v3")
            .header("Content-Type", "application/json")
            .body(plain.into())
            .unwrap(),
    ] {
        token(&world.send(request).await);
    }
}

#[tokio::test]
async fn invalid_client_tells_not_what_is_wrong() {
    let world = World::new().await;
    let mut bodies = Vec::new();
    for credentials in [
        "client_id=nobody&client_secret=demo-secret",
        "client_id=swo-app&client_secret=wrong",
        "client_id=swo-app&client_secret=demo-secret%00",
        "client_id=SWO-APP&client_secret=demo-secret",
        "client_id=%00&client_secret=%00",
    ] {
        let form = format!("grant_type=client_credentials&{credentials}");
        let answer = world.send(post("/ims/token/v3", &form)).await;
        is_oauth_error(&answer, 400, "invalid_client");
        bodies.push(answer.body);
    }
    bodies.dedup();
    let only = r#"{"error":"invalid_client","error_description":"invalid client_id parameter"}"#
        .to_owned();
    assert_eq!(bodies, [only]);
}

#[tokio::test]
async fn what_is_no_request_for_a_token() {
    let world = World::new().await;
    for (form, error) in [
        ("", "invalid_request"),
        ("{\"grant_type\":\"client_credentials\"}", "invalid_request"),
        ("grant_type=client_credentials", "invalid_request"),
        (
            "grant_type=client_credentials&client_id=swo-app",
            "invalid_request",
        ),
        (
            "grant_type=client_credentials&client_secret=demo-secret",
            "invalid_request",
        ),
        (
            "grant_type=client_credentials&client_id=&client_secret=demo-secret",
            "invalid_request",
        ),
        (&format!("{FORM}&client_id=swo-app"), "invalid_request"),
        (&format!("{FORM}&x=%FF"), "invalid_request"),
        (
            &format!("{FORM}&x={}", "9".repeat(20_000)),
            "invalid_request",
        ),
        ("grant_type=password", "unsupported_grant_type"),
        (
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=swo-app&client_secret=demo-secret",
            "unsupported_grant_type",
        ),
    ] {
        let answer = world.send(post("/ims/token/v3", form)).await;
        is_oauth_error(&answer, 400, error);
        answer.has_generated_request_id();
    }
}

#[tokio::test]
async fn ping_needs_a_key_and_no_more() {
    let world = World::new().await;
    let pinged = |answer: &Answer| {
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body, "pong");
        assert_eq!(answer.header("content-type"), "text/plain");
        answer.has_generated_request_id();
    };
    let key = || bare(Method::GET, "/ping").header("X-Api-Key", "swo-app");
    pinged(&world.send(empty(key())).await);
    let useless_token = key().header("Authorization", "Bearer unknown");
    pinged(&world.send(empty(useless_token)).await);
    let no_key = world.send(empty(bare(Method::GET, "/ping"))).await;
    no_key.is_error(403, "4115", "API key is invalid or missing", &[]);

    let key = || bare(Method::GET, "/partnerservice/ping").header("X-Api-Key", "swo-app");
    pinged(
        &world
            .send(empty(key().header("Authorization", "Bearer demo-token")))
            .await,
    );
    let no_token = world.send(empty(key())).await;
    no_token.is_error(403, "4117", "Authorization token is missing", &[]);
}
