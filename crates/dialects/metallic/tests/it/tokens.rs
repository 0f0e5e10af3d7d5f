//! `POST /api/v1/token` (metallic contract, section 2).

use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;
use landfall_core::model::Dialect;
use landfall_demo::ids;

use crate::support::{Answer, LIST, World};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const GOOD: &str = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";

fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}

/// The token that an answer gives, with everything else about the answer checked.
#[track_caller]
fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let rest = answer.body.strip_prefix(r#"{"access_token":""#).unwrap();
    let token = rest
        .strip_suffix(r#"","token_type":"Bearer","expires_in":1800}"#)
        .unwrap();
    assert!(token.len() >= 32 && !token.contains('"'), "{token}");
    token.to_owned()
}

#[track_caller]
fn refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.body, format!(r#"{{"error":"{error}"}}"#));
    let scheme = (status == 401).then_some("Basic");
    assert_eq!(answer.header("www-authenticate"), scheme);
}

#[tokio::test]
async fn trap_25_tokens_live_side_by_side_for_half_an_hour() {
    let world = World::new().await;
    let first = token(&world.ask_token(&[FORM], GOOD).await);
    world.clock.advance(60);
    let second = token(&world.ask_token(&[FORM], GOOD).await);
    assert_ne!(first, second);
    for (seconds, first_status, second_status) in [
        (0, 200, 200),
        (1739, 200, 200),
        (1, 401, 200),
        (60, 401, 401),
    ] {
        world.clock.advance(seconds);
        let status = async |token: &str| world.call(Method::GET, LIST, token).await.status;
        assert_eq!(status(&first).await, first_status, "after {seconds} more");
        assert_eq!(status(&second).await, second_status, "after {seconds} more");
    }
    let ended = world.call(Method::GET, LIST, &first).await;
    ended.is_error(401, 1004);
}

#[tokio::test]
async fn basic_does_as_well() {
    let world = World::new().await;
    let good = basic("swo-app", "demo-secret");
    for body in [
        "grant_type=client_credentials",
        "grant_type=client_credentials&client_id=swo-app",
        "grant_type=client_credentials&scope=anything",
    ] {
        let headers = [FORM, ("authorization", &good)];
        let given = token(&world.ask_token(&headers, body).await);
        assert_eq!(world.call(Method::GET, LIST, &given).await.status, 200);
    }
}

#[tokio::test]
async fn a_stale_bearer_does_not_stop_a_client_from_getting_a_new_token() {
    let world = World::new().await;
    let headers = [FORM, ("authorization", "Bearer ended-long-ago")];
    token(&world.ask_token(&headers, GOOD).await);
}

#[tokio::test]
async fn clients_that_are_not_known() {
    let world = World::new().await;
    for body in [
        "grant_type=client_credentials&client_id=swo-app&client_secret=wrong",
        "grant_type=client_credentials&client_id=nobody&client_secret=demo-secret",
        "grant_type=client_credentials&client_id=swo-app",
        "grant_type=client_credentials&client_secret=demo-secret",
        "grant_type=client_credentials&client_id=swo-app&client_secret=",
        "grant_type=client_credentials&client_id=%00&client_secret=%00",
    ] {
        refused(&world.ask_token(&[FORM], body).await, 401, "invalid_client");
    }
    let (wrong, nobody) = (basic("swo-app", "wrong"), basic("nobody", "demo-secret"));
    for value in [&wrong, &nobody, "Basic", "Basic ???"] {
        let headers = [FORM, ("authorization", value)];
        let answer = world
            .ask_token(&headers, "grant_type=client_credentials")
            .await;
        refused(&answer, 401, "invalid_client");
    }
}

#[tokio::test]
async fn requests_that_cannot_be_read() {
    let world = World::new().await;
    for body in [
        "",
        "client_id=swo-app&client_secret=demo-secret",
        "grant_type=&client_id=swo-app&client_secret=demo-secret",
        "grant_type=client_credentials&grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret",
        "grant_type=client_credentials&client_id=%FF&client_secret=demo-secret",
    ] {
        refused(
            &world.ask_token(&[FORM], body).await,
            400,
            "invalid_request",
        );
    }
    for headers in [&[][..], &[("content-type", "application/json")]] {
        refused(
            &world.ask_token(headers, GOOD).await,
            400,
            "invalid_request",
        );
    }
    let both = basic("swo-app", "demo-secret");
    let headers = [FORM, ("authorization", both.as_str())];
    refused(
        &world.ask_token(&headers, GOOD).await,
        400,
        "invalid_request",
    );
    let large = format!("{GOOD}&x={}", "y".repeat(1 << 20));
    refused(
        &world.ask_token(&[FORM], &large).await,
        413,
        "invalid_request",
    );
}

#[tokio::test]
async fn another_grant_is_not_offered() {
    let world = World::new().await;
    let body = GOOD.replace("client_credentials", "refresh_token");
    let answer = world.ask_token(&[FORM], &body).await;
    refused(&answer, 400, "unsupported_grant_type");
}

#[tokio::test]
async fn a_client_of_other_dialects_may_not_have_one() {
    let world = World::new().await;
    let organization = Some(ids::organization(ids::MSP));
    world.let_in(50, organization, "x", Dialect::Vipmp).await;
    let body = "grant_type=client_credentials&client_id=client-50&client_secret=its-secret";
    refused(
        &world.ask_token(&[FORM], body).await,
        400,
        "unauthorized_client",
    );
    let body = body.replace("its-secret", "wrong");
    refused(
        &world.ask_token(&[FORM], &body).await,
        401,
        "invalid_client",
    );
}
