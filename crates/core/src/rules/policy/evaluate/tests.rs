use std::net::IpAddr;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{EditAction, Finding, HeaderEdit, read_new};
use super::*;

const SHOP_FRONT: &str = include_str!("../shop_front.json");

fn site() -> SiteView {
    SiteView {
        account: "0001".parse().unwrap(),
        origin: Some("shop".parse().unwrap()),
        hostnames: vec!["www.shop.example".parse().unwrap()],
    }
}

fn request(method: &str, url: &str) -> EdgeRequest {
    EdgeRequest::for_url(method, url, IpAddr::from([198, 51, 100, 7])).unwrap()
}

fn get(target: &str) -> EdgeRequest {
    request("GET", &format!("https://www.shop.example{target}"))
}

/// What the policy of the contract's example does.
fn shop_front(request: &EdgeRequest) -> Evaluation {
    let policy = read_new(SHOP_FRONT.as_bytes()).unwrap();
    let rules: Vec<String> = policy.rules.into_iter().map(|rule| rule.matches).collect();
    let compiled = Compiled::new(&site().account, &rules);
    assert_eq!(compiled.faults(), []);
    let evaluation = compiled.evaluate(&site(), request);
    let hsts = HeaderEdit {
        action: EditAction::Set,
        name: "Strict-Transport-Security".to_owned(),
        value: Some("max-age=31536000".to_owned()),
    };
    // Every answer carries this header, also our own.
    assert_eq!(evaluation.answer.response_headers, [hsts]);
    assert_eq!(evaluation.notes, []);
    evaluation
}

fn rules(nodes: Value) -> Vec<String> {
    match nodes {
        Value::Array(rules) => rules.iter().map(|rule| json!([rule]).to_string()).collect(),
        node => vec![json!([node]).to_string()],
    }
}

fn run(nodes: Value, request: &EdgeRequest) -> Evaluation {
    evaluate(&site(), &rules(nodes), request)
}

/// Whether a node of that type with these attributes is met.
fn meets(kind: &str, attributes: Value, request: &EdgeRequest) -> bool {
    let mut node = attributes;
    node["type"] = kind.into();
    let evaluation = run(node, request);
    assert_eq!(evaluation.notes, [], "{kind}");
    !evaluation.met.is_empty()
}

#[test]
fn example_1_http_is_redirected_to_https() {
    let evaluation = shop_front(&request("GET", "http://www.shop.example/a?x=1"));
    let answer = evaluation.answer;
    assert_eq!(answer.outcome, Outcome::Redirected);
    assert_eq!(answer.status, Some(301));
    assert_eq!(
        answer.location.as_deref(),
        Some("https://www.shop.example/a?x=1")
    );
    assert_eq!(answer.cache, CacheUse::default());
}

#[test]
fn example_2_admin_is_for_the_office_only() {
    let admin = "https://www.shop.example/admin/u";
    let outside = shop_front(&request("GET", admin));
    assert_eq!(outside.answer.outcome, Outcome::Denied);
    assert_eq!(outside.answer.status, Some(403));
    assert_eq!(
        outside.met[..2],
        ["/rules/1/matches/0", "/rules/1/matches/0/matches/0"]
    );
    for office in [
        IpAddr::from([192, 0, 2, 9]),
        "2001:db8::9".parse().unwrap(),
        "::ffff:192.0.2.9".parse().unwrap(),
    ] {
        let inside = EdgeRequest::for_url("GET", admin, office).unwrap();
        assert_eq!(
            shop_front(&inside).answer.outcome,
            Outcome::Served,
            "{office}"
        );
    }
    // Letter case is ignored, and neither escapes nor dot segments lead around it.
    for path in [
        "/ADMIN/u",
        "/%61dmin/u",
        "/x/../admin/u",
        "/x/%2E%2e/admin/./u",
    ] {
        assert_eq!(
            shop_front(&get(path)).answer.outcome,
            Outcome::Denied,
            "{path}"
        );
    }
}

#[test]
fn example_3_style_sheets_are_kept_for_thirty_days() {
    let evaluation = shop_front(&get("/m.css"));
    let cache = evaluation.answer.cache;
    assert_eq!(cache.cache_control.as_deref(), Some("max-age=2592000"));
    assert_eq!(cache.compressed, ["text/css", "text/javascript"]);
    assert!(!cache.bypassed);
    let select = "/rules/2/matches/0";
    let taken = format!("{select}/matches/1");
    assert_eq!(evaluation.met, [select, &taken, "/rules/3/matches/0"]);
    assert!(evaluation.features.iter().all(|feature| feature.in_force));
    let other = shop_front(&get("/m.css?v=2/x.html"));
    assert_eq!(
        other.answer.cache.cache_control.as_deref(),
        Some("max-age=2592000")
    );
    let page = shop_front(&get("/m.html"));
    assert_eq!(
        page.answer.cache.cache_control.as_deref(),
        Some("max-age=300")
    );
}

#[test]
fn example_4_a_post_is_not_cached() {
    let evaluation = shop_front(&request("POST", "https://www.shop.example/m.css"));
    assert!(evaluation.answer.cache.bypassed);
    assert_eq!(evaluation.answer.cache.cache_control, None);
    assert_eq!(evaluation.answer.outcome, Outcome::Served);
}

#[test]
fn example_5_every_answer_has_the_security_header() {
    for (method, url) in [
        ("GET", "http://www.shop.example/"),
        ("GET", "https://www.shop.example/admin/u"),
        ("POST", "https://www.shop.example/x"),
        ("GET", "https://www.shop.example/"),
    ] {
        shop_front(&request(method, url));
    }
}

#[test]
fn methods_and_schemes() {
    let method = "match.request.request-method.literal";
    for value in [json!("GET HEAD"), json!(["HEAD", "GET"])] {
        assert!(meets(method, json!({ "value": value }), &get("/")));
    }
    assert!(!meets(method, json!({"value":"POST"}), &get("/")));
    let scheme = "match.request.request-scheme.literal";
    assert!(meets(scheme, json!({"value":"https"}), &get("/")));
    assert!(!meets(scheme, json!({"value":"http"}), &get("/")));
}

#[test]
fn paths_at_the_root_and_at_the_origin() {
    let path = |form: &str, attributes: Value, target: &str| {
        meets(
            &format!("match.url.url-path.{form}"),
            attributes,
            &get(target),
        )
    };
    assert!(path("literal", json!({"value":"/800001/shop/a"}), "/a?x=1"));
    assert!(path("literal", json!({"value":"/b /800001/shop/a"}), "/a"));
    assert!(!path("literal", json!({"value":"/a"}), "/a"));
    assert!(path(
        "literal",
        json!({"value":"/a","relative-to":"origin"}),
        "/a"
    ));
    assert!(path(
        "literal",
        json!({"value":"/a","relative_to":"origin"}),
        "/a"
    ));
    assert!(!path(
        "literal",
        json!({"value":"/A","relative-to":"origin"}),
        "/a"
    ));
    assert!(path(
        "literal",
        json!({"value":"/A","relative-to":"origin","ignore-case":"True"}),
        "/a"
    ));
    assert!(path("wildcard", json!({"value":"*/shop/a* x"}), "/ab"));
    assert!(!path("wildcard", json!({"value":"/800001/shop/*"}), "/"));
    assert!(path("regex", json!({"value":"^/800001/shop/[ab]$"}), "/a"));
    assert!(path(
        "regex",
        json!({"value":"/A$","ignore_case":true}),
        "/a"
    ));
    assert!(!path(
        "regex",
        json!({"value":"a","result":"nomatch"}),
        "/a"
    ));
    assert!(path(
        "regex",
        json!({"value":"x=1","result":"nomatch"}),
        "/a?x=1"
    ));
    // As the client sent it, or as it is compared.
    for (value, encoded, target, met) in [
        ("/%61", true, "/%61", true),
        ("/a", true, "/%61", false),
        ("/a", false, "/%61", true),
        ("/a", false, "/b/../a", true),
        ("/b/../a", true, "/b/../a", true),
        ("/a%2Fb", false, "/a%2Fb", true),
    ] {
        let attributes = json!({"value":value,"relative-to":"origin","encoded":encoded});
        assert_eq!(
            path("literal", attributes, target),
            met,
            "{value} {encoded} {target}"
        );
    }
    let mut bare = site();
    bare.origin = None;
    for place in ["root", "origin"] {
        let node = json!({"type":"match.url.url-path.literal","value":"/a","relative-to":place});
        assert_eq!(
            evaluate(&bare, &rules(node), &get("/a")).met.len(),
            1,
            "{place}"
        );
    }
    let mut other = site();
    other.account = "00c1b6".parse().unwrap();
    for value in ["/8000c1b6/shop/a", "/8000C1B6/shop/a"] {
        for form in ["literal", "wildcard", "regex"] {
            let node = json!({"type":format!("match.url.url-path.{form}"),"value":value});
            assert_eq!(
                evaluate(&other, &rules(node), &get("/a")).met.len(),
                1,
                "{form} {value}"
            );
        }
    }
}

#[test]
fn headers_are_present_and_fit_or_nomatch() {
    let mut with = get("/");
    with.headers = vec![
        ("user-agent".to_owned(), "Test (X 1)".to_owned()),
        ("A".to_owned(), "1".to_owned()),
        ("a".to_owned(), "2".to_owned()),
    ];
    let header = |form: &str, attributes: Value, request: &EdgeRequest| {
        meets(
            &format!("match.request.request-header.{form}"),
            attributes,
            request,
        )
    };
    assert!(header(
        "literal",
        json!({"name":"User-Agent","value":"Test (X 1)"}),
        &with
    ));
    assert!(!header(
        "literal",
        json!({"name":"User-Agent","value":"Test"}),
        &with
    ));
    assert!(header(
        "literal",
        json!({"name":"User-Agent","value":["x","test (x 1)"],"ignore-case":true}),
        &with
    ));
    assert!(header(
        "wildcard",
        json!({"name":"User-Agent","value":"Test*"}),
        &with
    ));
    assert!(header(
        "wildcard",
        json!({"name":"User-Agent","value":"'Test (X '*"}),
        &with
    ));
    assert!(header(
        "regex",
        json!({"name":"user-agent","value":r"X \d"}),
        &with
    ));
    assert!(header("literal", json!({"name":"a","value":"2"}), &with));
    assert!(header(
        "literal",
        json!({"name":"host","value":"www.shop.example"}),
        &with
    ));
    // Without the header nothing fits, and `nomatch` is met.
    assert!(!header(
        "regex",
        json!({"name":"cookie","value":".*"}),
        &with
    ));
    assert!(header(
        "regex",
        json!({"name":"cookie","value":".*","result":"nomatch"}),
        &with
    ));
    assert!(!header(
        "literal",
        json!({"name":"a","value":"2","result":"nomatch"}),
        &with
    ));
}

#[test]
fn queries_and_their_parameters() {
    let query = |kind: &str, attributes: Value, target: &str| {
        meets(&format!("match.url.url-{kind}"), attributes, &get(target))
    };
    assert!(query("query.literal", json!({"value":"a=1&b"}), "/?a=1&b"));
    assert!(query("query.wildcard", json!({"value":"*&b"}), "/?a=1&b"));
    assert!(query("query.regex", json!({"value":"(^|&)b"}), "/?a=1&b"));
    assert!(query("query.regex", json!({"value":"^$"}), "/"));
    assert!(query(
        "query.wildcard",
        json!({"value":"*","result":"nomatch"}),
        "/"
    ));
    assert!(query(
        "query-parameter.literal",
        json!({"name":"a","value":"1"}),
        "/?a=1&b"
    ));
    assert!(query(
        "query-parameter.wildcard",
        json!({"name":"a","value":"1 2"}),
        "/?a=2"
    ));
    assert!(!query(
        "query-parameter.regex",
        json!({"name":"a","value":".*"}),
        "/?b=1"
    ));
    assert!(query(
        "query-parameter.regex",
        json!({"name":"a","value":".*","result":"nomatch"}),
        "/?b=1"
    ));
}

#[test]
fn addresses_and_host_names() {
    let address = "match.request.client-ip-address.literal";
    for (value, result, met) in [
        ("198.51.100.7", "match", true),
        ("198.51.100.0/24", "match", true),
        ("198.51.100.9/24", "match", true),
        ("192.0.2.0/24 2001:db8::/32", "match", false),
        ("192.0.2.0/24 2001:db8::/32", "nomatch", true),
        ("0.0.0.0/0", "nomatch", false),
    ] {
        let attributes = json!({"value":value,"result":result});
        assert_eq!(meets(address, attributes, &get("/")), met, "{value}");
    }
    let cname = "match.request.edge-cname.literal";
    for hostnames in [
        json!("a.example WWW.shop.example"),
        json!(["www.shop.example"]),
    ] {
        assert!(meets(cname, json!({ "hostnames": hostnames }), &get("/")));
    }
    let port = request("GET", "https://WWW.shop.example:8443/");
    assert!(meets(cname, json!({"hostnames":"www.shop.example"}), &port));
    assert!(!meets(cname, json!({"hostnames":"shop.example"}), &port));
    let origin = "match.origin.customer-origin.literal";
    assert!(meets(origin, json!({"value":"/800001/shop/"}), &get("/")));
    assert!(!meets(origin, json!({"value":"/800001/sho/"}), &get("/")));
}

fn comment(value: &str) -> Value {
    json!({"type":"feature.comment","value":value})
}

fn path(value: &str, rest: &Value) -> Value {
    let mut node =
        json!({"type":"match.url.url-path.wildcard","value":value,"relative-to":"origin"});
    for (key, value) in rest.as_object().unwrap() {
        node[key] = value.clone();
    }
    node
}

#[test]
fn a_select_applies_the_first_child_that_is_taken() {
    let select = json!({"type":"select.first-match","matches":[
        // Its condition holds, but nothing in it is taken.
        path("/a*", &json!({"matches":[path("*.css", &json!({"features":[comment("css")]}))]})),
        // A select within, of which nothing is taken.
        {"type":"select.first-match","matches":[path("/b*", &json!({"features":[comment("b")]}))]},
        // Its own features make it taken, whatever is in it.
        path("/ax*", &json!({"features":[comment("own")],"matches":[path("*.js", &json!({"features":[comment("js")]}))]})),
        // Neither features nor nodes: taken, and nothing happens.
        path("/ay*", &json!({})),
        {"type":"match.always","features":[comment("rest")]},
    ]});
    let met = |target: &str| {
        let met = run(select.clone(), &get(target)).met;
        met.iter()
            .map(|one| {
                one.replace("/rules/0/matches/0", "")
                    .replace("/matches/", ".")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(met("/a.css"), ["", ".0", ".0.0"]);
    assert_eq!(met("/b1"), ["", ".1", ".1.0"]);
    assert_eq!(met("/ax.js"), ["", ".2", ".2.0"]);
    assert_eq!(met("/ax.html"), ["", ".2"]);
    assert_eq!(met("/ay1"), ["", ".3"]);
    assert_eq!(met("/z"), ["", ".4"]);
    let none = json!({"type":"select.first-match","matches":[path("/x*", &json!({}))]});
    assert_eq!(run(none, &get("/")).met, [""; 0]);
}

#[test]
fn siblings_are_independent_and_nesting_is_and() {
    let nodes = json!({"type":"match.always","matches":[
        path("/a*", &json!({"features":[comment("1")]})),
        path("/ab*", &json!({"matches":[path("*c", &json!({"features":[comment("2")]}))]})),
    ]});
    let met = |target: &str| run(nodes.clone(), &get(target)).features.len();
    assert_eq!(
        (met("/x"), met("/ax"), met("/abx"), met("/abc")),
        (0, 1, 1, 2)
    );
}

fn always(features: &Value) -> Value {
    json!({"type":"match.always","features":features})
}

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

#[test]
fn what_is_not_understood_is_said_and_not_met() {
    let evaluation = run(
        json!([
            {"type":"match.request.request-colour.literal","value":"red","features":[comment("1")]},
            {"type":"match.url.url-path.regex","value":"(","features":[comment("2")]},
            always(&json!([{"type":"feature.optimize.x"}, comment("3")])),
        ]),
        &get("/"),
    );
    assert_eq!(evaluation.met, ["/rules/2/matches/0"]);
    let pointers: Vec<&str> = evaluation
        .notes
        .iter()
        .map(|note| note.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/rules/0/matches/0/type",
            "/rules/1/matches/0/value",
            "/rules/2/matches/0/features/0/type"
        ]
    );
    assert!(!evaluation.features[0].in_force && evaluation.features[1].in_force);
}

#[test]
fn a_pattern_that_runs_out_of_steps_counts_as_not_met_and_is_said() {
    let slow = |result: &str| json!({"type":"match.url.url-path.regex","value":"(a+)+$","result":result,"features":[comment("1")]});
    let target = format!("/{}!", "a".repeat(200));
    for result in ["match", "nomatch"] {
        let evaluation = run(slow(result), &get(&target));
        assert_eq!(evaluation.met, [""; 0]);
        let said = Finding {
            pointer: "/rules/0/matches/0".to_owned(),
            description: "A pattern ran out of steps on this request and counts as not met."
                .to_owned(),
        };
        assert_eq!(evaluation.notes, [said]);
    }
    let source = json!({"type":"feature.url.url-redirect","code":301,"source":"/800001/shop/(a+)+$","destination":"/x"});
    let evaluation = run(always(&json!([source])), &get(&target));
    assert_eq!(evaluation.answer.outcome, Outcome::Served);
    assert_eq!(evaluation.notes[0].pointer, "/rules/0/matches/0/features/0");
}

/// Nodes of all kinds, most of them good.
fn node() -> impl Strategy<Value = Value> {
    let text = r"[ab/.*+()$ ]{1,6}";
    let leaf = prop_oneof![
        Just(json!({"type":"match.always"})),
        (text, any::<bool>()).prop_map(|(value, case)| json!({"type":"match.url.url-path.regex","value":value,"ignore-case":case})),
        (text, any::<bool>()).prop_map(|(value, case)| json!({"type":"match.url.url-path.wildcard","value":value,"relative-to":"origin","encoded":case})),
        text.prop_map(|value| json!({"type":"match.request.request-header.literal","name":"a","value":value,"result":"nomatch"})),
        text.prop_map(|value| json!({"type":"match.url.url-query.regex","value":value})),
    ];
    let feature = prop_oneof![
        any::<bool>().prop_map(|enabled| json!({"type":"feature.access.deny-access","enabled":enabled})),
        (text, text).prop_map(|(source, destination)| json!({"type":"feature.url.url-redirect","code":301,"source":source,"destination":destination})),
        (text, text).prop_map(|(source, destination)| json!({"type":"feature.url.url-rewrite","source":source,"destination":destination})),
        any::<i8>().prop_map(|value| json!({"type":"feature.caching.external-max-age","value":value,"units":"days"})),
    ];
    let leaf = (leaf, prop::collection::vec(feature, 0..3)).prop_map(|(mut node, features)| {
        node["features"] = features.into();
        node
    });
    leaf.prop_recursive(4, 12, 3, |inner| {
        (prop::collection::vec(inner, 0..3), any::<bool>()).prop_map(|(inner, select)| {
            let kind = if select {
                "select.first-match"
            } else {
                "match.always"
            };
            json!({"type":kind,"matches":inner})
        })
    })
}

proptest! {
    #[test]
    fn any_rules_and_any_request_come_to_an_end(
        nodes in prop::collection::vec(node(), 0..4),
        target in r"/[ab./%?&=2eE]{0,40}",
        header in ".{0,8}",
    ) {
        let rules: Vec<String> = nodes.iter().map(|node| json!([node]).to_string()).collect();
        let mut request = get(&target);
        request.headers.push(("a".to_owned(), header));
        let evaluation = evaluate(&site(), &rules, &request);
        // The answer follows from what is in force, and an edge never answers with a line feed in a header.
        let denies = evaluation.features.iter().any(|one| one.in_force && one.kind.contains("deny"));
        prop_assert!(denies || evaluation.answer.outcome != Outcome::Denied);
        if let Some(location) = &evaluation.answer.location {
            prop_assert!(location.bytes().all(|byte| byte.is_ascii_graphic()));
        }
        prop_assert_eq!(evaluate(&site(), &rules, &request), evaluation);
    }

    #[test]
    fn any_text_is_evaluated(text in ".{0,60}", target in ".{0,20}") {
        let mut request = get("/");
        request.target = target;
        evaluate(&site(), &[text], &request);
    }
}
