//! Policies, one and listed (rulesv4 contract, sections 5 and 8).

use http::Method;
use landfall_core::{
    id::{RuleId, Timestamp},
    model::{Platform, Policy, PolicyState, Rule},
};
use landfall_demo::ids;
use serde_json::{Map, Value};

use crate::support::{Answer, World, minified, policy, request};

pub(crate) const POLICIES: &str = "/rules-engine/v1.1/policies";
const SHOP_FRONT: &str = "/rules-engine/v1.1/policies/4409533";

impl World {
    /// A GET with the demonstration client's bearer token.
    pub(crate) async fn rules(&self, path: &str) -> Answer {
        self.rules_with(path, &[]).await
    }

    pub(crate) async fn rules_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let bearer = format!("Bearer {}", self.bearer().await);
        let bearer = [("authorization", bearer.as_str())];
        let headers = [&bearer[..], headers].concat();
        let answer = self.call(Method::GET, path, &headers).await;
        assert_eq!(answer.header("content-type"), Some("application/json"));
        answer
    }

    pub(crate) async fn add_policies(&self, policies: Vec<Policy>) {
        self.write(policies, |transaction, policy| {
            Box::pin(async move { transaction.insert_policy(policy).await })
        })
        .await;
    }
}

pub(crate) fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// The ids of a page.
pub(crate) fn listed(answer: &Answer) -> Vec<String> {
    let page = json(answer);
    let items = page["items"].as_array().unwrap();
    let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
    items.iter().map(id).collect()
}

/// What the contract's section 7 shows being sent.
fn posted() -> Map<String, Value> {
    serde_json::from_str(include_str!("../golden/posted_policy.json")).unwrap()
}

/// A policy as it would be stored if `sent` had been posted.
fn stored(id: u64, sent: &Map<String, Value>) -> Policy {
    let mut policy = policy(id, ids::organization(ids::CUSTOMER), Platform::HttpLarge);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    policy.summary.name = text(&sent["name"]).unwrap();
    policy.summary.description = sent.get("description").and_then(text);
    let at = policy.summary.created_at;
    let rule = |(number, sent): (u64, &Value)| Rule {
        id: RuleId(number),
        name: sent.get("name").and_then(text),
        description: sent.get("description").and_then(text),
        matches: sent["matches"].to_string(),
        created_at: at,
        updated_at: at,
    };
    policy.rules = (1..)
        .zip(sent["rules"].as_array().unwrap())
        .map(rule)
        .collect();
    policy
}

#[tokio::test]
async fn a_policy_with_its_rules_and_history() {
    let answer = World::new().await.rules(SHOP_FRONT).await;
    let golden = minified(include_str!("../golden/policy.json"));
    assert_eq!((answer.status, answer.body), (200, golden));
}

/// The contract's example (section 5): the second page of five policies.
#[tokio::test]
async fn a_page_of_policies() {
    let world = World::new().await;
    let path = world.loaded.folder().join("landfall.db");
    let changed = rusqlite::Connection::open(path).unwrap().execute(
        "UPDATE policy SET platform = 'http_large', description = NULL, created_at = ?1, updated_at = ?1 WHERE id = 4409533",
        [at("2024-10-02T00:00:47Z").seconds()],
    );
    assert_eq!(changed.unwrap(), 1);
    let account = ids::organization(ids::CUSTOMER);
    let later = [5_000_001, 5_000_002].map(|id| {
        let mut policy = policy(id, account, Platform::Adn);
        policy.summary.updated_at = at("2024-10-02T00:00:48Z");
        policy
    });
    let mut earlier = policy(5_000_003, account, Platform::Adn);
    earlier.summary.updated_at = at("2021-03-01T00:00:00Z");
    let all = later.into_iter().chain([earlier]).collect();
    world.add_policies(all).await;
    let path = format!("{POLICIES}?page=2&page_size=2");
    let answer = world.rules(&path).await;
    let golden = minified(include_str!("../golden/policies.json"));
    assert_eq!((answer.status, answer.body), (200, golden));
    let first = listed(&world.rules(&format!("{POLICIES}?page_size=2")).await);
    assert_eq!(first, ["5000002", "5000001"], "equal times: the greater id");
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_page_past_the_end_is_empty() {
    let world = World::new().await;
    for (page, total_links) in [("7", 4), ("99999999999999999999", 4)] {
        let path = format!("{POLICIES}?page={page}&page_size=1");
        let answer = json(&world.rules(&path).await);
        assert_eq!(answer["items"], Value::Array(vec![]));
        assert_eq!(answer["total_items"], 2);
        let links = answer["@links"].as_object().unwrap();
        assert_eq!(links.len(), total_links - 1);
        assert!(!links.contains_key("next"));
    }
}

#[tokio::test]
async fn policies_are_filtered_and_links_keep_the_filters() {
    let world = World::new().await;
    let account = ids::organization(ids::CUSTOMER);
    let mut draft = policy(5_000_001, account, Platform::HttpSmall);
    draft.summary.state = PolicyState::Draft;
    draft.summary.description = Some("Für den Advent".to_owned());
    world.add_policies(vec![draft]).await;
    for (query, expected) in [
        ("", &["4409533", "5000001", "4409498"][..]),
        ("platform_id=adn", &["4409533", "4409498"]),
        ("state=draft", &["5000001"]),
        ("platform_id=http_large", &[]),
        ("search=SHOP", &["4409533", "4409498"]),
        ("search=f%C3%9CR+den", &["5000001"]),
        // The message of a deploy request.
        ("search=winter+SALE", &["4409498"]),
        ("search=v7&state=locked&platform_id=adn", &["4409533"]),
        ("state=locked&state=locked&search=", &["4409533", "4409498"]),
        ("unknown=1&x=%FF", &["4409533", "5000001", "4409498"]),
    ] {
        let answer = world.rules(&format!("{POLICIES}?{query}")).await;
        assert_eq!(listed(&answer), expected, "{query}");
    }
    let path = format!("{POLICIES}?page_size=1&search=shop%20front&state=locked");
    let page = json(&world.rules(&path).await);
    let next = page["@links"]["next"]["href"].as_str().unwrap();
    let expected = format!("{POLICIES}?state=locked&search=shop%20front&page=2&page_size=1");
    assert_eq!(next, expected);
    assert_eq!(listed(&world.rules(next).await), ["4409498"]);
}

#[tokio::test]
async fn parameters_that_cannot_be_are_refused() {
    let world = World::new().await;
    for (query, title) in [
        ("page=0", "page must be a whole number from 1."),
        ("page=x", "page must be a whole number from 1."),
        (
            "page_size=501",
            "page_size must be a whole number from 1 to 500.",
        ),
        (
            "page_size=0",
            "page_size must be a whole number from 1 to 500.",
        ),
        ("state=deployed", "state must be draft or locked."),
        (
            "platform_id=x",
            "platform_id must be http_large, http_small or adn.",
        ),
        (
            "state=draft&state=locked",
            "A query parameter is given more than once, with different values.",
        ),
    ] {
        let answer = world.rules(&format!("{POLICIES}?{query}")).await;
        let expected = format!(
            r#"{{"@type":"Error","code":"invalid_input","status_code":400,"title":"{title}"}}"#
        );
        assert_eq!((answer.status, answer.body), (400, expected), "{query}");
    }
    let text = world.rules(&format!("{POLICIES}?search=%FF")).await;
    assert_eq!(text.status, 400);
}

#[tokio::test]
async fn ids_that_name_nothing() {
    let world = World::new().await;
    let absent = world.rules(&format!("{POLICIES}/999999")).await;
    assert_eq!(absent.status, 404);
    assert!(absent.body.contains(r#""code":"not_found""#));
    for id in [
        "4409521",
        "0",
        "-1",
        "abc",
        "4409533x",
        "4409533.0",
        "%FF",
        "%00",
        "9007199254740992",
        "99999999999999999999",
        "%2F",
    ] {
        let path = format!("{POLICIES}/{id}");
        assert_eq!(world.rules(&path).await, absent, "{id}");
    }
}

/// T2: clients crash on anything else.
#[tokio::test]
async fn trap_t2_a_read_has_text_ids_a_platform_and_rules_that_may_have_a_name() {
    let world = World::new().await;
    let mut named = posted();
    named["rules"][0]["name"] = Value::from("first");
    named["rules"].as_array_mut().unwrap().truncate(2);
    named.remove("description");
    world.add_policies(vec![stored(5_000_001, &named)]).await;
    let answer = world.rules(&format!("{POLICIES}/5000001")).await;
    assert!(!answer.body.contains("null"), "{}", answer.body);
    let policy = json(&answer);
    assert!(policy["id"].is_string() && policy["platform"].is_string());
    let rules = policy["rules"].as_array().unwrap();
    assert_eq!(rules[0]["name"], "first");
    assert_eq!(rules[1].get("name"), None);
    assert_eq!(policy.get("description"), None);
    let mut empty = stored(5_000_002, &named);
    empty.rules.clear();
    world.add_policies(vec![empty]).await;
    let answer = world.rules(&format!("{POLICIES}/5000002")).await;
    assert!(answer.body.contains(r#""rules":[],"history":[]"#));
}

/// Takes out what the provider takes out of a node before it compares.
fn strip(node: &mut Value, server_s: &[&str]) {
    let node = node.as_object_mut().unwrap();
    for name in server_s {
        node.remove(*name);
    }
}

fn strip_matches(nodes: &mut Value) {
    for node in nodes.as_array_mut().unwrap() {
        strip(node, &["ordinal", "raw_value"]);
        if let Some(features) = node.get_mut("features") {
            for feature in features.as_array_mut().unwrap() {
                let own = ["ordinal", "raw_value", "raw_source", "raw_destination"];
                strip(feature, &own);
            }
        }
        if let Some(nested) = node.get_mut("matches") {
            strip_matches(nested);
        }
    }
}

/// T3: what remains without the server's own keys is what was posted, in the same JSON types.
#[tokio::test]
async fn trap_t3_a_policy_comes_back_as_it_was_posted() {
    let world = World::new().await;
    let mut sent = posted();
    let odd = r#"{"type":"match.always","b":"True","n":1.50,"big":12345678901234567890,"e":1e2,"list":["a b","c"],"o":{"ordinal":1},"x":null}"#;
    let odd: Value = serde_json::from_str(odd).unwrap();
    sent["rules"][3]["matches"]
        .as_array_mut()
        .unwrap()
        .push(odd);
    world.add_policies(vec![stored(5_000_001, &sent)]).await;
    let mut policy = json(&world.rules(&format!("{POLICIES}/5000001")).await);
    let own = "id @id @type policy_type state history created_at updated_at";
    let own: Vec<&str> = own.split(' ').collect();
    strip(&mut policy, &own);
    for rule in policy["rules"].as_array_mut().unwrap() {
        strip(rule, &own);
        strip(rule, &["ordinal"]);
        strip_matches(&mut rule["matches"]);
    }
    for key in ["@type", "state"] {
        sent.remove(key);
    }
    assert_eq!(policy, Value::Object(sent));
}

/// The text of a value is not touched: a number keeps its digits, a text its escapes.
#[tokio::test]
async fn trap_t3_values_keep_their_text() {
    let world = World::new().await;
    let mut policy = stored(5_000_001, &posted());
    policy.rules.truncate(1);
    let nodes = r#"[{"z":1.50,"type":"match.always","a":1E400,"u":"\u00e9\/"}]"#;
    nodes.clone_into(&mut policy.rules[0].matches);
    world.add_policies(vec![policy]).await;
    let body = world.rules(&format!("{POLICIES}/5000001")).await.body;
    let shown =
        r#""matches":[{"ordinal":1,"z":1.50,"type":"match.always","a":1E400,"u":"\u00e9\/"}]"#;
    assert!(body.contains(shown), "{body}");
}

#[tokio::test]
async fn trap_t4_first_match_is_told_by_its_one_name() {
    let world = World::new().await;
    let mut sent = posted();
    let select = &mut sent["rules"][2]["matches"][0]["type"];
    assert_eq!(*select, "select.first-match");
    *select = Value::from("match.select.first-match");
    world.add_policies(vec![stored(5_000_001, &sent)]).await;
    let policy = json(&world.rules(&format!("{POLICIES}/5000001")).await);
    let select = &policy["rules"][2]["matches"][0];
    assert_eq!(select["type"], "select.first-match");
    let places = |nodes: &Value| -> Vec<u64> {
        let nodes = nodes.as_array().unwrap().iter();
        nodes
            .map(|node| node["ordinal"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(places(&select["matches"]), [1, 2, 3]);
    assert_eq!(places(&select["matches"][1]["features"]), [1, 2]);
}

#[tokio::test]
async fn a_rule_that_cannot_be_read_is_a_fault_of_ours() {
    let world = World::new().await;
    let mut policy = stored(5_000_001, &posted());
    policy.rules[0].matches = "{".to_owned();
    world.add_policies(vec![policy]).await;
    let answer = world.rules(&format!("{POLICIES}/5000001")).await;
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains(r#""code":"internal_error""#));
    assert_eq!(world.rules(POLICIES).await.status, 200);
}

/// A policy is listed once however many of its requests are found.
#[tokio::test]
async fn a_policy_is_listed_once_for_all_its_messages() {
    let world = World::new().await;
    let place = (
        landfall_core::model::Environment::Staging,
        landfall_core::model::DeployState::Deployed,
    );
    let account = ids::organization(ids::CUSTOMER);
    let (policy, first) = request(1, account, Platform::Adn, place);
    let requests = [1, 2, 3].map(|id| {
        let mut request = first.clone();
        request.id = landfall_core::id::DeployRequestId(id);
        request.message = format!("Attempt {id}");
        request
    });
    world.add_policies(vec![policy]).await;
    world
        .write(requests.to_vec(), |transaction, request| {
            Box::pin(async move { transaction.insert_deploy_request(request).await })
        })
        .await;
    let page = json(&world.rules(&format!("{POLICIES}?search=attempt")).await);
    assert_eq!(page["total_items"], 1);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
}
