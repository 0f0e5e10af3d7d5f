//! What people and programs decide over deploy requests that wait for that.

use http::Method;
use landfall_core::{
    id::DeployRequestId,
    model::{DeployRequest, DeployState, Environment, Platform, Role, RoleBinding},
};
use landfall_demo::{
    credentials::{BUSINESS_ADMIN_EMAIL, NATIVE_TOKEN},
    ids,
};

use crate::support::{Answer, World};

const WAITING: u64 = 500;
const DECISIONS: [&str; 3] = ["approve", "reject", "escalate"];
const REASON: &str = r#"{"reason":"agreed with security"}"#;

fn path(id: u64, decision: &str) -> String {
    format!("/landfall/v1/deploy-requests/{id}/{decision}")
}

impl World {
    /// A request of account `0001` that waits for a review, submitted by user 77.
    async fn waiting(&self, state: DeployState) {
        let at = "2021-11-08T07:00:00Z".parse().unwrap();
        let request = DeployRequest {
            id: DeployRequestId(WAITING),
            tenant: ids::tenant(),
            account: ids::organization(ids::CUSTOMER),
            policy: landfall_core::id::PolicyId(4_409_533),
            platform: Platform::Adn,
            environment: Environment::Staging,
            state,
            message: "spring release".to_owned(),
            submitter: ids::ACCOUNT_USER,
            history: Vec::new(),
            created_at: at,
            updated_at: at,
        };
        self.write(request, |transaction, request| {
            Box::pin(async move { transaction.insert_deploy_request(request).await })
        })
        .await;
    }

    async fn decide(&self, headers: &[(&str, &str)], decision: &str, body: &str) -> Answer {
        let json = [("content-type", "application/json")];
        let headers = [headers, &json].concat();
        self.post(&path(WAITING, decision), &headers, body).await
    }

    async fn decide_as(&self, token: &str, decision: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        self.decide(&[("authorization", &bearer)], decision, body)
            .await
    }

    async fn state(&self) -> String {
        let shown = self.get(&format!("deploy-requests/{WAITING}")).await.json();
        shown["state"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn an_approval_goes_through_to_the_fleet() {
    let world = World::new().await;
    world.waiting(DeployState::PendingReview).await;
    let (cookie, csrf) = world.signed_in().await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let answer = world.decide(&headers, "approve", REASON).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("x-request-id").is_some());
    let request = answer.json();
    assert_eq!(request["state"], "deployed");
    let history = request["history"].as_array().unwrap();
    assert_eq!(history[0]["state"], "approved");
    assert_eq!(history[0]["user_id"], "2");
    assert_eq!(history[0]["description"], "agreed with security");
    assert_eq!(history[1]["state"], "deployed");
    assert_eq!(history[1]["user_id"], "1");
    assert_eq!(request["releases"].as_array().unwrap().len(), 1);
    assert!(request["propagation"].is_object());
    // Doing it again changes nothing.
    let again = world.decide(&headers, "approve", "").await;
    assert_eq!(
        (again.status, again.json()["history"].clone()),
        (200, request["history"].clone())
    );
    world
        .decide(&headers, "reject", REASON)
        .await
        .is_problem(409, "conflict");
}

#[tokio::test]
async fn a_program_decides_as_its_own_user() {
    let world = World::new().await;
    world.waiting(DeployState::PendingReview).await;
    let escalated = world.decide_as(NATIVE_TOKEN, "escalate", "").await;
    assert_eq!(escalated.status, 200, "{escalated:?}");
    let step = escalated.json()["history"][0].clone();
    assert_eq!(step["state"], "escalated");
    assert_eq!(step["description"], serde_json::Value::Null);
    let user = step["user_id"].as_str().unwrap().to_owned();
    let user = world.get(&format!("users/{user}")).await;
    assert_eq!(user.json()["email"], "demo-operator@clients.invalid");
    let rejected = world.decide_as(NATIVE_TOKEN, "reject", REASON).await;
    assert_eq!(rejected.json()["state"], "rejected");
}

/// Four eyes: of the submitter's two there are no more.
#[tokio::test]
async fn nobody_decides_over_their_own_request() {
    let world = World::new().await;
    world.waiting(DeployState::Escalated).await;
    let ada = RoleBinding {
        user: ids::ACCOUNT_USER,
        organization: ids::organization(ids::CUSTOMER),
        role: Role::BusinessAdmin,
    };
    world
        .write(ada, |transaction, ada| {
            Box::pin(async move {
                let hash = transaction
                    .find_user(&ids::tenant(), BUSINESS_ADMIN_EMAIL)
                    .await?
                    .and_then(|user| user.password_hash)
                    .unwrap();
                let at = "2021-11-08T07:00:00Z".parse().unwrap();
                transaction.set_password(ada.user, &hash, at).await?;
                transaction.bind_role(ada).await
            })
        })
        .await;
    let signed_in = world
        .sign_in_as("ada@example.com", landfall_demo::credentials::PASSWORD)
        .await;
    let (cookie, csrf) = crate::support::session(&signed_in);
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    for decision in DECISIONS {
        let refused = world.decide(&headers, decision, REASON).await;
        refused.is_problem(409, "conflict");
        assert!(refused.body.contains("is your own"), "{refused:?}");
    }
    assert_eq!(world.state().await, "escalated");
}

#[tokio::test]
async fn what_is_wrong_with_a_call_is_told_in_order() {
    let world = World::new().await;
    world.waiting(DeployState::PendingReview).await;
    let (cookie, csrf) = world.signed_in().await;
    let cookie = ("cookie", cookie.as_str());
    world.let_in(700, None, "reader", false).await;
    for decision in DECISIONS {
        world
            .decide(&[], decision, REASON)
            .await
            .is_problem(401, "unauthenticated");
        world
            .decide_as("nonsense", decision, REASON)
            .await
            .is_problem(401, "unauthenticated");
        world
            .decide(&[cookie], decision, REASON)
            .await
            .is_problem(403, "csrf-required");
        world
            .decide_as("reader", decision, REASON)
            .await
            .is_problem(403, "forbidden");
        let plain = [
            cookie,
            ("x-landfall-csrf", csrf.as_str()),
            ("content-type", "text/plain"),
        ];
        let target = path(WAITING, decision);
        world
            .post(&target, &plain, REASON)
            .await
            .is_problem(415, "unsupported-media-type");
        for body in ["{", "[]", r#"{"reason":7}"#, r#"{"why":"x"}"#] {
            let refused = world.decide_as(NATIVE_TOKEN, decision, body).await;
            refused.is_problem(400, "invalid-body");
        }
        let long = format!(r#"{{"reason":"{}"}}"#, "x".repeat(1025));
        let refused = world.decide_as(NATIVE_TOKEN, decision, &long).await;
        refused.is_problem(400, "invalid-body");
        assert_eq!(refused.json()["errors"][0]["pointer"], "/reason");
        let refused = world
            .decide_as(NATIVE_TOKEN, decision, &"x".repeat(20_000))
            .await;
        refused.is_problem(413, "payload-too-large");
        let bearer = format!("Bearer {NATIVE_TOKEN}");
        let own = [("authorization", bearer.as_str())];
        let query = format!("{target}?page_size=1");
        world
            .post(&query, &own, REASON)
            .await
            .is_problem(415, "unsupported-media-type");
        let refused = world.call(Method::GET, &target, &own).await;
        refused.is_problem(405, "method-not-allowed");
        assert_eq!(refused.header("allow"), Some("POST"));
    }
    // A rejection has to say why.
    for body in ["", "{}", r#"{"reason":" "}"#] {
        let refused = world.decide_as(NATIVE_TOKEN, "reject", body).await;
        refused.is_problem(400, "invalid-body");
        assert_eq!(refused.json()["errors"][0]["pointer"], "/reason");
    }
    assert_eq!(world.state().await, "pending_review");
}

/// Byte for byte as if there were no such request.
#[tokio::test]
async fn strangers_decide_nothing_and_see_nothing() {
    let world = World::new().await;
    world.waiting(DeployState::PendingReview).await;
    world.other_tenant("elsewhere").await;
    let beside = ids::organization(ids::OTHER_ACCOUNT);
    world.let_in(701, Some(beside), "beside", true).await;
    for decision in DECISIONS {
        for token in ["elsewhere", "beside"] {
            let seen = world.decide_as(token, decision, REASON).await;
            seen.is_problem(404, "not-found");
            let bearer = format!("Bearer {token}");
            let headers = [
                ("authorization", bearer.as_str()),
                ("content-type", "application/json"),
            ];
            let unseen = world.post(&path(999, decision), &headers, REASON).await;
            assert_eq!(seen.body.replace("/500/", "/999/"), unseen.body);
        }
        for id in ["x", "0", "9007199254740993", "%FF", "%00"] {
            let target = format!("/landfall/v1/deploy-requests/{id}/{decision}");
            let bearer = format!("Bearer {NATIVE_TOKEN}");
            let headers = [
                ("authorization", bearer.as_str()),
                ("content-type", "application/json"),
            ];
            let absent = world.post(&target, &headers, REASON).await;
            absent.is_problem(404, "not-found");
        }
    }
    assert_eq!(world.state().await, "pending_review");
}

#[tokio::test]
async fn what_does_not_wait_is_not_decided_over() {
    let world = World::new().await;
    world.waiting(DeployState::Approved).await;
    for decision in DECISIONS {
        let refused = world.decide_as(NATIVE_TOKEN, decision, REASON).await;
        refused.is_problem(409, "conflict");
    }
}
