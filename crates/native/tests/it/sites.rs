//! Sites of an account, and what a change of them does to what is deployed.

use http::Method;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::{Answer, World, pointers};

const SITES: &str = "/landfall/v1/customers/0001/sites";
const SHOP: &str = "/landfall/v1/customers/0001/sites/5120";
/// Nothing is deployed for this one.
const QUIET: &str = "/landfall/v1/customers/0003/sites";

fn blog() -> Value {
    json!({
        "origin": "blog",
        "upstreams": [{ "protocol": "https", "host": "blog.origin.example" }],
        "hostnames": ["Blog.Fairmont.example"],
    })
}

fn requests(answer: &Answer) -> Vec<String> {
    let numbers = answer
        .header("landfall-deploy-requests")
        .unwrap_or_default();
    let numbers = numbers.split(", ").filter(|number| !number.is_empty());
    numbers.map(ToOwned::to_owned).collect()
}

impl World {
    async fn look(&self, path: &str) -> Answer {
        self.get(path.strip_prefix("/landfall/v1/").unwrap()).await
    }
}

#[tokio::test]
async fn sites_are_listed_and_shown_by_any_name_of_their_customer() {
    let world = World::new().await;
    let listed = world.look(SITES).await;
    let items = listed.json()["items"].clone();
    assert_eq!(items[0]["id"], "5120");
    assert_eq!(
        items[0]["hostnames"][0]["hostname"],
        "shop.fairmont.example"
    );
    assert_eq!(items.as_array().unwrap().len(), 1);
    let shown = world.look(SHOP).await;
    assert_eq!(shown.json(), items[0]);
    let named = format!("/landfall/v1/customers/{}/sites/5120", ids::CUSTOMER);
    assert_eq!(world.look(&named).await.body, shown.body);
    for absent in [
        "/landfall/v1/customers/0002/sites/5120",
        "/landfall/v1/customers/0001/sites/5121",
        "/landfall/v1/customers/0001/sites/x",
        "/landfall/v1/customers/none/sites",
    ] {
        world.look(absent).await.is_problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_site_is_added_changed_and_removed() {
    let world = World::new().await;
    let added = world.owner(Method::POST, QUIET, &blog().to_string()).await;
    assert_eq!(added.status, 201, "{added:?}");
    assert!(requests(&added).is_empty());
    let site = added.json();
    let path = format!("{QUIET}/{}", site["id"].as_str().unwrap());
    assert_eq!(added.header("location"), Some(path.as_str()));
    assert_eq!(site["upstreams"][0]["port"], 443);
    assert_eq!(site["hostnames"][0]["hostname"], "blog.fairmont.example");
    assert_eq!(world.look(&path).await.body, added.body);
    let number = &site["hostnames"][0]["id"];

    // What was read can be sent back and changes nothing.
    let back = world.owner(Method::PATCH, &path, &added.body).await;
    assert_eq!((back.status, &back.body), (200, &added.body));
    let more = r#"{"hostnames":["www.blog.example","blog.fairmont.example"],"origin":null}"#;
    let changed = world.owner(Method::PATCH, &path, more).await;
    let changed = changed.json();
    assert_eq!(changed["origin"], Value::Null);
    assert_eq!(
        changed["hostnames"][0]["id"], *number,
        "it keeps its number"
    );
    assert_eq!(changed["hostnames"][1]["hostname"], "www.blog.example");

    let stale = [("if-match", added.header("etag").unwrap())];
    let late = world.owner_with(Method::DELETE, &path, &stale, "").await;
    late.is_problem(412, "precondition-failed");
    let gone = world.owner(Method::DELETE, &path, "").await;
    assert_eq!(gone.status, 204);
    world
        .owner(Method::DELETE, &path, "")
        .await
        .is_problem(404, "not-found");
    let kinds = world
        .get("events?filter=resource%20%3D%20site&order_by=id")
        .await
        .json();
    let kinds = kinds["items"].as_array().unwrap().iter();
    let kinds: Vec<_> = kinds
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["site.created", "site.updated", "site.deleted"]);
}

#[tokio::test]
async fn a_host_name_belongs_to_one_site_of_the_tenant() {
    let world = World::new().await;
    let mut taken = blog();
    taken["hostnames"] = json!(["new.example", "media.maple-post.example"]);
    let refused = world.owner(Method::POST, QUIET, &taken.to_string()).await;
    assert_eq!(pointers(&refused), ["/hostnames/1"]);
    // Who owns it is not told.
    assert!(!refused.body.contains("0002"), "{}", refused.body);
    let mut twin = blog();
    twin["origin"] = json!("shop");
    twin["hostnames"] = json!(["WWW.Fairmont.example"]);
    let refused = world.owner(Method::POST, SITES, &twin.to_string()).await;
    assert_eq!(pointers(&refused), ["/origin", "/hostnames/0"]);
    let wrong = json!({ "upstreams": [{ "protocol": "ftp", "host": "x", "port": "1" }], "hostnames": ["*"] });
    let refused = world.owner(Method::POST, QUIET, &wrong.to_string()).await;
    assert_eq!(pointers(&refused), ["/upstreams/0/port"]);
    let wrong = json!({ "upstreams": [{ "protocol": "ftp", "host": "x" }], "hostnames": ["*"] });
    let refused = world.owner(Method::POST, QUIET, &wrong.to_string()).await;
    assert_eq!(
        pointers(&refused),
        ["/upstreams/0/protocol", "/hostnames/0"]
    );
}

#[tokio::test]
async fn under_one_key_a_site_is_added_once() {
    let world = World::new().await;
    let key = [("idempotency-key", "k")];
    let body = blog().to_string();
    let first = world.owner_with(Method::POST, QUIET, &key, &body).await;
    let again = world.owner_with(Method::POST, QUIET, &key, &body).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let without = world.owner(Method::POST, QUIET, &body).await;
    assert_eq!(pointers(&without), ["/origin", "/hostnames/0"]);
}

#[tokio::test]
async fn a_change_hands_over_again_what_is_active() {
    let world = World::new().await;
    let body = r#"{"upstreams":[{"protocol":"http","host":"new.origin.example"}]}"#;
    let changed = world.owner(Method::PATCH, SHOP, body).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let begun = requests(&changed);
    // The account has a policy in production and another one in staging.
    assert_eq!(begun.len(), 2, "{begun:?}");
    let mut places = Vec::new();
    for number in &begun {
        let request = world.get(&format!("deploy-requests/{number}")).await.json();
        places.push((
            request["platform"].as_str().unwrap().to_owned(),
            request["environment"].as_str().unwrap().to_owned(),
        ));
        assert_eq!(request["state"], "submitted");
    }
    let adn = |environment: &str| ("adn".to_owned(), environment.to_owned());
    assert_eq!(places, [adn("production"), adn("staging")]);
    // While they are on their way, nothing else is changed.
    let other = r#"{"upstreams":[{"protocol":"http","host":"other.origin.example"}]}"#;
    for (method, path, body) in [
        (Method::PATCH, SHOP, other.to_owned()),
        (Method::DELETE, SHOP, String::new()),
        (Method::POST, SITES, blog().to_string()),
    ] {
        let refused = world.owner(method, path, &body).await;
        refused.is_problem(409, "conflict");
        assert!(refused.body.contains(&begun[0]), "{}", refused.body);
    }
    assert_eq!(world.look(SHOP).await.body, changed.body);
    world.clock.advance(3);
    world.control.look_after_deploys().await.unwrap();
    for number in &begun {
        let request = world.get(&format!("deploy-requests/{number}")).await.json();
        assert_eq!(request["state"], "deployed", "{request}");
    }
    let again = world.owner(Method::PATCH, SHOP, other).await;
    assert_eq!(again.status, 200, "{again:?}");
    // What changes nothing begins nothing.
    world.clock.advance(3);
    world.control.look_after_deploys().await.unwrap();
    let same = world.owner(Method::PATCH, SHOP, other).await;
    assert_eq!((same.status, requests(&same).len()), (200, 0));
}

#[tokio::test]
async fn strangers_and_readers_write_no_site() {
    let world = World::new().await;
    world.let_in(501, None, "readers-token", false).await;
    world.other_tenant("strangers-token").await;
    let neighbour = ids::organization(ids::COMMITTED_CUSTOMER);
    world
        .let_in(502, Some(neighbour), "neighbours-token", true)
        .await;
    let before = world.look(SITES).await;
    for (token, status, kind) in [
        ("readers-token", 403, "forbidden"),
        ("strangers-token", 404, "not-found"),
        ("neighbours-token", 404, "not-found"),
    ] {
        let bearer = format!("Bearer {token}");
        let bearer = [("authorization", bearer.as_str())];
        for (method, path, body) in [
            (Method::POST, SITES, blog().to_string()),
            (Method::PATCH, SHOP, blog().to_string()),
            (Method::DELETE, SHOP, String::new()),
        ] {
            let refused = world.change(method, path, &bearer, &body).await;
            refused.is_problem(status, kind);
        }
    }
    assert_eq!(world.look(SITES).await.body, before.body);
}
