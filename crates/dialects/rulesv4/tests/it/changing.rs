//! Changing policies and deleting their rules (rulesv4 contract, section 5).

use futures_util::future::join_all;
use http::Method;
use landfall_control::Clock;
use serde_json::{Value, json};

use crate::{
    adding::{pointers, small},
    policies::{POLICIES, json as shown, listed},
    support::{Answer, World},
};

const LOCKED: &str = "/rules-engine/v1.1/policies/4409533";

impl World {
    async fn patch(&self, place: &str, body: &Value) -> Answer {
        self.sent(Method::PATCH, place, body.to_string()).await
    }

    async fn patched(&self, place: &str, body: &Value) -> Value {
        shown(&self.patch(place, body).await)
    }

    async fn delete(&self, place: &str) -> Answer {
        self.sent(Method::DELETE, place, "").await
    }

    /// A policy as it is read.
    async fn read(&self, place: &str) -> Value {
        shown(&self.rules(place).await)
    }

    /// The place of a new draft with three rules.
    async fn draft(&self) -> String {
        let mut body = small("draft");
        let rule =
            |value: &str| json!({ "description": value, "matches": [{ "type": "match.always" }] });
        body["rules"] = json!([rule("one"), rule("two"), rule("three")]);
        let draft = self.added(&body).await;
        draft["@id"].as_str().unwrap().to_owned()
    }
}

/// The ids of a policy's rules.
fn ids(policy: &Value) -> Vec<u64> {
    let rules = policy["rules"].as_array().unwrap().iter();
    let ids = rules.map(|rule| rule["id"].as_str().unwrap().parse().unwrap());
    ids.collect()
}

fn steps(policy: &Value) -> Vec<&str> {
    let steps = policy["history"].as_array().unwrap().iter();
    steps.map(|step| step["type"].as_str().unwrap()).collect()
}

/// That the thing is not in a state for it, said with what to do.
#[track_caller]
fn conflicts(answer: &Answer, title: &str) {
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer.status, 409, "{body}");
    let told = ["@type", "code", "title"].map(|member| body[member].as_str().unwrap());
    assert_eq!(told, ["Error", "invalid_operation", title]);
    assert_eq!(body["status_code"], 409);
    assert!(
        body["description"]
            .as_str()
            .is_some_and(|text| text.contains(' '))
    );
}

#[tokio::test]
async fn only_the_keys_that_were_sent_change() {
    let world = World::new().await;
    let place = world.draft().await;
    let before = world.read(&place).await;
    world.clock.advance(61);
    let patched = world
        .patched(&place, &json!({ "description": "why" }))
        .await;
    let mut expected = before.clone();
    let at = world.clock.now().to_string();
    let keys: Vec<_> = patched.as_object().unwrap().keys().collect();
    assert!(keys.iter().any(|key| *key == "description"));
    expected["description"] = json!("why");
    expected["updated_at"] = json!(at);
    let mut step = before["history"][0].clone();
    step["id"] = json!(step["id"].as_u64().unwrap() + 1);
    step["type"] = json!("updated");
    step["created_at"] = json!(at);
    expected["history"].as_array_mut().unwrap().push(step);
    assert_eq!(patched, expected);
    assert_eq!(world.read(&place).await, expected);
    let newest = listed(&world.rules(POLICIES).await);
    assert!(place.ends_with(&newest[0]));
}

/// Ids go out as texts, and come back as integers or as texts (sections 5 and 8, S4).
#[tokio::test]
async fn rules_are_replaced_in_place_or_appended_and_the_others_stay() {
    let world = World::new().await;
    let place = world.draft().await;
    let before = world.read(&place).await;
    let numbers = ids(&before);
    world.clock.advance(5);
    let node = |value: &str| json!([{ "type": "match.url.url-path.literal", "value": value }]);
    let body = json!({ "rules": [
        { "matches": node("/new") },
        { "id": numbers[1], "name": "second", "matches": node("/second") },
        { "id": numbers[2].to_string(), "description": "three", "matches": node("/third") },
        { "id": 1, "matches": node("/unknown") },
    ] });
    let after = world.patched(&place, &body).await;
    let next = numbers[2] + 1;
    assert_eq!(
        ids(&after),
        [numbers[0], numbers[1], numbers[2], next, next + 1]
    );
    assert_eq!(after["rules"][0], before["rules"][0]);
    let (second, third) = (&after["rules"][1], &after["rules"][2]);
    assert_eq!(second["name"], "second");
    assert_eq!(second.get("description"), None, "it was not sent");
    assert_eq!(second["created_at"], before["rules"][1]["created_at"]);
    assert_eq!(second["updated_at"], after["updated_at"]);
    assert_eq!(second["matches"][0]["value"], "/second");
    assert_eq!(third["description"], "three");
    assert_eq!(after["rules"][3]["matches"][0]["value"], "/new");
    assert_eq!(after["rules"][4]["ordinal"], 5);
    assert_eq!(steps(&after), ["created", "updated"]);
}

#[tokio::test]
async fn what_was_read_can_be_sent_back_and_changes_nothing() {
    let world = World::new().await;
    for place in [LOCKED.to_owned(), world.draft().await] {
        let read = world.rules(&place).await;
        world.clock.advance(7);
        let answer = world.sent(Method::PATCH, &place, read.body.clone()).await;
        assert_eq!((answer.status, &answer.body), (200, &read.body));
        let answer = world.sent(Method::PATCH, &place, "{}").await;
        assert_eq!((answer.status, &answer.body), (200, &read.body));
    }
}

#[tokio::test]
async fn locking_verifies_and_is_for_ever() {
    let world = World::new().await;
    let place = world.draft().await;
    let first = ids(&world.read(&place).await)[0];
    let bad = json!({ "matches": [{ "type": "match.request.colour.literal" }] });
    let good = json!({ "matches": [{ "type": "match.always" }] });
    // A finding in what was sent points into the body, one in what was stored into the policy.
    let locked = json!({ "state": "locked", "rules": [good, bad] });
    let answer = world.patch(&place, &locked).await;
    assert_eq!(pointers(&answer), ["/rules/1/matches/0/type"]);
    let mut worse = bad.clone();
    worse["id"] = json!(first);
    world.patched(&place, &json!({ "rules": [worse] })).await;
    let answer = world.patch(&place, &json!({ "state": "locked" })).await;
    assert_eq!(pointers(&answer), ["/rules/0/matches/0/type"]);
    assert!(answer.body.contains(&first.to_string()), "{}", answer.body);
    assert_eq!(world.read(&place).await["state"], "draft");
    let mut better = good.clone();
    better["id"] = json!(first);
    let body = json!({ "@type": "policy-update", "state": "locked", "rules": [better] });
    let after = world.patched(&place, &body).await;
    assert_eq!(after["state"], "locked");
    assert_eq!(steps(&after), ["created", "updated", "updated", "locked"]);
    // What is asked for again is there already.
    let again = world.patched(&place, &json!({ "state": "locked" })).await;
    assert_eq!(again, after);
}

#[tokio::test]
async fn of_a_locked_policy_only_name_and_description_change() {
    let world = World::new().await;
    let before = world.rules(LOCKED).await;
    let title = "The policy is locked";
    for body in [
        json!({ "state": "draft" }),
        json!({ "platform": "http_small" }),
        json!({ "rules": [{ "matches": [{ "type": "match.always" }] }] }),
        json!({ "rules": [{ "id": 33_753_447, "matches": [{ "type": "match.always" }] }] }),
        json!({ "name": "other", "state": "draft" }),
    ] {
        conflicts(&world.patch(LOCKED, &body).await, title);
    }
    let rule = format!("{LOCKED}/rules/33753447");
    conflicts(&world.delete(&rule).await, title);
    assert_eq!(world.rules(LOCKED).await, before);
    let body = json!({ "name": "Copy of it", "description": "kept" });
    let after = world.patched(LOCKED, &body).await;
    assert_eq!(
        (&after["name"], &after["description"]),
        (&body["name"], &body["description"])
    );
    assert_eq!(steps(&after), ["created", "locked", "updated"]);
    assert_eq!(
        after["rules"],
        serde_json::from_str::<Value>(&before.body).unwrap()["rules"]
    );
}

#[tokio::test]
async fn what_does_not_fit_the_policy_is_told_where_it_was_sent() {
    let world = World::new().await;
    let place = world.draft().await;
    let before = world.rules(&place).await;
    for (body, expected) in [
        (json!({ "platform": "adn" }), &["/platform"][..]),
        (json!({ "id": 1 }), &["/id"]),
        (json!({ "name": "" }), &["/name"]),
        (json!({ "description": null }), &["/description"]),
        (json!({ "created_by": "me" }), &["/created_by"]),
        (
            json!({ "rules": [{ "id": 0, "matches": [{ "type": "match.always" }] }] }),
            &["/rules/0/id"],
        ),
        (
            json!({ "rules": vec![json!({ "matches": [{ "type": "match.always" }] }); 998] }),
            &["/rules"],
        ),
    ] {
        let answer = world.patch(&place, &body).await;
        assert_eq!(pointers(&answer), expected, "{body}");
    }
    assert_eq!(world.rules(&place).await, before);
}

#[tokio::test]
async fn a_rule_is_deleted_with_an_empty_answer() {
    let world = World::new().await;
    let place = world.draft().await;
    let numbers = ids(&world.read(&place).await);
    let rule = |number| format!("{place}/rules/{number}");
    let answer = world.delete(&rule(numbers[1])).await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert_eq!(answer.header("content-type"), None);
    let after = world.read(&place).await;
    assert_eq!(ids(&after), [numbers[0], numbers[2]]);
    assert_eq!(after["rules"][1]["ordinal"], 2);
    assert_eq!(steps(&after), ["created", "deleted"]);
    let gone = world.delete(&rule(numbers[1])).await;
    assert_eq!(gone.status, 404);
    for odd in ["0", "x", "-1", "33753446", "9007199254740993", "%FF"] {
        let answer = world.delete(&format!("{place}/rules/{odd}")).await;
        assert_eq!(answer, gone, "{odd}");
        let answer = world
            .delete(&format!("{POLICIES}/{odd}/rules/{}", numbers[0]))
            .await;
        assert_eq!(answer, gone, "{odd}");
    }
    assert_eq!(world.delete(&rule(numbers[0])).await.status, 204);
    conflicts(
        &world.delete(&rule(numbers[2])).await,
        "The policy has no other rule",
    );
    // A number that was given is never given again.
    let body = json!({ "rules": [{ "matches": [{ "type": "match.always" }] }] });
    let after = world.patched(&place, &body).await;
    assert_eq!(ids(&after), [numbers[2], numbers[2] + 1]);
}

/// Of changes at a time, each is one of what the other has left: none is lost.
#[tokio::test(flavor = "multi_thread")]
async fn changes_at_a_time_all_land() {
    let world = World::new().await;
    let place = world.draft().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    let changes = (0..20).map(|number| {
        let rule = json!({ "name": number.to_string(), "matches": [{ "type": "match.always" }] });
        let body = json!({ "rules": [rule] }).to_string();
        world.sent_as(&bearer, Method::PATCH, &place, body)
    });
    for answer in join_all(changes).await {
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let after = world.read(&place).await;
    let rules = after["rules"].as_array().unwrap();
    let mut names: Vec<u32> = rules[3..]
        .iter()
        .map(|rule| rule["name"].as_str().unwrap().parse().unwrap())
        .collect();
    names.sort_unstable();
    assert!(names.iter().copied().eq(0..20), "{names:?}");
    assert_eq!(after["history"].as_array().unwrap().len(), 21);
}

/// What is locked was verified as it stands: rules that come while a draft is locked are in it and verified, or refused.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_slips_into_a_policy_that_is_being_locked() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    for _ in 0..10 {
        let place = world.draft().await;
        let bad = json!({ "rules": [{ "matches": [{ "type": "match.none.such.literal" }] }] });
        let lock = json!({ "state": "locked" });
        let calls = [&bad, &lock]
            .map(|body| world.sent_as(&bearer, Method::PATCH, &place, body.to_string()));
        let answers = join_all(calls).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        let after = world.read(&place).await;
        let rules = after["rules"].as_array().unwrap().len();
        match (after["state"].as_str().unwrap(), rules) {
            ("locked", 3) => assert_eq!(statuses, [409, 200]),
            ("draft", 4) => assert_eq!(statuses, [200, 400]),
            other => panic!("{other:?}, {statuses:?}"),
        }
    }
}
