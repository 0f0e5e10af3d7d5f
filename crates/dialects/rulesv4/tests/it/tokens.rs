//! `POST /connect/token` (rulesv4 contract, section 2).

use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;
use landfall_control::{Clock, Settings, secret::hash};
use landfall_core::{
    id::ClientKey,
    model::{ApiClient, Dialect, Grant},
};
use landfall_demo::ids;

use crate::support::{Answer, World};

const TOKEN: &str = "/connect/token";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const GOOD: &str =
    "client_id=swo-app&client_secret=demo-secret&grant_type=client_credentials&scope=ec.rules";

fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}

/// The token that an answer gives, with everything else about the answer checked.
#[track_caller]
fn token(answer: &Answer, expires_in: u32) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let rest = answer.body.strip_prefix(r#"{"access_token":""#).unwrap();
    let end = format!(r#"","expires_in":{expires_in},"token_type":"Bearer","scope":"ec.rules"}}"#);
    let token = rest.strip_suffix(&end).unwrap();
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

impl World {
    async fn rules_status(&self, token: &str) -> u16 {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        let path = "/rules-engine/v1.1/nothing";
        self.call(Method::GET, path, &headers).await.status
    }
}

#[tokio::test]
async fn trap_s7_the_form_in_any_order_and_a_doubled_slash() {
    let world = World::new().await;
    for path in ["/connect/token", "//connect/token", "/connect/token/"] {
        for body in [
            GOOD,
            "scope=ec.rules&grant_type=client_credentials&client_secret=demo-secret&client_id=swo-app",
            "client_id=swo-app&client_secret=demo-secret&grant_type=client_credentials",
            "client_id=swo-app&client_secret=demo-secret&grant_type=client_credentials&scope=",
        ] {
            let given = token(&world.post(path, &[FORM], body).await, 300);
            assert_eq!(world.rules_status(&given).await, 404);
        }
    }
}

#[tokio::test]
async fn trap_s8_a_token_is_honoured_for_90_seconds_more_and_an_empty_one_is_a_401() {
    let world = World::new().await;
    let given = token(&world.post(TOKEN, &[FORM], GOOD).await, 300);
    for (seconds, status) in [(0, 404), (299, 404), (1, 404), (89, 404), (1, 401)] {
        world.clock.advance(seconds);
        assert_eq!(
            world.rules_status(&given).await,
            status,
            "after {seconds} more"
        );
    }
    for empty in ["", " "] {
        assert_eq!(world.rules_status(empty).await, 401);
    }
}

#[tokio::test]
async fn the_lifetime_can_be_set() {
    let world = World::with(Settings {
        rulesv4_token_seconds: 60,
        ..Settings::default()
    })
    .await;
    let given = token(&world.post(TOKEN, &[FORM], GOOD).await, 60);
    world.clock.advance(149);
    assert_eq!(world.rules_status(&given).await, 404);
    world.clock.advance(1);
    assert_eq!(world.rules_status(&given).await, 401);
}

#[tokio::test]
async fn tokens_outlive_the_process_that_gave_them() {
    let world = World::new().await;
    let given = token(&world.post(TOKEN, &[FORM], GOOD).await, 300);
    let restarted = landfall_rulesv4::router(world.loaded.start().await.unwrap());
    let request = http::Request::get("/rules-engine/v1.1/policies")
        .header("authorization", format!("Bearer {given}"))
        .body(axum::body::Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(restarted, request)
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn basic_does_as_well() {
    let world = World::new().await;
    let good = basic("swo-app", "demo-secret");
    let headers = [FORM, ("authorization", good.as_str())];
    let body = "grant_type=client_credentials&scope=ec.rules";
    token(&world.post(TOKEN, &headers, body).await, 300);
    let (wrong, nobody) = (basic("swo-app", "wrong"), basic("nobody", "demo-secret"));
    for value in [&wrong, &nobody, "Basic", "Basic ???"] {
        let headers = [FORM, ("authorization", value)];
        refused(
            &world.post(TOKEN, &headers, body).await,
            401,
            "invalid_client",
        );
    }
}

#[tokio::test]
async fn a_client_that_is_not_known_is_a_400_in_a_form() {
    let world = World::new().await;
    for body in [
        GOOD.replace("demo-secret", "wrong"),
        GOOD.replace("swo-app", "nobody"),
        GOOD.replace("swo-app", "%00"),
    ] {
        refused(
            &world.post(TOKEN, &[FORM], &body).await,
            400,
            "invalid_client",
        );
    }
}

#[tokio::test]
async fn requests_that_cannot_be_read() {
    let world = World::new().await;
    let cases = [
        String::new(),
        GOOD.replace("client_id=swo-app&", ""),
        GOOD.replace("client_secret=demo-secret&", ""),
        GOOD.replace("demo-secret", ""),
        GOOD.replace("grant_type=client_credentials&", ""),
        format!("{GOOD}&scope=ec.rules"),
        format!("{GOOD}&client_id=swo-app"),
        GOOD.replace("swo-app", "%FF"),
    ];
    for body in cases {
        refused(
            &world.post(TOKEN, &[FORM], &body).await,
            400,
            "invalid_request",
        );
    }
    for headers in [&[][..], &[("content-type", "application/json")]] {
        refused(
            &world.post(TOKEN, headers, GOOD).await,
            400,
            "invalid_request",
        );
    }
    let both = basic("swo-app", "demo-secret");
    let headers = [FORM, ("authorization", both.as_str())];
    refused(
        &world.post(TOKEN, &headers, GOOD).await,
        400,
        "invalid_request",
    );
    let large = format!("{GOOD}&x={}", "y".repeat(1 << 16));
    refused(
        &world.post(TOKEN, &[FORM], &large).await,
        413,
        "invalid_request",
    );
}

#[tokio::test]
async fn other_grants_and_scopes_are_not_offered() {
    let world = World::new().await;
    let body = GOOD.replace("client_credentials", "password");
    let answer = world.post(TOKEN, &[FORM], &body).await;
    refused(&answer, 400, "unsupported_grant_type");
    for scope in [
        "ec.purge",
        "ec.rules+ec.purge",
        "EC.RULES",
        "ec.rules%2Cec.rules",
        "+",
    ] {
        let body = GOOD.replace("ec.rules", scope);
        refused(
            &world.post(TOKEN, &[FORM], &body).await,
            400,
            "invalid_scope",
        );
    }
}

#[tokio::test]
async fn a_client_without_a_grant_for_the_rules_gets_no_scope() {
    let world = World::new().await;
    let client = ApiClient {
        key: ClientKey(50),
        client_id: "orders-only".to_owned(),
        tenant: ids::tenant(),
        organization: None,
        description: String::new(),
        person: None,
        grants: vec![Grant {
            dialect: Dialect::Metallic,
            write: false,
            home_account: None,
        }],
        secret_hash: hash(b"demo-secret"),
        created_at: world.clock.now(),
        revoked_at: None,
    };
    world
        .write(vec![client], |transaction, client| {
            Box::pin(async move { transaction.insert_client(client).await })
        })
        .await;
    let body = GOOD.replace("swo-app", "orders-only");
    for body in [body.clone(), body.replace("&scope=ec.rules", "")] {
        refused(
            &world.post(TOKEN, &[FORM], &body).await,
            400,
            "invalid_scope",
        );
    }
    let wrong = body.replace("demo-secret", "wrong");
    refused(
        &world.post(TOKEN, &[FORM], &wrong).await,
        400,
        "invalid_client",
    );
}

#[tokio::test]
async fn only_post_gives_tokens() {
    let world = World::new().await;
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = world.call(method, TOKEN, &[]).await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("allow"), Some("POST"));
    }
}
