//! Four eyes on the wire: what waits, what is canceled, and what a client may not decide (rulesv4 contract, section 6).

use http::Method;
use landfall_control::{
    Provenance,
    admin::{AdminCommand, AdminReply, AdminRequest, NewRuling, ReviewChange},
};
use landfall_core::{
    model::{Dialect, Grant},
    rules::deploying::Decision,
};
use landfall_demo::{credentials::BUSINESS_ADMIN_EMAIL, ids};
use serde_json::{Value, json};

use crate::{
    adding::pointers,
    deploy_requests::REQUESTS,
    submitting::{body, shown, states, text},
    support::{Answer, World},
};

const POLICY: u64 = 4_409_533;

impl World {
    async fn administer(&self, command: AdminCommand) -> Result<AdminReply, String> {
        let request = AdminRequest {
            command,
            idempotency_key: None,
        };
        let operator = Provenance::operator(None);
        let done = self.control.administer(request, &operator);
        done.await.map_err(|error| error.to_string())
    }

    async fn with_review(&self) {
        let on = AdminCommand::ReviewOn(ReviewChange {
            tenant: ids::tenant(),
            account: ids::account("0001"),
            environment: None,
            within: None,
        });
        self.administer(on).await.unwrap();
    }

    async fn rule(&self, id: &str, decision: Decision, user: &str) -> Result<AdminReply, String> {
        let ruling = AdminCommand::ReviewDecide(NewRuling {
            tenant: ids::tenant(),
            request: id.parse().unwrap(),
            decision,
            user: user.to_owned(),
            reason: Some("agreed with security".to_owned()),
        });
        self.administer(ruling).await
    }

    async fn cancel(&self, id: &str) -> Answer {
        let body = r#"{"state":"canceled"}"#;
        self.sent(Method::PATCH, &format!("{REQUESTS}/{id}"), body)
            .await
    }

    async fn request_of(&self, id: &str) -> Value {
        shown(&self.rules(&format!("{REQUESTS}/{id}")).await)
    }
}

#[tokio::test]
async fn a_request_waits_for_another_person_and_goes_on_when_they_approve() {
    let world = World::new().await;
    world.with_review().await;
    let sent = body(POLICY, "production", "why");
    let answer = world.submit(&sent).await;
    assert_eq!(answer.status, 202);
    let request = shown(&answer);
    assert_eq!(request["state"], "pending_review");
    let id = text(&request["id"]);
    world
        .status(&id)
        .await
        .is(200, r#"{ "Status": "New", "Percent_propagated": 0 }"#);
    // A retry of a request that is open is one too.
    let again = world.submit(&sent).await;
    assert_eq!((again.status, again.body), (200, answer.body));
    let AdminReply::Ruled(ruled) = world
        .rule(&id, Decision::Approve, BUSINESS_ADMIN_EMAIL)
        .await
        .unwrap()
    else {
        panic!("no ruling");
    };
    assert_eq!(
        (ruled.state.as_str(), ruled.account.as_str()),
        ("deployed", "0001")
    );
    let request = world.request_of(&id).await;
    let expected = ["submitted", "pending_review", "approved", "deployed"];
    assert_eq!(states(&request), expected);
    let approved = &request["history"][2];
    assert_eq!(approved["user"]["email"], BUSINESS_ADMIN_EMAIL);
    assert_eq!(approved["description"], "agreed with security");
    assert!(approved.get("details").is_none());
    assert!(request["history"][1].get("description").is_none());
}

#[tokio::test]
async fn a_rejection_is_final_and_says_why() {
    let world = World::new().await;
    world.with_review().await;
    let id = world.submitted(&body(POLICY, "staging", "why")).await;
    world
        .rule(&id, Decision::Escalate, BUSINESS_ADMIN_EMAIL)
        .await
        .unwrap();
    assert_eq!(world.request_of(&id).await["state"], "escalated");
    world
        .rule(&id, Decision::Reject, BUSINESS_ADMIN_EMAIL)
        .await
        .unwrap();
    let request = world.request_of(&id).await;
    assert_eq!(request["state"], "rejected");
    assert_eq!(request["history"][3]["description"], "agreed with security");
    let late = world
        .rule(&id, Decision::Approve, BUSINESS_ADMIN_EMAIL)
        .await;
    assert!(late.unwrap_err().contains("is rejected"));
    assert_eq!(world.cancel(&id).await.status, 409);
}

#[tokio::test]
async fn who_may_not_decide_is_told_so() {
    let world = World::new().await;
    world.with_review().await;
    let id = world.submitted(&body(POLICY, "production", "why")).await;
    for (user, why) in [
        ("api-admin@acmepaymentscorp.example", "business-admin"),
        ("nobody@acme.example", "no living user"),
        // The submitter itself has no role, and is no other person.
        ("swo-app@clients.invalid", "business-admin"),
    ] {
        let refused = world.rule(&id, Decision::Approve, user).await.unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
    assert_eq!(world.request_of(&id).await["state"], "pending_review");
    // Nothing on this wire approves or rejects (section 6).
    for state in ["approved", "rejected", "escalated", "deployed"] {
        let body = json!({ "state": state }).to_string();
        let place = format!("{REQUESTS}/{id}");
        let answer = world.sent(Method::PATCH, &place, body).await;
        assert_eq!(pointers(&answer), ["/state"]);
    }
}

#[tokio::test]
async fn what_waits_is_canceled_once_and_for_all() {
    let world = World::new().await;
    world.with_review().await;
    let sent = body(POLICY, "production", "why");
    let id = world.submitted(&sent).await;
    let canceled = world.cancel(&id).await;
    assert_eq!(canceled.status, 200, "{}", canceled.body);
    let request = shown(&canceled);
    assert_eq!(request["state"], "canceled");
    assert_eq!(
        states(&request),
        ["submitted", "pending_review", "canceled"]
    );
    assert_eq!(request["history"][2]["user"]["last_name"], "swo-app");
    assert_eq!(world.cancel(&id).await, canceled);
    world
        .status(&id)
        .await
        .is(200, r#"{ "Status": "New", "Percent_propagated": 0 }"#);
    // What is canceled is not what a retry means.
    assert_ne!(world.submitted(&sent).await, id);
}

#[tokio::test]
async fn what_does_not_wait_cannot_be_canceled() {
    let world = World::new().await;
    let answer = world.cancel("123456").await;
    assert_eq!(answer.status, 409);
    let error = shown(&answer);
    assert_eq!(error["code"], "invalid_operation");
    let description = "Deploy request 123456 is deployed; only one that is pending_review or escalated can be canceled.";
    assert_eq!(error["description"], description);
    // 123454 is another account's.
    let absent = world.cancel("999999").await;
    assert_eq!(absent.status, 404);
    for id in ["123454", "x", "0"] {
        assert_eq!(world.cancel(id).await, absent, "{id}");
    }
    let place = format!("{REQUESTS}/123456");
    let deleted = world.sent(Method::DELETE, &place, "").await;
    assert_eq!(
        (deleted.status, deleted.header("allow")),
        (405, Some("GET, HEAD, PATCH"))
    );
    let grant = Grant {
        dialect: Dialect::Rulesv4,
        write: false,
        home_account: Some(ids::account("0001")),
    };
    let reader = world.client("reader", vec![grant], ids::MSP).await;
    let answer = world
        .sent_as(&reader, Method::PATCH, &place, r#"{"state":"canceled"}"#)
        .await;
    assert_eq!(answer.status, 403);
}
