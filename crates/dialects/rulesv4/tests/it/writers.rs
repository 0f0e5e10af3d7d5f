//! Who may change policies, in whose name, and what history and the record say of it (rulesv4 contract, sections 2, 3 and 5).

use http::Method;
use landfall_control::{Clock, secret::hash};
use landfall_core::{
    id::{ClientKey, UserId},
    model::{Actor, ApiClient, Dialect, Grant, ResourceKind, Token, TokenFamily, TokenHolder},
};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    adding::small,
    policies::{POLICIES, json as shown},
    support::{Answer, World},
};

const OWN: &str = "/rules-engine/v1.1/policies/4409533";

fn grant(home: &str, write: bool) -> Vec<Grant> {
    vec![Grant {
        dialect: Dialect::Rulesv4,
        write,
        home_account: Some(ids::account(home)),
    }]
}

/// The three calls that change something of a policy, with a body that would do.
fn calls(place: &str) -> [(Method, String, String); 3] {
    let name = json!({ "name": "theirs" }).to_string();
    [
        (
            Method::POST,
            POLICIES.to_owned(),
            small("draft").to_string(),
        ),
        (Method::PATCH, place.to_owned(), name),
        (
            Method::DELETE,
            format!("{place}/rules/33753446"),
            String::new(),
        ),
    ]
}

#[tokio::test]
async fn a_client_that_may_only_read_is_forbidden() {
    let world = World::new().await;
    let bearer = world.client("reader", grant("0001", false), ids::MSP).await;
    let before = world.rules(OWN).await;
    let expected = r#"{"@type":"Error","code":"forbidden","status_code":403,"title":"The client may read and not write."}"#;
    // Before anything else of the request is looked at.
    for place in [OWN, "/rules-engine/v1.1/policies/x"] {
        for (method, path, body) in calls(place) {
            let answer = world.sent_as(&bearer, method, &path, body).await;
            assert_eq!((answer.status, answer.body.as_str()), (403, expected));
        }
    }
    assert_eq!(world.rules(OWN).await, before);
    assert_eq!(
        world.sent_as(&bearer, Method::GET, OWN, "").await.status,
        200
    );
}

/// Another account's policies are as absent as what there never was, and nothing happens to them.
#[tokio::test]
async fn strangers_change_nothing_and_see_nothing() {
    let world = World::new().await;
    world.with_c1b6().await;
    let before = world.rules(OWN).await;
    let other = world
        .client("other", grant("0002", true), ids::OTHER_ACCOUNT)
        .await;
    let beside = world
        .client("beside-it", grant("0003", true), ids::MSP)
        .await;
    for bearer in [&other, &beside] {
        for ((method, path, body), (_, absent, _)) in calls(OWN)
            .into_iter()
            .zip(calls(&format!("{POLICIES}/999999")))
            .skip(1)
        {
            let seen = world
                .sent_as(bearer, method.clone(), &path, body.clone())
                .await;
            let unseen = world.sent_as(bearer, method, &absent, body).await;
            assert_eq!(seen.status, 404);
            assert_eq!(seen, unseen);
        }
    }
    assert_eq!(world.rules(OWN).await, before);
}

/// Who acts for an account writes there, and history names who acted (section 2).
#[tokio::test]
async fn an_account_is_written_for_by_those_who_may_act_for_it() {
    let world = World::new().await;
    world.with_c1b6().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    let headers = [("authorization", bearer.as_str()), ("x-owner-id", "00C1B6")];
    let answer = world
        .post(POLICIES, &headers, &small("locked").to_string())
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let added: Value = serde_json::from_str(&answer.body).unwrap();
    let place = added["@id"].as_str().unwrap();
    assert_eq!(world.rules(place).await.status, 404);
    let there = world.rules_with(place, &headers[1..]).await;
    assert_eq!(there.body, answer.body);
    for step in added["history"].as_array().unwrap() {
        assert_eq!(step["user"]["last_name"], "swo-app");
    }
}

/// The user of a step.
fn user(policy: &Value, step: usize) -> Value {
    policy["history"][step]["user"].clone()
}

#[tokio::test]
async fn a_client_has_one_user_of_its_own() {
    let world = World::new().await;
    let first = world.added(&small("locked")).await;
    let expected = json!({ "id": "78", "first_name": "API client", "last_name": "swo-app", "email": "swo-app@clients.invalid" });
    assert_eq!(
        (user(&first, 0), user(&first, 1)),
        (expected.clone(), expected.clone())
    );
    let second = world.added(&small("draft")).await;
    assert_eq!(user(&second, 0), expected);
    let other = world
        .client("other-app", grant("0001", true), ids::MSP)
        .await;
    let place = second["@id"].as_str().unwrap();
    let name = json!({ "name": "renamed" }).to_string();
    let renamed = shown(&world.sent_as(&other, Method::PATCH, place, name).await);
    assert_eq!(user(&renamed, 0), expected);
    assert_eq!(user(&renamed, 1)["last_name"], "other-app");
    assert_eq!(user(&renamed, 1)["id"], "79");
    // Nobody signs in as a program.
    let email = "swo-app@clients.invalid";
    let found = world
        .loaded
        .store
        .user_by_email(&ids::tenant(), email)
        .await;
    assert_eq!(found.unwrap().unwrap().password_hash, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_calls_of_a_client_make_one_user() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer().await);
    let body = small("draft").to_string();
    let calls = (0..10).map(|_| world.sent_as(&bearer, Method::POST, POLICIES, body.clone()));
    for answer in futures_util::future::join_all(calls).await {
        assert_eq!(answer.status, 201, "{}", answer.body);
        let added: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(user(&added, 0)["id"], "78");
    }
}

/// A client that is bound to a person acts as that person, if the tenant knows them.
#[tokio::test]
async fn a_client_bound_to_a_person_stands_for_them() {
    let world = World::new().await;
    for (number, person, expected) in [
        (
            901,
            "Ada@Example.com",
            json!({ "id": "77", "first_name": "Ada", "last_name": "Example", "email": "ada@example.com" }),
        ),
        (
            902,
            "nobody@example.com",
            json!({ "id": "78", "first_name": "API client", "last_name": "bound-902", "email": "bound-902@clients.invalid" }),
        ),
    ] {
        let answer = as_bound(&world, number, person).await;
        let added: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(user(&added, 0), expected);
    }
}

/// A policy that is added by a client bound to that person.
async fn as_bound(world: &World, number: u64, person: &str) -> Answer {
    let name = format!("bound-{number}");
    let client = ApiClient {
        key: ClientKey(number),
        client_id: name.clone(),
        tenant: ids::tenant(),
        organization: Some(ids::organization(ids::MSP)),
        description: String::new(),
        person: Some(person.to_owned()),
        grants: grant("0001", true),
        secret_hash: hash(b"secret"),
        created_at: world.clock.now(),
        revoked_at: None,
    };
    let token = Token {
        family: TokenFamily::Rulesv4Bearer,
        hash: hash(name.as_bytes()),
        tenant: ids::tenant(),
        holder: TokenHolder::Client(client.key),
        issued_at: client.created_at,
        expires_at: None,
        revoked_at: None,
    };
    world
        .write(vec![(client, token)], |transaction, (client, token)| {
            Box::pin(async move {
                transaction.insert_client(client).await?;
                transaction.insert_token(token).await
            })
        })
        .await;
    let body = small("draft").to_string();
    world
        .sent_as(&format!("Bearer {name}"), Method::POST, POLICIES, body)
        .await
}

/// Each change leaves its events in the account's view, without the rules' text.
#[tokio::test]
async fn every_change_leaves_its_events() {
    let world = World::new().await;
    world.added(&small("locked")).await;
    let before = world.loaded.store.events(0, 1000).await.unwrap();
    let after = before.last().unwrap().position;
    let draft = world.added(&small("draft")).await;
    let place = draft["@id"].as_str().unwrap();
    let secret = json!([{ "type": "match.always", "features": [{ "type": "feature.comment", "value": "hush" }] }]);
    let first: u64 = draft["rules"][0]["id"].as_str().unwrap().parse().unwrap();
    for body in [
        json!({ "name": "other", "description": "hush", "rules": [{ "id": first, "matches": secret }, { "matches": secret }] }),
        json!({}),
        json!({ "name": "again", "state": "draft" }),
    ] {
        let answer = world.sent(Method::PATCH, place, body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let rule = format!("{place}/rules/{first}");
    assert_eq!(world.sent(Method::DELETE, &rule, "").await.status, 204);
    let lock = json!({ "state": "locked" }).to_string();
    assert_eq!(world.sent(Method::PATCH, place, lock).await.status, 200);
    let refused = world
        .sent(Method::PATCH, place, r#"{"state":"draft"}"#)
        .await;
    assert_eq!(refused.status, 409);

    let events = world.loaded.store.events(after, 1000).await.unwrap();
    let events = events
        .iter()
        .filter(|event| event.resource == ResourceKind::Policy);
    let told: Vec<(&str, Value)> = events
        .inspect(|event| {
            assert_eq!(event.resource_id, draft["id"].as_str().unwrap());
            assert_eq!(event.organization, Some(ids::organization(ids::CUSTOMER)));
            assert_eq!(event.actor, Actor::Client(ClientKey(1)));
            assert!(event.request_id.is_some());
        })
        .map(|event| {
            (
                event.kind.as_str(),
                serde_json::from_str(&event.detail).unwrap(),
            )
        })
        .collect();
    let expected = [
        (
            "policy.created",
            json!({ "name": "small", "state": "draft", "platform": "http_large", "rules": 1 }),
        ),
        (
            "policy.updated",
            json!({
                "changed": ["name", "description", "rules"],
                "name": "other",
                "rules_replaced": [first],
                "rules_added": [first + 1],
            }),
        ),
        (
            "policy.updated",
            json!({ "changed": ["name"], "name": "again" }),
        ),
        ("policy.rule_deleted", json!({ "rules_deleted": [first] })),
        (
            "policy.locked",
            json!({ "platform": "http_large", "rules": 1 }),
        ),
    ];
    assert_eq!(told, expected);
    // The one before it was made locked, which is two events; the client's user is one more.
    let kinds: Vec<&str> = before.iter().map(|event| event.kind.as_str()).collect();
    assert!(
        kinds.ends_with(&["user.created", "policy.created", "policy.locked"]),
        "{kinds:?}"
    );
    let made = before
        .iter()
        .find(|event| event.kind == "user.created")
        .unwrap();
    assert_eq!(made.resource_id, UserId(78).to_string());
}
