//! What public clients do (rulesv4 contract, section 8), as far as it concerns these calls.

use http::Method;
use serde_json::Value;

use crate::{
    adding::{pointers, small},
    policies::{POLICIES, json},
    support::{STATUS, TOK, World},
};

/// The contract's example of a policy.
const POSTED: &str = include_str!("../golden/posted_policy.json");

#[tokio::test]
async fn trap_s9_headers_that_name_an_account_change_nothing_for_a_token_of_one() {
    let world = World::new().await;
    let golden = world.get(STATUS).await;
    for (name, value) in [
        ("Portals_customerid", "1"),
        ("Portals_CustomerId", "49590"),
        ("Portals_UserId", "77"),
        ("Portals_PortalTypeId", "1"),
        ("x-owner-id", "0001"),
        ("x-owner-id", "0002"),
    ] {
        let headers = [("authorization", TOK), (name, value)];
        assert_eq!(
            world.call(Method::GET, STATUS, &headers).await,
            golden,
            "{name}"
        );
    }
    let elsewhere = STATUS.replace("0001", "0002");
    let headers = [("authorization", TOK), ("x-owner-id", "0002")];
    let answer = world.call(Method::GET, &elsewhere, &headers).await;
    answer.is(400, r#"{"Message":"Invalid account number"}"#);
}

#[tokio::test]
async fn trap_s10_keys_in_exact_case_and_full_doubles() {
    let world = World::new().await;
    let body = world.get(STATUS).await.body;
    let keys: Vec<&str> = body
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| !text.contains(" : "))
        .collect();
    assert_eq!(
        keys[..4],
        ["Status", "propagating", "Percent_propagated", "Pops"]
    );
    let pops = &keys[4..];
    assert_eq!(pops.len(), 2 * 70);
    assert!(
        pops.chunks(2)
            .all(|pair| pair == ["name", "percentage_propagated"])
    );
    // Sixteen and seventeen digits, which a 32-bit float does not hold.
    assert!(body.contains(":2.666083916083916,") && body.contains(":3.7037037037037033}"));
}

#[tokio::test]
async fn trap_s12_the_user_agent_says_nothing() {
    let world = World::new().await;
    let golden = world.get(STATUS).await;
    for agent in ["", "edgecast/golang-sdk:0.1.0", "curl/8", "Mozilla/5.0"] {
        let headers = [("authorization", TOK), ("user-agent", agent)];
        assert_eq!(
            world.call(Method::GET, STATUS, &headers).await,
            golden,
            "{agent}"
        );
    }
}

/// The vendor's SDK sends JSON and says that it is text.
#[tokio::test]
async fn trap_s1_a_policy_comes_as_text_plain() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "text/plain; charset=utf-8"),
        ("accept", "application/json, text/html"),
        ("user-agent", "edgecast/golang-sdk:0.1.0"),
    ];
    let answer = world.post(POLICIES, &headers, POSTED).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

/// Ids of policies and rules are texts, those of histories numbers; an object's own number comes back as an integer.
#[tokio::test]
async fn trap_s3_and_s4_types_of_what_is_answered_to_a_write() {
    let world = World::new().await;
    let added = world.added(&from(POSTED)).await;
    let mut policies = vec![added.clone()];
    let place = added["@id"].as_str().unwrap();
    for body in [r#"{"name":"other"}"#, "{}"] {
        let answer = world.sent(Method::PATCH, place, body).await;
        policies.push(json(&answer));
    }
    for policy in &policies {
        let id = policy["id"].as_str().unwrap();
        assert!(id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
        assert_eq!(place, format!("{POLICIES}/{id}"));
        let rules = policy["rules"].as_array().unwrap();
        let steps = policy["history"].as_array().unwrap();
        for step in steps {
            assert!(step["id"].is_u64());
            for member in ["id", "first_name", "last_name", "email"] {
                assert!(step["user"][member].is_string());
            }
        }
        let things = rules.iter().chain(steps).chain([policy]);
        for time in things.flat_map(|thing| [thing.get("created_at"), thing.get("updated_at")]) {
            let time = time.map(|time| time.as_str().unwrap());
            assert!(
                time.is_none_or(|time| time.len() == 20 && time.ends_with('Z')),
                "{time:?}"
            );
        }
    }
    // As the client would send it in a deploy request: the integer value.
    let number: u64 = policies[0]["id"].as_str().unwrap().parse().unwrap();
    assert!(number < 1 << 53);
}

/// 4xx are never retried and their bodies are shown to people.
#[tokio::test]
async fn trap_s6_a_refusal_has_a_full_sentence_and_no_retry_after() {
    let world = World::new().await;
    for (method, path, body) in [
        (Method::POST, POLICIES, "{"),
        (
            Method::PATCH,
            "/rules-engine/v1.1/policies/4409533",
            r#"{"state":"draft"}"#,
        ),
        (Method::PATCH, "/rules-engine/v1.1/policies/1", "{}"),
        (Method::DELETE, "/rules-engine/v1.1/policies/4409533", ""),
    ] {
        let answer = world.sent(method, path, body).await;
        assert!((400..500).contains(&answer.status));
        let title = from(&answer.body)["title"].as_str().unwrap().to_owned();
        assert!(title.split(' ').count() > 3, "{title}");
        assert_eq!(answer.header("retry-after"), None);
    }
}

/// The provider forces `locked` and makes up the name; its account may be empty.
#[tokio::test]
async fn trap_t1_names_that_terraform_makes_up() {
    let world = World::new().await;
    for name in [
        "tf-0001-production-http_large-1618488000",
        "tf--staging-http_large-1618488000",
    ] {
        let mut body = small("locked");
        body["name"] = name.into();
        let added = world.added(&body).await;
        assert_eq!(
            (&added["name"], &added["state"]),
            (&name.into(), &"locked".into())
        );
    }
}

/// The provider crashes unless these members have these forms.
#[tokio::test]
async fn trap_t2_members_that_every_read_has() {
    let world = World::new().await;
    let mut named = small("draft");
    named["rules"][0]["name"] = "n".into();
    for body in [from(POSTED), small("draft"), named] {
        let added = world.added(&body).await;
        let read = json(&world.rules(added["@id"].as_str().unwrap()).await);
        assert_eq!(read, added);
        assert!(read["id"].is_string() && read["platform"].is_string());
        for rule in read["rules"].as_array().unwrap() {
            assert!(rule.get("name").is_none_or(Value::is_string));
        }
    }
}

/// The provider strips what is the server's and compares the rest deeply with what it sent.
#[tokio::test]
async fn trap_t3_what_remains_of_a_read_is_what_was_posted() {
    let world = World::new().await;
    let odd = r#"{"name":"odd","state":"draft","platform":"adn","rules":[{"description":"d","matches":[
        {"type":"match.url.url-path.regex","value":"\\.css$","ignore_case":"True","n":1.50,"e":1e3,"big":12345678901234567890,"s":"\u0041\/",
         "list":["a","b"],"object":{"z":null,"a":[]},
         "features":[{"type":"feature.caching.external-max-age","value":"30","units":"days"},{"type":"feature.comment","value":"ü"}]}]}]}"#;
    for posted in [POSTED, odd] {
        let answer = world.sent(Method::POST, POLICIES, posted).await;
        let added = from(&answer.body);
        let read = world.rules(added["@id"].as_str().unwrap()).await;
        assert_eq!(read.body, answer.body);
        let mut left = added;
        strip(
            &mut left,
            &[
                "id",
                "@id",
                "@type",
                "policy_type",
                "state",
                "history",
                "created_at",
                "updated_at",
            ],
        );
        for rule in left["rules"].as_array_mut().unwrap() {
            strip(
                rule,
                &["id", "@id", "@type", "created_at", "updated_at", "ordinal"],
            );
            strip_nodes(&mut rule["matches"]);
        }
        let mut sent = from(posted);
        strip(&mut sent, &["@type", "state"]);
        assert_eq!(left, sent);
        // Numbers keep their text, too, and keys their order.
        let text = answer
            .body
            .replace(r#""ordinal":1,"#, "")
            .replace(r#""ordinal":2,"#, "");
        for kept in [
            "1.50",
            "1e3",
            "12345678901234567890",
            r#""\u0041\/""#,
            r#"{"z":null,"a":[]}"#,
        ] {
            assert_eq!(text.contains(kept), posted.contains(kept), "{kept}");
        }
    }
}

fn strip(object: &mut Value, members: &[&str]) {
    for member in members {
        object.as_object_mut().unwrap().remove(*member);
    }
}

fn strip_nodes(nodes: &mut Value) {
    for node in nodes.as_array_mut().unwrap() {
        strip(node, &["ordinal"]);
        for list in ["matches", "features"] {
            if node.get(list).is_some() {
                strip_nodes(&mut node[list]);
            }
        }
    }
}

/// Another name of `select.first-match`, other forms of keys, and texts instead of lists are taken; the first has one name in
/// what is read.
#[tokio::test]
async fn trap_t4_other_forms_of_nodes() {
    let world = World::new().await;
    let body = serde_json::json!({ "name": "forms", "state": "locked", "platform": "http_large", "rules": [
        { "matches": [{ "type": "match.select.first-match", "matches": [
            { "type": "match.url.url-path.wildcard", "value": ["/a", "/b/*"], "ignore_case": "True", "relative_to": "origin",
              "features": [{ "type": "feature.caching.compress-file-types", "media_types": "text/css text/html" }] },
            { "type": "match.request.edge-cname.literal", "hostnames": "shop.example www.example",
              "features": [{ "type": "feature.caching.external-max-age", "value": "30", "units": "days" }] },
        ] }] },
    ] });
    let added = world.added(&body).await;
    let select = &added["rules"][0]["matches"][0];
    assert_eq!(select["type"], "select.first-match");
    let first = &select["matches"][0];
    assert_eq!(first["value"], serde_json::json!(["/a", "/b/*"]));
    assert_eq!(
        (&first["ignore_case"], &first["relative_to"]),
        (&"True".into(), &"origin".into())
    );
    assert_eq!(select["matches"][1]["features"][0]["value"], "30");
}

/// What the provider leaves behind when it destroys a policy.
#[tokio::test]
async fn trap_t5_the_placeholder_policy() {
    let world = World::new().await;
    let body = serde_json::json!({
        "@type": "policy-create", "name": "tf-placeholder", "platform": "http_large", "state": "locked",
        "rules": [{ "@type": "rule-create", "name": "Placeholder", "description": "Placeholder rule",
            "matches": [{ "type": "match.always", "ordinal": 1,
                "features": [{ "type": "feature.comment", "value": "nothing" }] }] }],
    });
    let added = world.added(&body).await;
    assert_eq!(added.get("description"), None);
    assert_eq!(added["rules"][0]["matches"][0]["ordinal"], 1);
    assert_eq!(added["rules"][0]["name"], "Placeholder");
}

/// The provider never asks again: what is wrong must be told at once, and nothing be kept.
#[tokio::test]
async fn trap_t6_what_cannot_be_deployed_fails_when_it_is_added() {
    let world = World::new().await;
    let before = world.rules(POLICIES).await;
    let body = serde_json::json!({ "name": "bad", "state": "locked", "platform": "http_large", "rules": [
        { "matches": [{ "type": "match.always", "features": [] }] },
        { "matches": [
            { "type": "match.request.request-colour.literal", "value": "red" },
            { "type": "match.url.url-path.regex", "value": "(" },
        ] },
    ] });
    let answer = world.add(&body).await;
    let found = pointers(&answer);
    let expected = ["/rules/1/matches/0/type", "/rules/1/matches/1/value"];
    assert!(
        expected
            .iter()
            .all(|place| found.iter().any(|found| found == place)),
        "{found:?}"
    );
    assert_eq!(world.rules(POLICIES).await, before);
}

/// An update is a new policy, and a conflict leaves a spare one behind: both are there and locked.
#[tokio::test]
async fn trap_t7_an_update_is_another_policy() {
    let world = World::new().await;
    let (first, second) = (
        world.added(&small("locked")).await,
        world.added(&from(POSTED)).await,
    );
    for policy in [first, second] {
        let read = json(&world.rules(policy["@id"].as_str().unwrap()).await);
        assert_eq!(read, policy);
        assert_eq!(read["state"], "locked");
    }
}

fn from(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
