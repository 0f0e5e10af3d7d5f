//! Applying a policy by the native API, and withdrawing that.

use landfall_core::{
    id::DeployRequestId,
    model::{DeployRequest, DeployState, Environment, Platform},
};
use landfall_demo::{
    credentials::{BUSINESS_ADMIN_EMAIL, NATIVE_TOKEN},
    ids,
};
use serde_json::json;

use crate::support::{Answer, World};

const PATH: &str = "/landfall/v1/deploy-requests";
const SHOP_FRONT: &str = r#"{"account_id":"0001","policy_id":"4409498","environment":"production","message":"back to winter"}"#;

impl World {
    async fn deploy_as(&self, headers: &[(&str, &str)], body: &str) -> Answer {
        let json = [("content-type", "application/json")];
        self.post(PATH, &[headers, &json].concat(), body).await
    }

    /// Applies a policy as the platform's owner.
    pub(crate) async fn deploy(&self, body: &str) -> Answer {
        let bearer = format!("Bearer {NATIVE_TOKEN}");
        self.deploy_as(&[("authorization", &bearer)], body).await
    }

    async fn cancel(&self, id: u64) -> Answer {
        let bearer = format!("Bearer {NATIVE_TOKEN}");
        self.post(
            &format!("{PATH}/{id}/cancel"),
            &[("authorization", &bearer)],
            "",
        )
        .await
    }

    async fn stands(&self, id: u64, state: DeployState) {
        let at = "2021-11-08T07:00:00Z".parse().unwrap();
        let request = DeployRequest {
            id: DeployRequestId(id),
            tenant: ids::tenant(),
            account: ids::organization(ids::CUSTOMER),
            policy: landfall_core::id::PolicyId(4_409_533),
            platform: Platform::Adn,
            environment: Environment::Staging,
            state,
            message: String::new(),
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
}

#[tokio::test]
async fn a_person_applies_a_policy_and_a_retry_does_not_do_it_again() {
    let world = World::new().await;
    let (cookie, csrf) = world.signed_in().await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let made = world.deploy_as(&headers, SHOP_FRONT).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let request = made.json();
    let id = request["id"].as_str().unwrap();
    assert_eq!(
        made.header("location"),
        Some(format!("{PATH}/{id}").as_str())
    );
    assert_eq!(
        (&request["state"], &request["message"]),
        (&json!("deployed"), &json!("back to winter"))
    );
    let submitter = request["submitter_id"].as_str().unwrap();
    let submitter = world.get(&format!("users/{submitter}")).await.json();
    assert_eq!(submitter["email"], BUSINESS_ADMIN_EMAIL);
    let again = world.deploy_as(&headers, SHOP_FRONT).await;
    assert_eq!((again.status, &again.json()["id"]), (200, &request["id"]));
}

#[tokio::test]
async fn an_account_is_named_by_any_of_its_names_and_a_platform_is_checked() {
    let world = World::new().await;
    let body = |account: &str, platform: &str| {
        json!({ "account_id": account, "policy_id": "4409498", "environment": "production", "platform": platform })
            .to_string()
    };
    let wrong = world.deploy(&body("0001", "http_large")).await;
    wrong.is_problem(400, "invalid-body");
    assert_eq!(wrong.json()["errors"][0]["pointer"], "/platform");
    let unknown = world.deploy(&body("0001", "http_huge")).await;
    unknown.is_problem(400, "invalid-body");
    let made = world.deploy(&body(ids::CUSTOMER, "adn")).await;
    assert_eq!(made.status, 201, "{made:?}");
}

#[tokio::test]
async fn what_cannot_be_applied_is_refused_with_its_reason() {
    let world = World::new().await;
    for (body, pointer) in [
        (
            r#"{"account_id":"0001","policy_id":"1","environment":"production"}"#,
            "/policy_id",
        ),
        (
            r#"{"account_id":"0001","policy_id":"x","environment":"production"}"#,
            "/policy_id",
        ),
        (
            r#"{"account_id":"0001","policy_id":"4409498","environment":"moon"}"#,
            "/environment",
        ),
        (r#"{"account_id":"0001","policy_id":"4409498"}"#, ""),
        (
            r#"{"account_id":"0001","policy_id":"4409498","environment":"production","x":1}"#,
            "",
        ),
        (r#"["0001","4409498","production"]"#, ""),
        ("", ""),
    ] {
        let refused = world.deploy(body).await;
        refused.is_problem(400, "invalid-body");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    let elsewhere = r#"{"account_id":"00FF","policy_id":"4409498","environment":"production"}"#;
    let nowhere = world.deploy(elsewhere).await;
    nowhere.is_problem(400, "invalid-body");
    assert_eq!(nowhere.json()["errors"][0]["pointer"], "/account_id");
    world.other_tenant("theirs").await;
    let theirs = [("authorization", "Bearer theirs")];
    let stranger = world.deploy_as(&theirs, SHOP_FRONT).await;
    assert_eq!(stranger.json()["errors"], nowhere.json()["errors"]);
    world.let_in(800, None, "reader", false).await;
    let reader = [("authorization", "Bearer reader")];
    world
        .deploy_as(&reader, SHOP_FRONT)
        .await
        .is_problem(403, "forbidden");
}

#[tokio::test]
async fn one_that_waits_is_withdrawn_and_stands_in_the_way_until_then() {
    let world = World::new().await;
    world.stands(500, DeployState::PendingReview).await;
    let newer = r#"{"account_id":"0001","policy_id":"4409498","environment":"staging"}"#;
    world.deploy(newer).await.is_problem(409, "conflict");
    for _ in 0..2 {
        let canceled = world.cancel(500).await;
        assert_eq!(canceled.status, 200, "{canceled:?}");
        assert_eq!(canceled.json()["state"], "canceled");
    }
    assert_eq!(world.deploy(newer).await.status, 201);
    world.cancel(123_456).await.is_problem(409, "conflict");
    world.cancel(999_999).await.is_problem(404, "not-found");
    world.let_in(800, None, "reader", false).await;
    let reader = [("authorization", "Bearer reader")];
    let refused = world.post(&format!("{PATH}/500/cancel"), &reader, "").await;
    refused.is_problem(403, "forbidden");
}
