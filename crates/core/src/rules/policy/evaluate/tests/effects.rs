//! What features add up to.

use super::super::super::EditAction;
use super::*;

#[test]
fn the_last_one_wins_and_header_edits_accumulate() {
    let age = |value: i64| json!({"type":"feature.caching.external-max-age","value":value,"units":"seconds"});
    let header = |action: &str, value: &str| json!({"type":"feature.headers.modify-client-response-header","action":action,"name":"X-A","value":value});
    let deny = |enabled: Value| json!({"type":"feature.access.deny-access","enabled":enabled});
    let evaluation = run(
        json!([
            always(&json!([age(5), deny(json!(true)), header("set", "1")])),
            always(&json!([
                header("append", "2"),
                deny(json!("false")),
                age(-1)
            ])),
            always(&json!([header("delete", "")])),
        ]),
        &get("/"),
    );
    let answer = evaluation.answer;
    assert_eq!(answer.outcome, Outcome::Served);
    assert_eq!(answer.cache.cache_control.as_deref(), Some("no-cache"));
    let actions: Vec<EditAction> = answer
        .response_headers
        .iter()
        .map(|edit| edit.action)
        .collect();
    assert_eq!(
        actions,
        [EditAction::Set, EditAction::Append, EditAction::Delete]
    );
    let first = &evaluation.features[0];
    assert!(!first.in_force);
    assert_eq!(
        first.because.as_deref(),
        Some("/rules/1/matches/0/features/2 decides")
    );
}

#[test]
fn ages_at_the_edge_are_kept_by_status() {
    let age = |kind: &str, value: i64, status: Value| {
        let mut feature = json!({"type":format!("feature.caching.{kind}-internal-max-age"),"value":value,"units":"minutes"});
        if !status.is_null() {
            feature["status"] = status;
        }
        feature
    };
    let edge = |features: Value| run(always(&features), &get("/")).answer.cache.edge;
    let one = |forced, status, seconds| EdgeAge {
        forced,
        status,
        seconds,
    };
    assert_eq!(
        edge(json!([
            age("force", 1, json!("200 404")),
            age("force", 2, json!(404)),
            age("default", 3, Value::Null)
        ])),
        [
            one(true, Some(200), 60),
            one(true, Some(404), 120),
            one(false, None, 180)
        ]
    );
    assert_eq!(
        edge(json!([
            age("force", 1, json!("200 404")),
            age("force", 2, Value::Null)
        ])),
        [one(true, None, 120)]
    );
    let off = json!({"type":"feature.caching.force-internal-max-age","units":"off"});
    assert_eq!(edge(json!([age("force", 1, Value::Null), off])), []);
}

#[test]
fn deny_comes_before_redirect_before_rewrite() {
    let redirect = |source: &str| json!({"type":"feature.url.url-redirect","code":302,"source":source,"destination":"/x"});
    let rewrite = json!({"type":"feature.url.url-rewrite","source":"/800001/shop/(.*)","destination":"/800001/shop/new/$1"});
    let request_header = json!({"type":"feature.headers.modify-client-request-header","action":"set","name":"X-A","value":"1"});
    let deny = json!({"type":"feature.access.deny-access","enabled":true});
    let all = run(
        always(&json!([rewrite, redirect(".*"), deny, request_header])),
        &get("/a"),
    );
    assert_eq!(
        (all.answer.outcome, all.answer.status),
        (Outcome::Denied, Some(403))
    );
    assert_eq!((all.answer.location, all.answer.rewritten), (None, None));
    assert_eq!(all.answer.request_headers, []);
    let in_force: Vec<bool> = all
        .features
        .iter()
        .map(|feature| feature.in_force)
        .collect();
    assert_eq!(in_force, [false, false, true, false]);

    let two = run(
        always(&json!([rewrite, redirect(".*"), redirect("/nowhere")])),
        &get("/a"),
    );
    assert_eq!(two.answer.outcome, Outcome::Redirected);
    assert_eq!(two.answer.location.as_deref(), Some("/x"));
    assert_eq!(
        two.features[2].because.as_deref(),
        Some("its source does not fit")
    );

    let one = run(always(&json!([rewrite, request_header])), &get("/a?b=1"));
    assert_eq!(
        one.answer.rewritten.as_deref(),
        Some("/800001/shop/new/a?b=1")
    );
    assert_eq!(one.answer.request_headers.len(), 1);
}

#[test]
fn a_source_is_anchored_at_the_start_of_the_path_at_the_root() {
    let rewrite = |source: &str| {
        let feature = json!({"type":"feature.url.url-rewrite","source":source,"destination":"/800001/shop/x"});
        run(always(&json!([feature])), &get("/a"))
            .answer
            .rewritten
            .is_some()
    };
    assert!(rewrite("/800001/shop/a"));
    assert!(rewrite("/800001"));
    assert!(!rewrite("/shop/a"));
    assert!(!rewrite("x|/shop/a"));
}

#[test]
fn destinations_take_groups_and_variables() {
    let mut from = request("GET", "https://WWW.shop.example:8443/p/%61?q=1&r=a%20b");
    from.headers = vec![
        ("X-Name".to_owned(), "v\r\nSet-Cookie: x".to_owned()),
        ("Cookie".to_owned(), "a=1; sid=s 2".to_owned()),
    ];
    let location = |destination: &str| {
        let feature = json!({"type":"feature.url.url-redirect","code":"307","source":"/800001/shop/(p)/(.*)(z)?","destination":destination});
        run(always(&json!([feature])), &from)
            .answer
            .location
            .unwrap()
    };
    for (destination, expected) in [
        ("$0", "/800001/shop/p/a?q=1&r=a%20b"),
        ("/$2/$1/$3/", "/a?q=1&r=a%20b/p//"),
        (
            "%{scheme}://%{host}%{uri}?%{query_string}",
            "https://www.shop.example/p/%61?q=1&r=a%20b",
        ),
        ("/%{request_method}/%{arg_q}/%{arg_z}/", "/GET/1//"),
        ("/%{http_X-Name}", "/v%0D%0ASet-Cookie:%20x"),
        (
            "/%{http_x_name}/%{cookie_sid}",
            "/v%0D%0ASet-Cookie:%20x/s%202",
        ),
        ("/100%/$x", "/100%/$x"),
    ] {
        assert_eq!(location(destination), expected, "{destination}");
    }
}

#[test]
fn a_rewrite_stays_with_its_account() {
    let rewritten = |source: &str, destination: &str, target: &str| {
        let feature =
            json!({"type":"feature.url.url-rewrite","source":source,"destination":destination});
        let evaluation = run(always(&json!([feature])), &get(target));
        assert_eq!(evaluation.notes, []);
        evaluation.answer.rewritten
    };
    let outward = "/800001/shop(/.*)";
    assert_eq!(rewritten(outward, "$1", "/800002/shop/x"), None);
    assert_eq!(rewritten(outward, "/800001/..$1", "/800002/shop/x"), None);
    assert_eq!(
        rewritten(outward, "$1", "/800001/shop/x").as_deref(),
        Some("/800001/shop/x")
    );
    assert_eq!(rewritten("/800001/shop/(.*)", "$1", "/x"), None);
}
