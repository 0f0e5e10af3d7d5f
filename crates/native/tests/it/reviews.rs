//! Where another person looks at the deploy requests of an account.

use http::Method;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::World;

const PATH: &str = "/landfall/v1/customers/0001/review";

async fn told(world: &World) -> Vec<(Value, Value)> {
    let filter = "events?filter=resource%20%3D%20organization&page_size=500";
    let events = world.get(filter).await.json();
    let events = events["items"].as_array().unwrap().iter();
    let events = events.filter(|event| event["kind"].as_str().unwrap().starts_with("review."));
    let told = events.map(|event| (event["kind"].clone(), event["detail"]["within"].clone()));
    told.collect()
}

#[tokio::test]
async fn reviews_of_an_account_are_read_and_set_with_an_event_for_each_environment() {
    let world = World::new().await;
    let before = world.get("customers/0001/review").await;
    let none = json!({ "production": null, "staging": null });
    let shown = json!({
        "account_id": ids::CUSTOMER, "production": null, "staging": null, "tenant": none,
    });
    assert_eq!(before.json(), shown);
    let body = json!({ "production": { "within_seconds": 90 }, "staging": {} }).to_string();
    let stale = [("if-match", "\"0\"")];
    let refused = world.owner_with(Method::PATCH, PATH, &stale, &body).await;
    refused.is_problem(412, "precondition-failed");
    let seen = [("if-match", before.header("etag").unwrap())];
    let after = world.owner_with(Method::PATCH, PATH, &seen, &body).await;
    assert_eq!(after.status, 200, "{after:?}");
    let mut expected = shown.clone();
    expected["production"] = json!({ "within_seconds": 90 });
    expected["staging"] = json!({ "within_seconds": 14_400 });
    assert_eq!(after.json(), expected);
    let named = format!("customers/{}/review", ids::CUSTOMER);
    assert_eq!(world.get(&named).await.body, after.body);
    // What was read can be sent back, and changes nothing.
    let back = world.owner(Method::PATCH, PATH, &after.body).await;
    assert_eq!(back.body, after.body);
    let ended = world
        .owner(Method::PATCH, PATH, r#"{"staging":null}"#)
        .await;
    expected["staging"] = json!(null);
    assert_eq!(ended.json(), expected);
    let on = json!("review.switched_on");
    let mut heard = told(&world).await;
    heard.sort_by_key(|it| it.1.to_string());
    let expected = [
        (on.clone(), json!(14_400)),
        (on, json!(90)),
        (json!("review.switched_off"), json!(null)),
    ];
    assert_eq!(heard, expected);
}

/// An account that could end its own reviews would have none.
#[tokio::test]
async fn who_writes_a_part_of_the_tenant_reads_reviews_and_sets_none() {
    let world = World::new().await;
    let customer = ids::organization(ids::CUSTOMER);
    world
        .let_in(501, Some(customer), "customers-token", true)
        .await;
    world.let_in(502, None, "readers-token", false).await;
    for token in ["customers-token", "readers-token"] {
        let shown = world.get_as("customers/0001/review", token).await;
        assert_eq!(shown.status, 200);
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        let refused = world.change(Method::PATCH, PATH, &headers, "{}").await;
        refused.is_problem(403, "forbidden");
    }
    let unseen = world
        .get_as("customers/0002/review", "customers-token")
        .await;
    unseen.is_problem(404, "not-found");
    assert_eq!(told(&world).await, []);
}

#[tokio::test]
async fn bad_reviews_are_pointed_at() {
    let world = World::new().await;
    for (body, pointer) in [
        (r#"{"production":true}"#, "/production"),
        (
            r#"{"production":{"within_seconds":"60"}}"#,
            "/production/within_seconds",
        ),
        (
            r#"{"staging":{"within_seconds":2419201}}"#,
            "/staging/within_seconds",
        ),
        (r#"{"staging":{"minutes":1}}"#, "/staging/minutes"),
        (r#"{"live":{}}"#, "/live"),
        ("[]", ""),
    ] {
        let refused = world.owner(Method::PATCH, PATH, body).await;
        refused.is_problem(400, "invalid-body");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    for absent in ["0ABC", "x%00", "%FF"] {
        let path = format!("/landfall/v1/customers/{absent}/review");
        let refused = world.owner(Method::PATCH, &path, "{}").await;
        refused.is_problem(404, "not-found");
    }
}
