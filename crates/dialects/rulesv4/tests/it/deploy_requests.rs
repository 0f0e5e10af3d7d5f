//! Deploy requests, one and listed (rulesv4 contract, sections 6, 8 and 9).

use landfall_core::model::{
    DeployState::{Deployed, Rejected},
    Environment::{Production, Staging},
    Platform::{Adn, HttpSmall},
};
use serde_json::Value;

use crate::{
    policies::{json, listed},
    support::{World, minified},
};

pub(crate) const REQUESTS: &str = "/rules-engine/v1.1/deploy-requests";
pub(crate) const LATEST: &str = "/rules-engine/v1.1/deploy-requests/latest";
const SPRING: &str = "/rules-engine/v1.1/deploy-requests/123456";

/// The contract's example (section 9), whose policy is on another platform and a little younger than the demonstration's.
#[tokio::test]
async fn the_contract_s_deploy_request() {
    let world = World::new().await;
    let path = world.loaded.folder().join("landfall.db");
    let at: landfall_core::id::Timestamp = "2021-04-15T11:59:58Z".parse().unwrap();
    let changed = rusqlite::Connection::open(path).unwrap().execute(
        "UPDATE policy SET platform = 'http_large', created_at = ?1, updated_at = ?1 WHERE id = 4409533",
        [at.seconds()],
    );
    assert_eq!(changed.unwrap(), 1);
    let answer = world.rules(SPRING).await;
    let golden = minified(include_str!("../golden/deploy_request.json"));
    assert_eq!((answer.status, answer.body), (200, golden));
}

/// S2: a client reads `policies` as one object and cannot read `@links`.
#[tokio::test]
async fn trap_s2_policies_is_one_object_and_there_are_no_links() {
    let world = World::new().await;
    let request = json(&world.rules(SPRING).await);
    let page = json(&world.rules(LATEST).await);
    let items = page["items"].as_array().unwrap();
    assert!(!items.is_empty());
    for request in items.iter().chain([&request]) {
        assert!(request["policies"].is_object(), "{request}");
        assert_eq!(request.get("@links"), None);
        for key in ["rules", "history"] {
            assert_eq!(request["policies"].get(key), None, "{key}");
        }
    }
}

/// S3: ids of things and people are texts, ids of history are numbers.
#[tokio::test]
async fn trap_s3_ids_have_their_types() {
    let world = World::new().await;
    let request = json(&world.rules(SPRING).await);
    let policy = json(&world.rules("/rules-engine/v1.1/policies/4409533").await);
    assert!(request["id"].is_string() && request["customer_id"].is_string());
    assert!(request["user"]["id"].is_string() && request["policies"]["id"].is_string());
    assert!(policy["id"].is_string());
    for rule in policy["rules"].as_array().unwrap() {
        assert!(rule["id"].is_string() && rule["ordinal"].is_u64());
    }
    for thing in [&request, &policy] {
        let history = thing["history"].as_array().unwrap();
        assert!(history.len() >= 2);
        for step in history {
            assert!(step["id"].is_u64(), "{step}");
            for member in ["id", "first_name", "last_name", "email"] {
                assert!(step["user"][member].is_string(), "{step}");
            }
        }
    }
}

/// S4: every time is one in UTC, never empty, and ids are plain decimals.
#[tokio::test]
async fn trap_s4_times_end_in_z_and_ids_are_plain_decimals() {
    let world = World::new().await;
    let mut times = 0;
    for path in [
        SPRING,
        LATEST,
        "/rules-engine/v1.1/policies",
        "/rules-engine/v1.1/policies/4409533",
    ] {
        visit(&json(&world.rules(path).await), &mut |name, value| {
            let text = value.as_str().unwrap_or_default();
            if name.ends_with("_at") {
                times += 1;
                assert!(text.len() == 20 && text.ends_with('Z'), "{name}: {value}");
            }
            if matches!(name, "id") && value.is_string() {
                let id: u64 = text.parse().unwrap();
                assert_eq!(id.to_string(), text);
            }
        });
    }
    assert!(times > 20, "{times}");
}

fn visit(value: &Value, each: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| visit(value, each)),
        Value::Object(members) => {
            for (name, value) in members {
                each(name, value);
                visit(value, each);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_newest_requests_come_first() {
    let world = World::new().await;
    let answer = world.rules(LATEST).await;
    assert_eq!(listed(&answer), ["123456", "123455", "123450"]);
    let page = json(&answer);
    assert_eq!(page["total_items"], 3);
    assert_eq!(page["@type"], "Collection");
    let place = format!("{LATEST}?page=1&page_size=100");
    assert_eq!(page["@id"], place);
    // The same request as by its id, without its history.
    let mut one = json(&world.rules(SPRING).await);
    one.as_object_mut()
        .unwrap()
        .shift_remove("history")
        .unwrap();
    assert_eq!(page["items"][0].to_string(), one.to_string());
}

#[tokio::test]
async fn requests_are_filtered_and_links_keep_the_filters() {
    let world = World::new().await;
    world
        .request(200_001, HttpSmall, (Production, Rejected))
        .await;
    world.request(200_002, Adn, (Staging, Deployed)).await;
    for (query, expected) in [
        ("platform_id=http_small", &["200001"][..]),
        ("environment=staging", &["123455", "200002"]),
        ("state=rejected", &["200001"]),
        ("policy.id=4409533", &["123456", "123455"]),
        ("policy.id=4409498,9200001", &["200001", "123450"]),
        ("policy.id=4409521", &[]),
        ("search=SPRING", &["123456", "123455"]),
        ("search=shop+front+V6", &["123450"]),
        (
            "policy.id=4409533,4409498&environment=production&state=deployed&platform_id=adn&search=release",
            &["123456"],
        ),
        ("state=submitted", &[]),
    ] {
        let answer = world.rules(&format!("{LATEST}?{query}")).await;
        assert_eq!(listed(&answer), expected, "{query}");
    }
    let path = format!("{LATEST}?policy.id=4409533,4409498&page_size=2&page=1");
    let page = json(&world.rules(&path).await);
    let next = page["@links"]["next"]["href"].as_str().unwrap();
    let expected = format!("{LATEST}?policy.id=4409533,4409498&page=2&page_size=2");
    assert_eq!(next, expected);
    assert_eq!(listed(&world.rules(next).await), ["123450"]);
    for query in [
        "policy.id=x",
        "policy.id=1,",
        "environment=live",
        "state=locked",
        "platform_id=1",
        "page=0",
        "page_size=501",
    ] {
        let answer = world.rules(&format!("{LATEST}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.body.contains(r#""code":"invalid_input""#));
    }
}

#[tokio::test]
async fn ids_that_name_nothing() {
    let world = World::new().await;
    let absent = world.rules(&format!("{REQUESTS}/999999")).await;
    assert_eq!(absent.status, 404);
    // 123454 is another account's.
    for id in [
        "123454",
        "Latest",
        "0",
        "%FF",
        "%00",
        "12345678901234567890",
        "latest%20",
    ] {
        let path = format!("{REQUESTS}/{id}");
        assert_eq!(world.rules(&path).await, absent, "{id}");
    }
}
