//! Submissions that arrive more than once (metallic contract, sections 5 and 11).

use axum::body::Body;
use http::{Request, header::AUTHORIZATION};
use serde_json::json;

use crate::support::{LIST, World, creation};

async fn total(world: &World) -> u64 {
    let list = world.list("").await.json();
    list["metadata"]["pagination"]["totalRecords"]
        .as_u64()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trap_15_twenty_at_a_time_are_one_job() {
    let world = std::sync::Arc::new(World::new().await);
    let before = total(&world).await;
    let calls = (0..20).map(|_| {
        let world = std::sync::Arc::clone(&world);
        tokio::spawn(async move {
            world
                .post(
                    LIST,
                    "key-1",
                    &creation("Harbour Bakery", "ORD-1", "CUST-1"),
                )
                .await
        })
    });
    let mut ids = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await.unwrap();
        if answer.status == 202 {
            ids.push(answer.json()["data"]["id"].clone());
        } else {
            answer.is_error(409, 1011);
        }
    }
    assert!(!ids.is_empty());
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(total(&world).await, before + 1);
}

#[tokio::test]
async fn trap_16_the_same_key_with_the_same_body_and_with_another() {
    let world = World::new().await;
    let body = r#"{"service":{"skus":[{"sku":"MTSP-M365E-USR","quantity":2}]},"account":{"id":"2a920aeb-0ec0-463c-b623-de8c23a48813"}}"#;
    let first = world.post_text(LIST, "key-1", body).await;
    assert_eq!(
        (first.status, first.header("idempotent-replayed")),
        (202, None)
    );
    // The order has moved on meanwhile; the answer has not.
    world.work().await;
    let reordered = "{ \"account\" : {\"id\":\"2a920aeb-0ec0-463c-b623-de8c23a48813\"},\n\"service\":{\"skus\":[{\"quantity\":2,\"sku\":\"MTSP-M365E-USR\"}]} }";
    let replayed = world.post_text(LIST, "key-1", reordered).await;
    assert_eq!(replayed.header("idempotent-replayed"), Some("true"));
    assert_eq!((replayed.status, &replayed.body), (202, &first.body));
    assert_eq!(replayed.header("location"), first.header("location"));
    let other = body.replace(":2", ":3");
    world
        .post_text(LIST, "key-1", &other)
        .await
        .is_error(422, 1010);
    // Another key is another order.
    let second = world.post_text(LIST, "key-2", body).await;
    assert_ne!(second.json()["data"]["id"], first.json()["data"]["id"]);
    // A day later the key is as good as new.
    world.clock.advance(86_400);
    let later = world.post_text(LIST, "key-1", &other).await;
    assert_eq!(
        (later.status, later.header("idempotent-replayed")),
        (202, None)
    );
}

#[tokio::test]
async fn refusals_are_not_kept() {
    let world = World::new().await;
    let mut body = creation("Harbour Bakery", "ORD-1", "CUST-1");
    body["service"]["skus"][0]["sku"] = "MTSP-UNKNOWN".into();
    for _ in 0..2 {
        let refused = world.post(LIST, "key-1", &body).await;
        refused.is_error(400, 1002);
        assert_eq!(refused.header("idempotent-replayed"), None);
    }
    body["service"]["skus"][0]["sku"] = "MTSP-M365E-USR".into();
    assert_eq!(world.post(LIST, "key-1", &body).await.status, 202);
}

#[tokio::test]
async fn keys_are_visible_ascii_and_one() {
    let world = World::new().await;
    let body = json!({}).to_string();
    let longest = "k".repeat(255);
    for (keys, code) in [
        (vec![""], "Idempotency-Key"),
        (vec!["a b"], "Idempotency-Key"),
        (vec!["\u{e9}"], "Idempotency-Key"),
        (vec!["a", "a"], "Idempotency-Key"),
        (vec![longest.as_str()], "account"),
    ] {
        let mut request = Request::post(LIST)
            .header(AUTHORIZATION, "Bearer demo-token")
            .header("content-type", "application/json");
        for key in keys {
            request = request.header("idempotency-key", key.as_bytes());
        }
        let answer = world
            .send(request.body(Body::from(body.clone())).unwrap())
            .await;
        answer.is_error(400, 1002);
        assert!(
            answer.body.contains(&format!("\"{code}: ")),
            "{}",
            answer.body
        );
    }
}
