//! Defining, changing and removing zones.

use http::Method;
use landfall_core::{
    model::{Behavior, Grants, Zone},
    rules::zones::MOST_ZONES,
};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::{Answer, World};

const PATH: &str = "/landfall/v1/zones";
const STORED: &str = "/landfall/v1/zones/container-1051";

fn least() -> Value {
    json!({ "name": "Payments EU", "gateway_group_key": "container-1051" })
}

fn pointers(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap().iter();
    let pointers = errors.map(|error| error["pointer"].as_str().unwrap().to_owned());
    pointers.collect()
}

#[tokio::test]
async fn a_zone_is_defined_and_is_what_is_read_then() {
    let world = World::new().await;
    let added = world.owner(Method::POST, PATH, &least().to_string()).await;
    assert_eq!(added.status, 201, "{added:?}");
    let zone = added.json();
    assert_eq!(zone["owner_id"], ids::TENANT_ORGANIZATION);
    assert_eq!(
        zone["grants"],
        json!({ "to": "all", "organization_ids": [] })
    );
    assert_eq!(zone["host_name"], Value::Null);
    assert_eq!(zone["random_host_name"], true);
    assert_eq!(zone["associations"].as_array().unwrap().len(), 2);
    let path = format!("{PATH}/{}", zone["id"].as_str().unwrap());
    assert_eq!(added.header("location"), Some(path.as_str()));
    let read = world.get(path.strip_prefix("/landfall/v1/").unwrap()).await;
    assert_eq!(read.body, added.body);
    assert_eq!(read.header("etag"), added.header("etag"));
    let events = world
        .get("events?order_by=id%20desc&page_size=1")
        .await
        .json();
    let event = &events["items"][0];
    assert_eq!(event["kind"], "zone.created");
    assert_eq!(event["resource_id"], zone["id"]);
}

#[tokio::test]
async fn everything_can_be_sent_and_sent_back() {
    let world = World::new().await;
    let granted = ids::GRANTED_BUSINESS;
    let body = json!({
        "owner_id": ids::TENANT_ORGANIZATION,
        "name": "All",
        "description": "text",
        "location": "1.5, -2",
        "gateway_group_key": "container-1051",
        "grants": { "to": "some", "organization_ids": [granted, granted] },
        "host_name": "api.acme.example",
        "random_host_name": false,
        "virtual_host": true,
        "access_points": [{ "protocol": "https", "name": "default-https", "address": "https://cdn.example:443" }],
        "associations": [{ "implementation": "Live", "environment": "Sandbox" }],
    });
    let added = world.owner(Method::POST, PATH, &body.to_string()).await;
    assert_eq!(added.status, 201, "{added:?}");
    let mut expected = body.clone();
    expected["grants"]["organization_ids"] = json!([granted]);
    let shown = added.json();
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(shown[member], *value, "{member}");
    }
    let path = format!("{PATH}/{}", shown["id"].as_str().unwrap());
    let back = world.owner(Method::PATCH, &path, &added.body).await;
    assert_eq!((back.status, &back.body), (200, &added.body));
    let nulls = json!({
        "description": null, "location": null, "grants": null, "host_name": null, "random_host_name": null,
        "virtual_host": null, "access_points": null, "associations": null,
    });
    let plain = world.owner(Method::PATCH, &path, &nulls.to_string()).await;
    let plain = plain.json();
    assert_eq!(plain["name"], "All");
    assert_eq!(plain["grants"]["to"], "all");
    for member in ["description", "location", "host_name", "access_points"] {
        assert_eq!(plain[member], Value::Null, "{member}");
    }
    assert_eq!(
        (&plain["random_host_name"], &plain["virtual_host"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(plain["associations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn under_one_key_a_zone_is_defined_once() {
    let world = World::new().await;
    let key = [("idempotency-key", "k")];
    let body = least().to_string();
    let first = world.owner_with(Method::POST, PATH, &key, &body).await;
    let again = world.owner_with(Method::POST, PATH, &key, &body).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.header("location"), first.header("location"));
    let other = body.replace("EU", "US");
    let other = world.owner_with(Method::POST, PATH, &key, &other).await;
    other.is_problem(409, "conflict");
    // What was refused is not kept.
    let key = [("idempotency-key", "l")];
    let nowhere = body.replace("1051", "9");
    let refused = world.owner_with(Method::POST, PATH, &key, &nowhere).await;
    refused.is_problem(400, "invalid-body");
    assert_eq!(pointers(&refused), ["/gateway_group_key"]);
    let now = world.owner_with(Method::POST, PATH, &key, &body).await;
    assert_eq!(now.status, 201);
    assert_ne!(now.body, first.body);
}

#[tokio::test]
async fn what_is_wrong_is_pointed_at() {
    let world = World::new().await;
    for (body, expected) in [
        (json!({}), &["/name", "/gateway_group_key"][..]),
        (json!({ "name": 1, "colour": "red" }), &["/colour", "/name"]),
        (
            json!({ "owner_id": ids::CUSTOMER.replace('5', "4") }),
            &["/owner_id"],
        ),
        (
            json!({ "name": "n", "gateway_group_key": "container-1051", "host_name": "a b" }),
            &["/host_name"],
        ),
        (
            json!({ "name": "n", "gateway_group_key": "container-1051", "associations": [{ "implementation": "x" }] }),
            &[
                "/associations/0/implementation",
                "/associations/0/environment",
            ],
        ),
        (
            json!({ "name": "n", "gateway_group_key": "container-1051",
                    "grants": { "to": "some", "organization_ids": ["x", ids::CUSTOMER] } }),
            &["/grants/organization_ids/0"],
        ),
        (json!({ "grants": { "to": "few" } }), &["/grants/to"]),
        (
            json!({ "owner_id": ids::CUSTOMER, "name": "n", "gateway_group_key": "container-1051",
                    "grants": { "to": "some", "organization_ids": [ids::MSP] } }),
            &["/grants/organization_ids/0"],
        ),
    ] {
        let refused = world.owner(Method::POST, PATH, &body.to_string()).await;
        refused.is_problem(400, "invalid-body");
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    let moved = json!({ "owner_id": ids::CUSTOMER }).to_string();
    let refused = world.owner(Method::PATCH, STORED, &moved).await;
    assert_eq!(pointers(&refused), ["/owner_id"]);
    // The one that it has, in other letters.
    let shown = world.get("zones/container-1051").await.json();
    let own = shown["owner_id"].as_str().unwrap().to_uppercase();
    let same = json!({ "owner_id": own }).to_string();
    assert_eq!(world.owner(Method::PATCH, STORED, &same).await.status, 200);
    // Whoever sends a great many is told of some.
    let points = vec![json!({}); 40_000];
    let many =
        json!({ "name": "n", "gateway_group_key": "container-1051", "access_points": points });
    let refused = world.owner(Method::POST, PATH, &many.to_string()).await;
    refused.is_problem(400, "invalid-body");
    assert!(pointers(&refused).len() <= 1_000);
}

#[tokio::test]
async fn only_what_was_read_is_changed_or_removed() {
    let world = World::new().await;
    let read = world.get("zones/container-1051").await;
    let stale = [("if-match", "\"0\"")];
    let body = r#"{"description":"now"}"#;
    for (method, body) in [(Method::PATCH, body), (Method::DELETE, "")] {
        let refused = world.owner_with(method, STORED, &stale, body).await;
        refused.is_problem(412, "precondition-failed");
    }
    let seen = [("if-match", read.header("etag").unwrap())];
    let changed = world.owner_with(Method::PATCH, STORED, &seen, body).await;
    assert_eq!(changed.status, 200);
    assert_eq!(changed.json()["description"], "now");
    let late = world.owner_with(Method::PATCH, STORED, &seen, body).await;
    late.is_problem(412, "precondition-failed");
    let seen = [("if-match", changed.header("etag").unwrap())];
    let gone = world.owner_with(Method::DELETE, STORED, &seen, "").await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""));
    world
        .owner(Method::DELETE, STORED, "")
        .await
        .is_problem(404, "not-found");
}

#[tokio::test]
async fn strangers_and_readers_write_nothing() {
    let world = World::new().await;
    world.let_in(501, None, "readers-token", false).await;
    world.other_tenant("strangers-token").await;
    let customer = ids::organization(ids::CUSTOMER);
    world
        .let_in(502, Some(customer), "customers-token", true)
        .await;
    let body = least().to_string();
    for (token, status, kind) in [
        ("readers-token", 403, "forbidden"),
        ("strangers-token", 404, "not-found"),
        ("customers-token", 404, "not-found"),
    ] {
        let bearer = format!("Bearer {token}");
        let bearer = [("authorization", bearer.as_str())];
        for (method, body) in [(Method::PATCH, body.as_str()), (Method::DELETE, "")] {
            let refused = world.change(method, STORED, &bearer, body).await;
            refused.is_problem(status, kind);
        }
    }
    // Within its own place a client does what it likes.
    let bearer = [("authorization", "Bearer customers-token")];
    let own = world.change(Method::POST, PATH, &bearer, &body).await;
    assert_eq!(own.status, 201, "{own:?}");
    assert_eq!(own.json()["owner_id"], ids::CUSTOMER);
    let above = json!({ "owner_id": ids::TENANT_ORGANIZATION, "name": "n", "gateway_group_key": "container-1051" });
    let refused = world
        .change(Method::POST, PATH, &bearer, &above.to_string())
        .await;
    refused.is_problem(400, "invalid-body");
}

#[tokio::test]
async fn an_organization_has_so_many_zones_and_no_more() {
    let world = World::new().await;
    let owner = ids::organization(ids::CUSTOMER);
    world
        .write(owner, |transaction, owner| {
            Box::pin(async move {
                let tenant = ids::tenant();
                let group = transaction
                    .find_gateway_group(&tenant, "container-1051", None)
                    .await?
                    .unwrap();
                let at = "2021-11-08T07:00:00Z".parse().unwrap();
                for number in 1..MOST_ZONES {
                    let id = format!("00000000-0000-4000-9000-{number:012}");
                    let zone = Zone {
                        id: id.parse().unwrap(),
                        tenant: tenant.clone(),
                        key: id,
                        owner: *owner,
                        grants: Grants::All,
                        name: format!("Zone {number}"),
                        description: String::new(),
                        location: None,
                        gateway_group: group.id,
                        address_override: Behavior::DontAllow,
                        random_host_name: Behavior::Allow,
                        host_name: None,
                        virtual_host: false,
                        access_points: None,
                        associations: Vec::new(),
                        created_at: at,
                        updated_at: at,
                    };
                    transaction.insert_zone(&zone).await?;
                }
                Ok(())
            })
        })
        .await;
    let mut body = least();
    body["owner_id"] = json!(ids::CUSTOMER);
    let add = async || world.owner(Method::POST, PATH, &body.to_string()).await;
    assert_eq!(add().await.status, 201, "the last one");
    let refused = add().await;
    refused.is_problem(409, "conflict");
    assert!(refused.body.contains("1000 zones"), "{refused:?}");
    // Elsewhere there is room.
    let other = world.owner(Method::POST, PATH, &least().to_string()).await;
    assert_eq!(other.status, 201);
}
