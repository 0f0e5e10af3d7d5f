//! Submitting deploy requests (rulesv4 contract, sections 6 and 8).

use http::Method;
use landfall_core::{
    id::{LogId, Revision},
    model::{Dialect, Grant, Platform, Release},
};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    adding::{pointers, small},
    deploy_requests::{LATEST, REQUESTS},
    policies::listed,
    support::{Answer, World},
};

/// The policy of account `0001` that the demonstration has deployed on adn.
const POLICY: u64 = 4_409_533;

pub(crate) fn body(policy: u64, environment: &str, message: &str) -> Value {
    json!({ "policy_id": policy, "environment": environment, "message": message })
}

impl World {
    pub(crate) async fn submit(&self, body: &Value) -> Answer {
        self.sent(Method::POST, REQUESTS, body.to_string()).await
    }

    /// Submits what is accepted, and gives the request's id.
    pub(crate) async fn submitted(&self, body: &Value) -> String {
        let answer = self.submit(body).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        text(&shown(&answer)["id"])
    }

    /// A locked policy of account `0001` for that platform.
    pub(crate) async fn locked(&self, platform: &str) -> u64 {
        let mut body = small("locked");
        body["platform"] = json!(platform);
        text(&self.added(&body).await["id"]).parse().unwrap()
    }
}

pub(crate) fn shown(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub(crate) fn states(request: &Value) -> Vec<String> {
    let steps = request["history"].as_array().unwrap().iter();
    steps.map(|step| text(&step["type"])).collect()
}

/// A client decodes `policies` as one object and `@links` as an array; what is neither there nor wrong cannot fail it.
#[tokio::test]
async fn trap_s2_policies_is_one_object_and_there_are_no_links() {
    let world = World::new().await;
    let answer = world.submit(&body(POLICY, "production", "why")).await;
    let request = shown(&answer);
    assert!(request["policies"].is_object());
    for absent in ["rules", "history"] {
        assert!(request["policies"].get(absent).is_none(), "{absent}");
    }
    assert!(!answer.body.contains("@links"), "{}", answer.body);
    let read = world
        .rules(&format!("{REQUESTS}/{}", text(&request["id"])))
        .await;
    assert_eq!(read.body, answer.body);
}

#[tokio::test]
async fn trap_s3_ids_are_texts_but_for_those_of_histories() {
    let world = World::new().await;
    let request = shown(&world.submit(&body(POLICY, "staging", "why")).await);
    assert!(request["id"].is_string());
    assert_eq!(request["customer_id"], "0001");
    assert!(request["user"]["id"].is_string());
    assert!(request["policies"]["id"].is_string());
    for step in request["history"].as_array().unwrap() {
        assert!(step["id"].is_u64());
        assert!(step["user"]["id"].is_string());
    }
}

#[tokio::test]
async fn trap_s4_times_end_in_z_and_a_policy_s_own_id_comes_back_as_a_number_or_text() {
    let world = World::new().await;
    for (form, environment) in [(json!(POLICY), "staging"), (json!("4409533"), "production")] {
        let mut body = body(0, environment, "why");
        body["policy_id"] = form;
        let answer = world.submit(&body).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let request = shown(&answer);
        for member in ["created_at", "updated_at"] {
            assert_eq!(request[member], "2021-04-15T12:00:00Z");
        }
    }
}

/// Six attempts within a minute, as after lost answers, are one request.
#[tokio::test]
async fn trap_s5_a_blind_retry_gets_the_request_of_the_first_attempt() {
    let world = World::new().await;
    let sent = body(POLICY, "production", "why");
    let first = world.submit(&sent).await;
    assert_eq!(first.status, 202);
    // Approval takes milliseconds, so the request is deployed by then.
    assert_eq!(shown(&first)["state"], "deployed");
    for _ in 0..5 {
        world.clock.advance(12);
        let again = world.submit(&sent).await;
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    let page = shown(&world.rules(&format!("{LATEST}?search=why")).await);
    assert_eq!(page["total_items"], 1);
}

#[tokio::test]
async fn each_retry_begins_the_minute_anew() {
    let world = World::new().await;
    let sent = body(POLICY, "production", "why");
    let first = world.submitted(&sent).await;
    for _ in 0..3 {
        world.clock.advance(60);
        let again = world.submit(&sent).await;
        assert_eq!(
            (again.status, text(&shown(&again)["id"])),
            (200, first.clone())
        );
    }
    world.clock.advance(61);
    assert_ne!(world.submitted(&sent).await, first);
}

#[tokio::test]
async fn what_is_not_the_same_is_no_retry() {
    let world = World::new().await;
    let first = world.submitted(&body(POLICY, "production", "why")).await;
    let another = world.locked("adn").await;
    let mut seen = vec![first];
    for other in [
        body(POLICY, "production", "why not"),
        body(POLICY, "staging", "why"),
        body(another, "production", "why"),
        // The first one is no longer the newest in its place.
        body(POLICY, "production", "why"),
    ] {
        let id = world.submitted(&other).await;
        assert!(!seen.contains(&id), "{other}");
        seen.push(id);
    }
    // Nor is what another client sends.
    let grant = Grant {
        dialect: Dialect::Rulesv4,
        write: true,
        home_account: Some(ids::account("0001")),
    };
    let bearer = world.client("another-app", vec![grant], ids::MSP).await;
    let sent = body(POLICY, "production", "why").to_string();
    let answer = world.sent_as(&bearer, Method::POST, REQUESTS, sent).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
}

#[tokio::test]
async fn a_request_that_was_rolled_back_is_deployed_again() {
    let world = World::new().await;
    let sent = body(POLICY, "production", "why");
    let first = world.submitted(&sent).await;
    let release = Release {
        request: first.parse().unwrap(),
        generation: landfall_core::id::Generation(90),
        log: ids::ADN_PRODUCTION_LOG.parse::<LogId>().unwrap(),
        slot: ids::account("0001"),
        revision: Revision(90),
        pops: None,
        rolled_back_at: Some(Revision(91)),
    };
    world
        .write(vec![release], |transaction, release| {
            Box::pin(async move { transaction.insert_release(release).await })
        })
        .await;
    assert_ne!(world.submitted(&sent).await, first);
}

/// The Terraform provider never polls: what the answer says is all that it learns.
#[tokio::test]
async fn trap_t6_the_answer_tells_the_state_that_was_reached() {
    let world = World::new().await;
    let answer = world.submit(&body(POLICY, "production", "")).await;
    let request = shown(&answer);
    assert_eq!(request["state"], "deployed");
    assert_eq!(states(&request), ["submitted", "approved", "deployed"]);
    assert_eq!(request["history"][0]["user"]["last_name"], "swo-app");
    for step in [1, 2] {
        let system = json!({ "id": "1", "first_name": "Automatic", "last_name": "Verification", "email": "" });
        assert_eq!(request["history"][step]["user"], system);
    }
    let status = world.status(text(&request["id"])).await;
    assert!(
        status
            .body
            .contains(r#""Status":"propagating","Percent_propagated":0.0"#)
    );
}

/// Its destroy posts a placeholder right behind the submit before; nothing is open by then.
#[tokio::test]
async fn trap_t7_a_submit_right_behind_another_is_accepted() {
    let world = World::new().await;
    let first = world.locked("http_large").await;
    let placeholder = world.locked("http_large").await;
    let id = world.submitted(&body(first, "production", "apply")).await;
    let next = world
        .submitted(&body(placeholder, "production", "destroy"))
        .await;
    assert!(next.parse::<u64>().unwrap() > id.parse::<u64>().unwrap());
    // Older requests stay deployed; the latest is active.
    for id in [&id, &next] {
        let request = shown(&world.rules(&format!("{REQUESTS}/{id}")).await);
        assert_eq!(request["state"], "deployed");
    }
    // A policy that was never deployed is harmless.
    world.locked("http_large").await;
}

/// The active policy may be deployed again, and then once more.
#[tokio::test]
async fn the_active_policy_may_be_deployed_again() {
    let world = World::new().await;
    let first = world
        .submitted(&body(POLICY, "production", "spring release"))
        .await;
    assert_ne!(first, "123456", "that one was of another");
    let page = world
        .rules(&format!("{LATEST}?environment=production&state=deployed"))
        .await;
    assert_eq!(listed(&page)[0], first);
}

#[tokio::test]
async fn what_cannot_be_submitted_is_told_with_pointers() {
    let world = World::new().await;
    let before = world.rules(LATEST).await;
    for (sent, expected) in [
        (json!({}), &["/policy_id", "/environment"][..]),
        (json!([]), &[""]),
        (body(9_999_999, "production", ""), &["/policy_id"]),
        // Another account's.
        (body(4_409_521, "production", ""), &["/policy_id"]),
        (body(POLICY, "live", ""), &["/environment"]),
        (body(POLICY, "staging", &"x".repeat(1025)), &["/message"]),
        (
            json!({ "policy_id": -1, "environment": 1, "message": 1, "more": 1 }),
            &["/more", "/policy_id", "/environment", "/message"],
        ),
    ] {
        assert_eq!(pointers(&world.submit(&sent).await), expected, "{sent}");
    }
    for sent in ["", "{", "null", "\u{0}"] {
        let answer = world.sent(Method::POST, REQUESTS, sent).await;
        assert_eq!(pointers(&answer), [""], "{sent:?}");
    }
    assert_eq!(world.rules(LATEST).await, before);
}

#[tokio::test]
async fn a_draft_is_not_deployed() {
    let world = World::new().await;
    let draft = world.added(&small("draft")).await;
    let draft = text(&draft["id"]).parse().unwrap();
    let answer = world.submit(&body(draft, "production", "")).await;
    assert_eq!(answer.status, 409);
    let error = shown(&answer);
    assert_eq!(error["code"], "invalid_operation");
    assert_eq!(error["title"], "The policy is a draft");
}

/// What the fleet lost since the lock is found at the submit, and told where people look: in the history.
#[tokio::test]
async fn a_policy_that_no_longer_verifies_is_rejected_with_pointers() {
    let world = World::new().await;
    let account = ids::organization(ids::CUSTOMER);
    let mut policy = crate::support::policy(9_300_000, account, Platform::HttpLarge);
    let at = policy.summary.created_at;
    policy.rules = vec![landfall_core::model::Rule {
        id: landfall_core::id::RuleId(9_300_001),
        name: None,
        description: None,
        matches: r#"[{"type":"match.request.request-colour.literal","value":"red"}]"#.to_owned(),
        created_at: at,
        updated_at: at,
    }];
    world.add_policies(vec![policy]).await;
    let answer = world.submit(&body(9_300_000, "production", "")).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    let request = shown(&answer);
    assert_eq!(request["state"], "rejected");
    assert_eq!(states(&request), ["submitted", "rejected"]);
    let rejected = &request["history"][1];
    assert_eq!(rejected["description"], "The policy cannot be deployed.");
    assert_eq!(rejected["user"]["id"], "1");
    let detail = &rejected["details"][0];
    assert_eq!(detail["@type"], "ErrorDetail");
    assert_eq!(detail["source"], "/rules/0/matches/0/type");
    let description = text(&detail["description"]);
    assert!(
        description.contains("match.request.request-colour.literal"),
        "{description}"
    );
    // It is final: nothing is in the way of the next.
    let id = text(&request["id"]);
    world
        .status(&id)
        .await
        .is(200, r#"{ "Status": "New", "Percent_propagated": 0 }"#);
    let good = world.locked("http_large").await;
    world.submitted(&body(good, "production", "")).await;
}

/// A client that may only read, and one of another account.
#[tokio::test]
async fn strangers_submit_nothing() {
    let world = World::new().await;
    let before = world.rules(LATEST).await;
    let grant = |home: &str, write| {
        vec![Grant {
            dialect: Dialect::Rulesv4,
            write,
            home_account: Some(ids::account(home)),
        }]
    };
    let sent = body(POLICY, "production", "theirs").to_string();
    let reader = world.client("reader", grant("0001", false), ids::MSP).await;
    let answer = world
        .sent_as(&reader, Method::POST, REQUESTS, sent.clone())
        .await;
    assert_eq!(answer.status, 403);
    let other = world
        .client("other", grant("0002", true), ids::OTHER_ACCOUNT)
        .await;
    let seen = world.sent_as(&other, Method::POST, REQUESTS, sent).await;
    let absent = body(4_409_999, "production", "theirs").to_string();
    let unseen = world.sent_as(&other, Method::POST, REQUESTS, absent).await;
    assert_eq!(pointers(&seen), ["/policy_id"]);
    assert_eq!(seen.body.replace("4409533", "4409999"), unseen.body);
    for bearer in ["Bearer nonsense", ""] {
        let answer = world.sent_as(bearer, Method::POST, REQUESTS, "{}").await;
        assert_eq!(answer.status, 401);
    }
    let answer = world.sent(Method::GET, REQUESTS, "").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    assert_eq!(world.rules(LATEST).await, before);
}
