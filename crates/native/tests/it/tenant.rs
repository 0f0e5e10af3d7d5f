//! The tenant and its settings.

use http::Method;
use landfall_demo::ids;
use serde_json::json;

use crate::support::World;

const PATH: &str = "/landfall/v1/tenant";

#[tokio::test]
async fn settings_are_read_and_changed_by_who_sees_the_whole_tenant() {
    let world = World::new().await;
    let before = world.get("tenant").await;
    let tenant = before.json();
    assert_eq!(tenant["id"], "acmepaymentscorp");
    assert_eq!(tenant["organization_id"], ids::TENANT_ORGANIZATION);
    let body = json!({ "read_csrf": true, "environments": ["Production", "Test"] });
    let stale = [("if-match", "\"0\"")];
    let refused = world
        .owner_with(Method::PATCH, PATH, &stale, &body.to_string())
        .await;
    refused.is_problem(412, "precondition-failed");
    let seen = [("if-match", before.header("etag").unwrap())];
    let after = world
        .owner_with(Method::PATCH, PATH, &seen, &body.to_string())
        .await;
    assert_eq!(after.status, 200, "{after:?}");
    let mut expected = tenant.clone();
    expected["read_csrf"] = json!(true);
    expected["environments"] = body["environments"].clone();
    assert_eq!(after.json(), expected);
    assert_eq!(world.get("tenant").await.body, after.body);
    // What was read can be sent back.
    let back = world.owner(Method::PATCH, PATH, &after.body).await;
    assert_eq!(back.body, after.body);
    // Zones are judged by them at once.
    let zone = json!({
        "name": "n", "gateway_group_key": "container-1051",
        "associations": [{ "implementation": "Live", "environment": "Test" }],
    });
    let added = world
        .owner(Method::POST, "/landfall/v1/zones", &zone.to_string())
        .await;
    assert_eq!(added.status, 201, "{added:?}");
    let events = world
        .get("events?filter=resource%20%3D%20tenant")
        .await
        .json();
    let events = events["items"].as_array().unwrap().iter();
    let told = events.filter(|event| event["kind"] == "tenant.settings_changed");
    assert_eq!(told.count(), 1);
}

#[tokio::test]
async fn others_see_no_tenant_and_bad_settings_are_pointed_at() {
    let world = World::new().await;
    let customer = ids::organization(ids::CUSTOMER);
    world
        .let_in(501, Some(customer), "customers-token", true)
        .await;
    world.let_in(502, None, "readers-token", false).await;
    world
        .get_as("tenant", "customers-token")
        .await
        .is_problem(404, "not-found");
    let bearer = [("authorization", "Bearer customers-token")];
    let refused = world.change(Method::PATCH, PATH, &bearer, "{}").await;
    refused.is_problem(404, "not-found");
    assert_eq!(world.get_as("tenant", "readers-token").await.status, 200);
    let bearer = [("authorization", "Bearer readers-token")];
    let refused = world.change(Method::PATCH, PATH, &bearer, "{}").await;
    refused.is_problem(403, "forbidden");
    for (body, pointer) in [
        (r#"{"read_csrf":"yes"}"#, "/read_csrf"),
        (r#"{"environments":[]}"#, "/environments"),
        (r#"{"environments":["a","a"]}"#, "/environments/1"),
        (r#"{"review":true}"#, "/review"),
        (r#"{"review":{"live":{}}}"#, "/review/live"),
        (r#"{"review":{"staging":60}}"#, "/review/staging"),
        (
            r#"{"review":{"staging":{"within_seconds":59}}}"#,
            "/review/staging/within_seconds",
        ),
        (r#"{"colour":1}"#, "/colour"),
        ("[]", ""),
    ] {
        let refused = world.owner(Method::PATCH, PATH, body).await;
        refused.is_problem(400, "invalid-body");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{body}");
    }
}

#[tokio::test]
async fn reviews_of_all_accounts_are_set_by_environment() {
    let world = World::new().await;
    let none = json!({ "production": null, "staging": null });
    assert_eq!(world.get("tenant").await.json()["review"], none);
    let set = async |body: &str| {
        let answer = world.owner(Method::PATCH, PATH, body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["review"].clone()
    };
    let staging = json!({ "production": null, "staging": { "within_seconds": 14_400 } });
    assert_eq!(set(r#"{"review":{"staging":{}}}"#).await, staging);
    let both =
        json!({ "production": { "within_seconds": 60 }, "staging": { "within_seconds": 14_400 } });
    let body = r#"{"review":{"production":{"within_seconds":60}}}"#;
    assert_eq!(set(body).await, both, "what is not sent stays");
    let shown = world.get("customers/0001/review").await.json();
    assert_eq!(shown["tenant"], both);
    assert_eq!(
        set(r#"{"review":{"staging":null}}"#).await["staging"],
        json!(null)
    );
    assert_eq!(set(r#"{"review":null}"#).await, none);
    let events = world
        .get("events?filter=resource%20%3D%20tenant")
        .await
        .json();
    let events = events["items"].as_array().unwrap().iter();
    let told = events.filter(|event| event["detail"]["changed"] == json!(["review"]));
    assert_eq!(told.count(), 4);
}
