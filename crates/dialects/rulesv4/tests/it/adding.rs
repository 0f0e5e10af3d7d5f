//! Adding policies (rulesv4 contract, sections 5 and 7).

use http::Method;
use serde_json::{Value, json};

use crate::{
    policies::{POLICIES, listed},
    support::{Answer, World, minified},
};

const POSTED: &str = include_str!("../golden/posted_policy.json");

impl World {
    /// Adds a policy.
    pub(crate) async fn add(&self, body: &Value) -> Answer {
        self.sent(Method::POST, POLICIES, body.to_string()).await
    }

    /// Adds a policy that is accepted.
    pub(crate) async fn added(&self, body: &Value) -> Value {
        let answer = self.add(body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        serde_json::from_str(&answer.body).unwrap()
    }
}

/// A small policy.
pub(crate) fn small(state: &str) -> Value {
    json!({
        "name": "small",
        "state": state,
        "platform": "http_large",
        "rules": [{ "matches": [{ "type": "match.always", "features": [] }] }],
    })
}

/// The pointers of an answer that refuses a body, which shows nothing but them.
#[track_caller]
pub(crate) fn pointers(answer: &Answer) -> Vec<String> {
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer.status, 400, "{body}");
    assert_eq!(
        (&body["@type"], &body["code"]),
        (&json!("Error"), &json!("invalid_input"))
    );
    assert_eq!(body["status_code"], 400);
    assert!(
        body["title"]
            .as_str()
            .is_some_and(|title| title.contains(' '))
    );
    let details = body["details"].as_array().unwrap();
    let detail = |detail: &Value| {
        assert_eq!(detail["@type"], "ErrorDetail");
        assert!(!detail["description"].as_str().unwrap().is_empty());
        detail["source"].as_str().unwrap().to_owned()
    };
    details.iter().map(detail).collect()
}

/// The contract's example of section 7, as the vendor's SDK sends it.
#[tokio::test]
async fn the_contract_s_policy_is_added_locked() {
    let world = World::new().await;
    let answer = world.sent(Method::POST, POLICIES, POSTED).await;
    let golden = minified(include_str!("../golden/added_policy.json"));
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (201, golden.as_str())
    );
    let place = format!("{POLICIES}/4409534");
    let read = world.rules(&place).await;
    assert_eq!((read.status, read.body), (200, golden));
    assert_eq!(listed(&world.rules(POLICIES).await)[0], "4409534");
}

/// The content type never matters (section 5).
#[tokio::test]
async fn any_content_type_will_do() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    for content_type in [
        "text/plain; charset=utf-8",
        "application/json",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "nonsense",
        "",
    ] {
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", content_type),
        ];
        let answer = world
            .post(POLICIES, &headers, &small("draft").to_string())
            .await;
        assert_eq!(answer.status, 201, "{content_type}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_pointers() {
    let world = World::new().await;
    let nothing = world.rules(POLICIES).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = small("draft");
        change(&mut body);
        body
    };
    for (body, expected) in [
        // A key that is missing is told of the object that it is missing in.
        (json!({}), &["", "", "", ""][..]),
        (json!([]), &[""]),
        (with(&|body| body["name"] = json!("")), &["/name"]),
        (
            with(&|body| body["name"] = json!("é".repeat(51))),
            &["/name"],
        ),
        (with(&|body| body["name"] = json!("a\0b")), &["/name"]),
        (with(&|body| body["state"] = json!("open")), &["/state"]),
        (with(&|body| body["platform"] = json!(3)), &["/platform"]),
        (with(&|body| body["colour"] = json!(1)), &["/colour"]),
        (with(&|body| body["rules"] = json!([])), &["/rules"]),
        (
            with(&|body| body["rules"][0]["matches"] = json!([])),
            &["/rules/0/matches"],
        ),
        (
            with(&|body| body["rules"][0]["priority"] = json!(1)),
            &["/rules/0/priority"],
        ),
        (
            with(&|body| body["rules"] = json!([{}, { "matches": [{ "type": "x" }] }])),
            &["/rules/0", "/rules/1/matches/0/type"],
        ),
    ] {
        let answer = world.add(&body).await;
        assert_eq!(pointers(&answer), expected, "{body}");
    }
    for body in ["", "{", "no", "\u{0}", "{}}"] {
        let answer = world.sent(Method::POST, POLICIES, body).await;
        assert_eq!(pointers(&answer), [""], "{body}");
    }
    let odd = world
        .sent(Method::POST, POLICIES, b"{\"name\":\"\xFF\"}".to_vec())
        .await;
    assert_eq!(pointers(&odd), [""]);
    assert_eq!(world.rules(POLICIES).await, nothing, "nothing was stored");
}

#[tokio::test]
async fn names_have_fifty_characters_however_many_bytes() {
    let world = World::new().await;
    let mut body = small("draft");
    body["name"] = json!("é".repeat(50));
    assert_eq!(world.added(&body).await["name"], body["name"]);
}

/// Lock means verify: of a draft only the grammar is looked at (section 5).
#[tokio::test]
async fn a_draft_may_hold_what_cannot_be_locked() {
    let world = World::new().await;
    let mut body = small("draft");
    body["rules"][0]["matches"][0]["type"] = json!("match.request.request-colour.literal");
    let draft = world.added(&body).await;
    assert_eq!(draft["state"], "draft");
    let steps = draft["history"].as_array().unwrap();
    assert_eq!((steps.len(), &steps[0]["type"]), (1, &json!("created")));
    body["state"] = json!("locked");
    let answer = world.add(&body).await;
    assert_eq!(pointers(&answer), ["/rules/0/matches/0/type"]);
    let all = listed(&world.rules(POLICIES).await);
    assert_eq!(all.len(), 3, "nothing was stored: {all:?}");
}

#[tokio::test]
async fn a_body_of_ten_mebibytes_is_read_and_a_longer_one_is_not() {
    const LIMIT: usize = 10 << 20;
    let world = World::new().await;
    let body = small("draft").to_string();
    let of = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));
    assert_eq!(
        world.sent(Method::POST, POLICIES, of(LIMIT)).await.status,
        201
    );
    let answer = world.sent(Method::POST, POLICIES, of(LIMIT + 1)).await;
    let expected = r#"{"@type":"Error","code":"payload_too_large","status_code":413,"title":"The body is longer than 10 MiB."}"#;
    assert_eq!((answer.status, answer.body.as_str()), (413, expected));
    let patch = format!("{POLICIES}/4409534");
    let answer = world.sent(Method::PATCH, &patch, of(LIMIT + 1)).await;
    assert_eq!((answer.status, answer.body.as_str()), (413, expected));
}

#[tokio::test]
async fn a_thousand_rules_and_no_more() {
    let world = World::new().await;
    let mut body = small("locked");
    let rule = body["rules"][0].clone();
    body["rules"] = Value::Array(vec![rule.clone(); 1000]);
    let policy = world.added(&body).await;
    let rules = policy["rules"].as_array().unwrap();
    assert_eq!((rules.len(), &rules[999]["ordinal"]), (1000, &json!(1000)));
    let number = |rule: &Value| rule["id"].as_str().unwrap().parse::<u64>().unwrap();
    let first = number(&rules[0]);
    assert!(rules.iter().map(number).eq(first..first + 1000));
    body["rules"].as_array_mut().unwrap().push(rule);
    assert_eq!(pointers(&world.add(&body).await), ["/rules"]);
}

/// What was read can be added again: everything of the server is dropped, and ids are drawn anew (section 5).
#[tokio::test]
async fn what_was_read_can_be_added_again() {
    let world = World::new().await;
    let read = world.rules(&format!("{POLICIES}/4409533")).await.body;
    let mut original: Value = serde_json::from_str(&read).unwrap();
    let mut copy = original.clone();
    copy["name"] = json!("Copy of shop front v7");
    copy["state"] = json!("draft");
    let mut added = world.added(&copy).await;
    assert_eq!(added["id"], "4409534");
    assert_eq!(added["state"], "draft");
    for policy in [&mut original, &mut added] {
        let policy = policy.as_object_mut().unwrap();
        for member in [
            "@id",
            "id",
            "name",
            "state",
            "created_at",
            "updated_at",
            "history",
        ] {
            policy.remove(member);
        }
        for rule in policy["rules"].as_array_mut().unwrap() {
            for member in ["@id", "id", "created_at", "updated_at"] {
                rule.as_object_mut().unwrap().remove(member);
            }
        }
    }
    assert_eq!(added, original);
}

/// Adding is not de-duplicated: a spare policy is harmless (section 6).
#[tokio::test]
async fn a_body_that_is_sent_twice_makes_two_policies() {
    let world = World::new().await;
    let (first, second) = (
        world.added(&small("locked")).await,
        world.added(&small("locked")).await,
    );
    assert_eq!(
        (&first["id"], &second["id"]),
        (&json!("4409534"), &json!("4409535"))
    );
}
