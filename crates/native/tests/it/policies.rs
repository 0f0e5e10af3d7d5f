//! Adding, changing and locking policies: as programs, as people, and as the operator of the machine.

use axum::body::Body;
use http::{Method, Request};
use landfall_demo::{credentials::NATIVE_TOKEN, ids};
use serde_json::{Value, json};

use crate::support::{Answer, World};

const PATH: &str = "/landfall/v1/policies";
const STORED: &str = "/landfall/v1/policies/4409533";
/// Spaces, forms of numbers and the order of members are the sender's.
const MATCHES: &str = r#"[{"value":"/a  /b","type":"match.url.url-path.literal","features":[{"type":"feature.caching.external-max-age","units":"seconds","value":1.50e1}]}]"#;

fn draft() -> Value {
    json!({
        "account_id": "0001", "name": "spring", "state": "draft", "platform": "http_large",
        "rules": [
            { "description": "first", "matches": [{ "type": "match.always" }] },
            { "matches": [{ "type": "match.url.url-path.literal", "value": "/b" }] },
        ],
    })
}

impl World {
    pub(crate) async fn change(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn owner(&self, method: Method, path: &str, body: &str) -> Answer {
        self.owner_with(method, path, &[], body).await
    }

    pub(crate) async fn owner_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {NATIVE_TOKEN}");
        let headers = [headers, &[("authorization", bearer.as_str())]].concat();
        self.change(method, path, &headers, body).await
    }

    async fn added(&self, body: &str) -> Value {
        let added = self.owner(Method::POST, PATH, body).await;
        assert_eq!(added.status, 201, "{added:?}");
        added.json()
    }
}

fn of(policy: &Value) -> String {
    format!("{PATH}/{}", policy["id"].as_str().unwrap())
}

fn pointers(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap();
    let pointers = errors.iter().map(|error| error["pointer"].as_str());
    pointers
        .map(|pointer| pointer.unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn a_policy_is_added_where_its_location_says_with_its_tag() {
    let world = World::new().await;
    let answer = world.owner(Method::POST, PATH, &draft().to_string()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let policy = answer.json();
    assert_eq!(answer.header("location"), Some(of(&policy).as_str()));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("x-request-id").is_some());
    assert_eq!(policy["account_id"], ids::CUSTOMER);
    assert_eq!(policy["state"], "draft");
    assert_eq!(policy["rules"][1]["description"], Value::Null);
    let shown = world
        .get(&format!("policies/{}", policy["id"].as_str().unwrap()))
        .await;
    assert_eq!(shown.header("etag"), answer.header("etag"));
    assert_eq!(shown.body, answer.body);
    // A program without a person has a user of its own.
    let user = policy["history"][0]["user_id"].as_str().unwrap();
    let user = world.get(&format!("users/{user}")).await.json();
    assert_eq!(user["email"], "demo-operator@clients.invalid");
}

#[tokio::test]
async fn rules_are_shown_word_for_word() {
    let world = World::new().await;
    let body = format!(
        r#"{{"account_id":"{}","name":"n","state":"draft","platform":"adn","rules":[{{"matches":{MATCHES}}}]}}"#,
        ids::CUSTOMER
    );
    let added = world.owner(Method::POST, PATH, &body).await;
    assert!(added.body.contains(MATCHES), "{added:?}");
    let shown = world
        .get(&format!(
            "policies/{}",
            added.json()["id"].as_str().unwrap()
        ))
        .await;
    assert!(shown.body.contains(MATCHES), "{shown:?}");
}

/// A list of nulls, ids and times of the server's own.
#[tokio::test]
async fn what_was_read_can_be_added_and_sent_back() {
    let world = World::new().await;
    let stored = world.get("policies/4409533").await;
    let copy = world.added(&stored.body).await;
    assert_ne!(copy["id"], "4409533");
    assert_eq!(copy["state"], "locked");
    for (one, other) in copy["rules"]
        .as_array()
        .unwrap()
        .iter()
        .zip(stored.json()["rules"].as_array().unwrap())
    {
        assert_eq!(one["matches"], other["matches"]);
        assert_ne!(one["id"], other["id"]);
    }
    let again = world.owner(Method::PATCH, STORED, &stored.body).await;
    assert_eq!((again.status, again.body), (200, stored.body));
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let world = World::new().await;
    let bad = json!({
        "name": "", "state": "draft", "platform": "all", "colour": 1,
        "rules": [{ "matches": [{ "value": "/a" }] }, { "matches": [] }],
    });
    let answer = world.owner(Method::POST, PATH, &bad.to_string()).await;
    answer.is_problem(400, "invalid-body");
    let expected = [
        "/account_id",
        "/name",
        "/platform",
        "/colour",
        "/rules/0/matches/0",
        "/rules/1/matches",
    ];
    assert_eq!(pointers(&answer), expected, "{answer:?}");
    let mut locked = draft();
    locked["state"] = "locked".into();
    locked["rules"] = json!([{ "matches": [
        { "type": "match.url.url-path.regex", "value": "(a+)+$" },
        { "type": "match.request.client-ip-address.literal", "value": "nowhere" },
    ] }]);
    let answer = world.owner(Method::POST, PATH, &locked.to_string()).await;
    answer.is_problem(400, "invalid-body");
    assert_eq!(
        pointers(&answer),
        ["/rules/0/matches/0/value", "/rules/0/matches/1/value"]
    );
    for (body, pointer) in [
        ("{", ""),
        ("[]", ""),
        (r#"{"account_id":7}"#, "/account_id"),
        (
            r#"{"account_id":"0001","account_id":"0001"}"#,
            "/account_id",
        ),
    ] {
        let answer = world.owner(Method::POST, PATH, body).await;
        answer.is_problem(400, "invalid-body");
        assert_eq!(pointers(&answer), [pointer], "{body}");
    }
    let listed = world.get("policies?filter=name=spring").await;
    assert_eq!(listed.json()["items"], json!([]));
}

#[tokio::test]
async fn a_change_is_of_what_was_seen() {
    let world = World::new().await;
    let added = world.owner(Method::POST, PATH, &draft().to_string()).await;
    let (path, seen) = (of(&added.json()), added.header("etag").unwrap().to_owned());
    let first = world
        .owner_with(
            Method::PATCH,
            &path,
            &[("if-match", &seen)],
            r#"{"name":"first"}"#,
        )
        .await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_ne!(first.header("etag"), Some(seen.as_str()));
    let late = world
        .owner_with(
            Method::PATCH,
            &path,
            &[("if-match", &seen)],
            r#"{"name":"second"}"#,
        )
        .await;
    late.is_problem(412, "precondition-failed");
    let rule = first.json()["rules"][0]["id"].as_str().unwrap().to_owned();
    let rule = format!("{path}/rules/{rule}");
    let late = world
        .owner_with(Method::DELETE, &rule, &[("if-match", &seen)], "")
        .await;
    late.is_problem(412, "precondition-failed");
    let any = world
        .owner_with(
            Method::PATCH,
            &path,
            &[("if-match", "*")],
            r#"{"name":"third","description":null}"#,
        )
        .await;
    assert_eq!(any.json()["name"], "third");
    assert_eq!(any.json()["rules"], first.json()["rules"]);
    let shown = world.get(path.strip_prefix("/landfall/v1/").unwrap()).await;
    assert_eq!(shown.header("etag"), any.header("etag"));
}

#[tokio::test]
async fn a_draft_is_locked_once_it_is_sound_and_stays_as_it_is() {
    let world = World::new().await;
    let mut body = draft();
    body["rules"][1]["matches"][0]["type"] = "match.url.url-path.regex".into();
    body["rules"][1]["matches"][0]["value"] = "(".into();
    let policy = world.added(&body.to_string()).await;
    let path = of(&policy);
    let lock = r#"{"state":"locked"}"#;
    let refused = world.owner(Method::PATCH, &path, lock).await;
    refused.is_problem(400, "invalid-body");
    assert_eq!(pointers(&refused), ["/rules/1/matches/0/value"]);
    let repaired = json!({ "state": "locked", "rules": [
        { "id": policy["rules"][1]["id"], "matches": [{ "type": "match.always" }] },
    ] });
    let locked = world
        .owner(Method::PATCH, &path, &repaired.to_string())
        .await;
    assert_eq!(locked.status, 200, "{locked:?}");
    assert_eq!(locked.json()["state"], "locked");
    let again = world.owner(Method::PATCH, &path, lock).await;
    assert_eq!((again.status, &again.body), (200, &locked.body));
    let rules = r#"{"rules":[{"matches":[{"type":"match.always"}]}]}"#;
    world
        .owner(Method::PATCH, &path, rules)
        .await
        .is_problem(409, "conflict");
    let rule = format!(
        "{path}/rules/{}",
        policy["rules"][0]["id"].as_str().unwrap()
    );
    world
        .owner(Method::DELETE, &rule, "")
        .await
        .is_problem(409, "conflict");
    let named = world
        .owner(Method::PATCH, &path, r#"{"name":"renamed"}"#)
        .await;
    assert_eq!(named.json()["name"], "renamed");
}

#[tokio::test]
async fn a_rule_is_deleted_but_not_the_last() {
    let world = World::new().await;
    let policy = world.added(&draft().to_string()).await;
    let path = of(&policy);
    let rule = |place: usize| {
        let id = policy["rules"][place]["id"].as_str().unwrap();
        format!("{path}/rules/{id}")
    };
    let gone = world.owner(Method::DELETE, &rule(0), "").await;
    assert_eq!((gone.status, gone.body.as_str()), (204, ""), "{gone:?}");
    world
        .owner(Method::DELETE, &rule(0), "")
        .await
        .is_problem(404, "not-found");
    world
        .owner(Method::DELETE, &rule(1), "")
        .await
        .is_problem(409, "conflict");
    for absent in ["7", "x", "%FF"] {
        let path = format!("{path}/rules/{absent}");
        world
            .owner(Method::DELETE, &path, "")
            .await
            .is_problem(404, "not-found");
    }
    let shown = world
        .get(path.strip_prefix("/landfall/v1/").unwrap())
        .await
        .json();
    assert_eq!(shown["rules"].as_array().unwrap().len(), 1);
    assert_eq!(shown["history"][1]["kind"], "deleted");
}

#[tokio::test]
async fn under_one_key_a_policy_is_added_once() {
    let world = World::new().await;
    let body = draft().to_string();
    let add = async |key: &str, body: &str| {
        world
            .owner_with(Method::POST, PATH, &[("idempotency-key", key)], body)
            .await
    };
    let first = add("a", &body).await;
    let again = add("a", &body).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body, "byte for byte");
    for name in ["location", "etag"] {
        assert_eq!(first.header(name), again.header(name));
    }
    assert_eq!(first.header("idempotent-replayed"), None);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = body.replace("spring", "summer");
    add("a", &other).await.is_problem(409, "conflict");
    let id = |answer: &Answer| answer.json()["id"].as_str().unwrap().to_owned();
    assert_ne!(id(&add("b", &body).await), id(&first));
    // Another caller's key of the same name is another key.
    world.let_in(500, None, "others-token", true).await;
    let bearer = [
        ("authorization", "Bearer others-token"),
        ("idempotency-key", "a"),
    ];
    let theirs = world.change(Method::POST, PATH, &bearer, &other).await;
    assert_eq!(theirs.status, 201, "{theirs:?}");
    for bad in ["", "two words", &"x".repeat(256)] {
        add(bad, &body).await.is_problem(400, "invalid-parameter");
    }
    world.clock.advance(86_401);
    assert_ne!(id(&add("a", &body).await), id(&first));
}

#[tokio::test]
async fn who_may_only_read_changes_nothing_and_who_sees_nothing_finds_nothing() {
    let world = World::new().await;
    let policy = world.added(&draft().to_string()).await;
    let path = of(&policy);
    let rule = format!(
        "{path}/rules/{}",
        policy["rules"][0]["id"].as_str().unwrap()
    );
    let calls = [
        (Method::POST, PATH.to_owned(), draft().to_string()),
        (Method::PATCH, path.clone(), r#"{"name":"x"}"#.to_owned()),
        (Method::DELETE, rule, String::new()),
    ];
    world.let_in(501, None, "readers-token", false).await;
    world.other_tenant("strangers-token").await;
    world
        .let_in(
            502,
            Some(ids::organization(ids::COMMITTED_CUSTOMER)),
            "neighbours-token",
            true,
        )
        .await;
    for (method, path, body) in &calls {
        let call = async |token: &str| {
            let bearer = format!("Bearer {token}");
            world
                .change(method.clone(), path, &[("authorization", &bearer)], body)
                .await
        };
        call("readers-token").await.is_problem(403, "forbidden");
        call("nonsense").await.is_problem(401, "unauthenticated");
        for stranger in ["strangers-token", "neighbours-token"] {
            let refused = call(stranger).await;
            if *method == Method::POST {
                refused.is_problem(400, "invalid-body");
                assert_eq!(pointers(&refused), ["/account_id"]);
            } else {
                refused.is_problem(404, "not-found");
            }
        }
    }
    let plain = [
        ("authorization", "Bearer demo-native-token"),
        ("content-type", "text/plain"),
    ];
    let sent = world.post(PATH, &plain, &draft().to_string()).await;
    sent.is_problem(415, "unsupported-media-type");
    let moved = format!(r#"{{"account_id":"{}"}}"#, ids::COMMITTED_CUSTOMER);
    let refused = world.owner(Method::PATCH, &path, &moved).await;
    refused.is_problem(400, "invalid-body");
    assert_eq!(pointers(&refused), ["/account_id"]);
}

#[tokio::test]
async fn a_person_stands_in_the_history_as_themselves() {
    let world = World::new().await;
    let (cookie, csrf) = world.signed_in().await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-landfall-csrf", csrf.as_str()),
    ];
    let added = world
        .change(Method::POST, PATH, &headers, &draft().to_string())
        .await;
    assert_eq!(added.status, 201, "{added:?}");
    let policy = added.json();
    assert_eq!(policy["history"][0]["user_id"], "2");
    let locked = world
        .change(
            Method::PATCH,
            &of(&policy),
            &headers,
            r#"{"state":"locked"}"#,
        )
        .await;
    assert_eq!(locked.json()["history"][1]["user_id"], "2");
    let without = world
        .change(
            Method::PATCH,
            &of(&policy),
            &headers[..1],
            r#"{"name":"x"}"#,
        )
        .await;
    without.is_problem(403, "csrf-required");
}

const ADMIN: &str = "admin@acmepaymentscorp.example";

#[tokio::test]
async fn an_operator_reads_everything_and_writes_in_the_name_of_a_user_who_may() {
    let world = World::new().await;
    let body = draft().to_string();
    let operate = async |method: Method, path: &str, headers: &[(&str, &str)], body: &str| {
        world.operate(method, path, headers, body).await
    };
    let listed = operate(Method::GET, "/landfall/v1/clients", &[], "").await;
    assert_eq!(listed.status, 200, "{listed:?}");
    let bare = operate(Method::POST, PATH, &[], &body).await;
    bare.is_problem(403, "forbidden");
    let by = |user: &'static str| [("x-landfall-user", user)];
    let added = operate(Method::POST, PATH, &by(ADMIN), &body).await;
    assert_eq!(added.status, 201, "{added:?}");
    let policy = added.json();
    assert_eq!(policy["history"][0]["user_id"], "2");
    let events = world
        .get("events?filter=kind=policy.created&order_by=id+desc&page_size=1")
        .await;
    assert_eq!(
        events.json()["items"][0]["actor"]["kind"],
        "operator",
        "{events:?}"
    );
    // She exists, and has no role anywhere.
    operate(Method::POST, PATH, &by("ada@example.com"), &body)
        .await
        .is_problem(403, "forbidden");
    operate(
        Method::PATCH,
        &of(&policy),
        &by("ada@example.com"),
        r#"{"name":"x"}"#,
    )
    .await
    .is_problem(403, "forbidden");
    for headers in [
        by("nobody@acme.example"),
        [("x-landfall-tenant", "nowhere")],
        [("x-landfall-tenant", "?")],
    ] {
        operate(Method::GET, PATH, &headers, "")
            .await
            .is_problem(400, "invalid-parameter");
    }
    world.other_tenant("strangers-token").await;
    operate(Method::GET, PATH, &[], "")
        .await
        .is_problem(400, "invalid-parameter");
    let named = operate(
        Method::GET,
        PATH,
        &[("x-landfall-tenant", "acmepaymentscorp")],
        "",
    )
    .await;
    assert_eq!(named.status, 200);
    let other = operate(
        Method::GET,
        &of(&policy),
        &[("x-landfall-tenant", "other")],
        "",
    )
    .await;
    other.is_problem(404, "not-found");
}

/// Anybody can write these headers; they mean something on the socket alone.
#[tokio::test]
async fn an_operator_s_headers_open_nothing_on_the_network() {
    let world = World::new().await;
    let headers = [
        ("x-landfall-user", ADMIN),
        ("x-landfall-tenant", "acmepaymentscorp"),
    ];
    let answer = world.change(Method::GET, PATH, &headers, "").await;
    answer.is_problem(401, "unauthenticated");
    world.let_in(503, None, "readers-token", false).await;
    let headers = [headers[0], ("authorization", "Bearer readers-token")];
    world
        .change(Method::POST, PATH, &headers, &draft().to_string())
        .await
        .is_problem(403, "forbidden");
}
