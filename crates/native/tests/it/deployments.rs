//! Adding and changing deployments, with everything that can be wrong about it.

use http::Method;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::{Answer, World, pointers};

const DEPLOYMENTS: &str = "/landfall/v1/deployments";

fn lyon() -> Value {
    json!({
        "customer_id": "0003",
        "address": { "country": "FR", "region": "IDF", "city": "Paris", "line1": "12 Quai de la Rapée", "postal_code": "75012" },
    })
}

fn but(pointer: &str, value: Value) -> Value {
    let mut body = lyon();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

impl World {
    async fn place(&self, body: &Value) -> Answer {
        self.owner(Method::POST, DEPLOYMENTS, &body.to_string())
            .await
    }

    async fn change_place(&self, path: &str, body: &Value) -> Answer {
        self.owner(Method::PATCH, path, &body.to_string()).await
    }
}

#[tokio::test]
async fn a_deployment_is_added_changed_and_taken_out_of_use() {
    let world = World::new().await;
    let added = world.place(&lyon()).await;
    assert_eq!(added.status, 201, "{added:?}");
    let deployment = added.json();
    assert_eq!(deployment["customer_id"], ids::CUSTOMER_ABROAD);
    assert_eq!(deployment["status"], "active");
    let id = deployment["id"].as_str().unwrap();
    let path = format!("{DEPLOYMENTS}/{id}");
    assert_eq!(added.header("location"), Some(path.as_str()));
    let shown = world.get(&format!("deployments/{id}")).await;
    assert_eq!(shown.body, added.body);
    assert_eq!(shown.header("etag"), added.header("etag"));
    let back = world.owner(Method::PATCH, &path, &added.body).await;
    assert_eq!((back.status, &back.body), (200, &added.body));
    let change =
        json!({ "address": { "line2": "Cour", "postal_code": "75013" }, "status": "inactive" });
    let changed = world.change_place(&path, &change).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let mut expected = deployment.clone();
    expected["status"] = json!("inactive");
    expected["address"]["line2"] = json!("Cour");
    expected["address"]["postal_code"] = json!("75013");
    assert_eq!(changed.json(), expected);
    let stale = [("if-match", added.header("etag").unwrap())];
    let late = world.owner_with(Method::PATCH, &path, &stale, "{}").await;
    late.is_problem(412, "precondition-failed");
    let current = [("if-match", changed.header("etag").unwrap())];
    let active = r#"{"status":"active"}"#;
    let again = world
        .owner_with(Method::PATCH, &path, &current, active)
        .await;
    assert_eq!(again.json()["status"], "active");
    let events = world
        .get(&format!(
            "events?filter=resource_id%20%3D%20%22{id}%22&order_by=id"
        ))
        .await
        .json();
    let told: Vec<_> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["kind"].as_str().unwrap(), &event["detail"]["changed"]))
        .collect();
    assert_eq!(
        told,
        [
            ("deployment.created", &json!(null)),
            ("deployment.updated", &json!(["address", "status"])),
            ("deployment.updated", &json!(["status"])),
        ]
    );
    for event in events["items"].as_array().unwrap() {
        assert_eq!(event["organization_id"], ids::CUSTOMER_ABROAD);
        assert_eq!(event["actor"]["kind"], "client", "{event}");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_deployment_is_told_by_its_own_pointers() {
    let world = World::new().await;
    for (body, expected) in [
        (json!({}), vec!["/customer_id", "/address"]),
        (
            json!({ "customer_id": "0ABC", "colour": 1, "address": { "region": 7 } }),
            vec!["/colour", "/address/region"],
        ),
        (
            json!({ "customer_id": "0ABC", "address": { "country": "XX", "region": "1" } }),
            vec![
                "/customer_id",
                "/address/city",
                "/address/line1",
                "/address/postal_code",
                "/address/country",
            ],
        ),
        (
            but("/address/country", json!("DE")),
            vec!["/address/region"],
        ),
        (but("/status", json!("inactive")), vec!["/status"]),
    ] {
        let refused = world.place(&body).await;
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    let home = json!({ "customer_id": "0003", "address": { "country": "DE", "region": "BY", "city": "Augsburg", "line1": "Lechufer 8", "postal_code": "86150" } });
    assert_eq!(pointers(&world.place(&home).await), ["/address/country"]);
    // This one has no global sales.
    world
        .place(&but("/customer_id", json!("0004")))
        .await
        .is_problem(409, "conflict");
    let path = format!("{DEPLOYMENTS}/{}", ids::DEPLOYMENT_VIPMP);
    for (body, expected) in [
        (json!({ "status": "gone" }), vec!["/status"]),
        (json!({ "customer_id": "0001" }), vec!["/customer_id"]),
        (
            json!({ "address": { "country": "AT", "region": "9", "postal_code": "1010" } }),
            vec!["/address/country"],
        ),
        (
            json!({ "address": { "city": null, "postal_code": "x" } }),
            vec!["/address/city", "/address/postal_code"],
        ),
    ] {
        let refused = world.change_place(&path, &body).await;
        assert_eq!(pointers(&refused), expected, "{body}");
    }
    for absent in ["1", "9999999999", "x"] {
        let refused = world
            .change_place(&format!("{DEPLOYMENTS}/{absent}"), &json!({}))
            .await;
        refused.is_problem(404, "not-found");
    }
}

#[tokio::test]
async fn under_one_key_a_deployment_is_added_once() {
    let world = World::new().await;
    let key = [("idempotency-key", "k")];
    let body = lyon().to_string();
    let first = world
        .owner_with(Method::POST, DEPLOYMENTS, &key, &body)
        .await;
    let again = world
        .owner_with(Method::POST, DEPLOYMENTS, &key, &body)
        .await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = but("/address/city", json!("Ivry")).to_string();
    let other = world
        .owner_with(Method::POST, DEPLOYMENTS, &key, &other)
        .await;
    other.is_problem(409, "conflict");
}

#[tokio::test]
async fn strangers_readers_and_neighbours_write_no_deployment() {
    let world = World::new().await;
    world.let_in(501, None, "readers-token", false).await;
    world.other_tenant("strangers-token").await;
    let neighbour = ids::organization(ids::CUSTOMER);
    world
        .let_in(502, Some(neighbour), "neighbours-token", true)
        .await;
    let path = format!("{DEPLOYMENTS}/{}", ids::DEPLOYMENT_VIPMP);
    let shown = format!("deployments/{}", ids::DEPLOYMENT_VIPMP);
    let before = world.get(&shown).await;
    for (token, adding, changing) in [
        ("readers-token", 403, 403),
        ("strangers-token", 400, 404),
        ("neighbours-token", 400, 404),
    ] {
        let bearer = format!("Bearer {token}");
        let bearer = [("authorization", bearer.as_str())];
        let refused = world
            .change(Method::POST, DEPLOYMENTS, &bearer, &lyon().to_string())
            .await;
        assert_eq!(refused.status, adding, "{token}: {refused:?}");
        let refused = world
            .change(Method::PATCH, &path, &bearer, r#"{"status":"inactive"}"#)
            .await;
        assert_eq!(refused.status, changing, "{token}: {refused:?}");
    }
    assert_eq!(world.get(&shown).await.body, before.body);
}
