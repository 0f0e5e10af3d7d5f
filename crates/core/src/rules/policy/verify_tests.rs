use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::id::AccountNumber;

fn account() -> AccountNumber {
    "0001".parse().unwrap()
}

fn findings(rules: &[String]) -> Vec<Finding> {
    verify(&account(), rules, &Capabilities::first_adapter())
}

#[track_caller]
fn finds(nodes: &Value, expected: &[(&str, &str)]) {
    let found = findings(&[nodes.to_string()]);
    let places: Vec<&str> = found.iter().map(|one| one.pointer.as_str()).collect();
    let wanted: Vec<String> = expected
        .iter()
        .map(|(place, _)| format!("/rules/0/matches{place}"))
        .collect();
    assert_eq!(places, wanted, "{found:#?}");
    for (finding, (_, part)) in found.iter().zip(expected) {
        assert!(finding.description.contains(part), "{finding:?} {part}");
    }
}

fn always(feature: &Value) -> Value {
    json!([{"type":"match.always","features":[feature]}])
}

/// A feature has these faults.
#[track_caller]
fn feature(feature: &Value, expected: &[(&str, &str)]) {
    let places: Vec<(String, &str)> = expected
        .iter()
        .map(|(place, part)| (format!("/0/features/0{place}"), *part))
        .collect();
    let places: Vec<(&str, &str)> = places
        .iter()
        .map(|(place, part)| (place.as_str(), *part))
        .collect();
    finds(&always(feature), &places);
}

#[test]
fn the_example_of_the_contract_can_be_locked() {
    let policy = read_new(include_bytes!("shop_front.json"), Form::Rulesv4).unwrap();
    let rules: Vec<String> = policy.rules.into_iter().map(|rule| rule.matches).collect();
    assert_eq!(findings(&rules), []);
}

/// The contract's example of an error (section 3).
#[test]
fn an_unknown_type_is_told_as_the_contract_shows() {
    let good = json!([{"type":"match.always"}]).to_string();
    let bad = json!([{"type":"match.request.request-colour.literal","value":"red"}]).to_string();
    assert_eq!(
        findings(&[good, bad]),
        [Finding {
            pointer: "/rules/1/matches/0/type".to_owned(),
            description: "Unknown match type match.request.request-colour.literal".to_owned(),
        }]
    );
}

#[test]
fn types_that_the_fleet_lacks() {
    let origin = json!([{"type":"match.origin.customer-origin.literal","value":"/800001/shop/"}]);
    finds(&origin, &[("/0/type", "data plane of this fleet")]);
    let rules = [origin.to_string()];
    assert_eq!(verify(&account(), &rules, &Capabilities::everything()), []);
    let few = Capabilities::of(["match.always"]);
    let rules = [always(&json!({"type":"feature.comment","value":"x"})).to_string()];
    let found = verify(&account(), &rules, &few);
    assert_eq!(found[0].pointer, "/rules/0/matches/0/features/0/type");
    assert!(Capabilities::first_adapter().has("select.first-match"));
    assert_eq!(Capabilities::first_adapter().types().count(), 29);
}

#[test]
fn all_findings_of_all_rules_at_once() {
    finds(
        &json!([
            {"type":"match.x","value":1,"features":[{"type":"feature.x"},{"value":2}],"matches":[{"type":"match.url.url-path.regex","value":"("}]},
            {"type":"match.always","value":"x","matches":7},
            3,
            {"type":"match.request.request-header.literal","value":"x","colour":1,"result":"no","ignore_case":"yes"},
        ]),
        &[
            ("/0/type", "match.x"),
            ("/0/features/0/type", "feature.x"),
            ("/0/features/1", "required"),
            ("/0/matches/0/value", "does not compile"),
            ("/1/value", "no attributes"),
            ("/1/matches", "list"),
            ("/2", "object"),
            ("/3/colour", "name, value, result, ignore-case"),
            ("/3/result", "match, nomatch"),
            ("/3/ignore_case", "true or false"),
            ("/3", "\"name\""),
        ],
    );
    let found = findings(&["{".to_owned(), "[]".to_owned(), "{}".to_owned()]);
    let places: Vec<&str> = found.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(
        places,
        ["/rules/0/matches", "/rules/1/matches", "/rules/2/matches"]
    );
}

#[test]
fn every_tolerated_form_can_be_locked() {
    finds(
        &json!([{"type":"match.url.url-path.literal","value":["/a","/b /c"],"ignore_case":"True","relative_to":"origin","encoded":"false","ordinal":1,"raw_value":"x",
            "features":[
                {"type":"feature.url.url-redirect","code":308,"source":"/(.*)","destination":"/$1"},
                {"type":"feature.caching.external-max-age","value":"30","units":"days"},
                {"type":"feature.caching.external-max-age","value":-1,"units":"days"},
                {"type":"feature.caching.external-max-age","units":"off"},
                {"type":"feature.caching.force-internal-max-age","value":1,"units":"hours","status":"200 404"},
                {"type":"feature.caching.compress-file-types","media_types":"text/css text/javascript"},
                {"type":"feature.headers.modify-client-response-header","action":"delete","name":"X-A"},
                {"type":"feature.access.deny-access","enabled":"False"},
            ]},
            {"type":"match.select.first-match","matches":[{"type":"match.request.edge-cname.literal","hostnames":"a.example B.example"}]},
            {"type":"match.request.request-header.literal","name":"A","value":"two words"}]),
        &[],
    );
}

#[test]
fn selects_have_nodes_and_no_features() {
    finds(
        &json!([
            {"type":"select.first-match"},
            {"type":"select.first-match","matches":[]},
            {"type":"select.first-match","value":"x","matches":[{"type":"match.always"}],"features":[{"type":"feature.comment","value":"x"}]},
            {"type":"select.first-match","matches":[{"type":"match.always"}],"features":[]},
        ]),
        &[
            ("/0", "at least one"),
            ("/1", "at least one"),
            ("/2/value", "no attributes"),
            ("/2/features", "no features"),
        ],
    );
}

#[test]
fn wrong_values_of_matches() {
    finds(
        &json!([
            {"type":"match.request.request-method.literal","value":"GET P(ST"},
            {"type":"match.request.request-scheme.literal","value":"ftp"},
            {"type":"match.request.request-header.literal","name":"a b","value":"x"},
            {"type":"match.request.client-ip-address.literal","value":"192.0.2.0/33 192.0.2 2001:db8::/32 10.0.0.1"},
            {"type":"match.request.edge-cname.literal","hostnames":["*.example"]},
            {"type":"match.url.url-path.wildcard","value":"'a"},
            {"type":"match.url.url-path.regex","value":["a","b"]},
            {"type":"match.url.url-path.regex","value":"a","relative-to":"origin"},
            {"type":"match.url.url-path.literal","value":""},
            {"type":"match.url.url-path.literal"},
            {"type":"match.url.url-query-parameter.literal","value":"x"},
        ]),
        &[
            ("/0/value", "P(ST"),
            ("/1/value", "ftp"),
            ("/2/name", "name of a header"),
            ("/3/value", "192.0.2.0/33"),
            ("/3/value", "\"192.0.2\""),
            ("/4/hostnames", "*.example"),
            ("/5/value", "not closed"),
            ("/6/value", "one pattern"),
            ("/7/relative-to", "no such attribute"),
            ("/8/value", "at least one word"),
            ("/9", "\"value\""),
            ("/10", "\"name\""),
        ],
    );
}

#[test]
fn wrong_values_of_features() {
    let redirect = |code: Value, source: &str, destination: &str| json!({"type":"feature.url.url-redirect","code":code,"source":source,"destination":destination});
    let expected = [("/code", "301, 302"), ("/source", "does not compile")];
    feature(&redirect(json!(300), "(", "/$1"), &expected);
    feature(
        &redirect(json!(301), "/(a)(b)", "/$2/$3"),
        &[("/destination", "$3")],
    );
    feature(
        &redirect(json!(301), "/", "%{user}/%{host"),
        &[("/destination", "%{user}"), ("/destination", "not closed")],
    );
    feature(&redirect(json!(301), "/", ""), &[("/destination", "empty")]);
    feature(
        &redirect(json!("301"), "/", "a\nb"),
        &[("/destination", "control")],
    );
    feature(
        &json!({"type":"feature.url.url-redirect"}),
        &[("", "code"), ("", "source"), ("", "destination")],
    );

    let rewrite = |destination: &str| json!({"type":"feature.url.url-rewrite","source":"/(.*)","destination":destination});
    feature(&rewrite("/800001/new/$1"), &[]);
    feature(&rewrite("/new/$1"), &[]);
    feature(
        &rewrite("/800002/shop/$1"),
        &[("/destination", "own sites")],
    );
    feature(
        &rewrite("https://a.example/"),
        &[("/destination", "begins with /")],
    );

    let age = |kind: &str, rest: Value| {
        let mut feature = rest;
        feature["type"] = format!("feature.caching.{kind}-max-age").into();
        feature
    };
    feature(
        &age("external", json!({"value":1.5,"units":"days"})),
        &[("/value", "whole number")],
    );
    feature(
        &age("external", json!({"value":30,"units":"years"})),
        &[("/units", "seconds")],
    );
    feature(
        &age("external", json!({"units":"days"})),
        &[("", "\"value\"")],
    );
    feature(
        &age("external", json!({"value":99999,"units":"days"})),
        &[("/value", "longer")],
    );
    feature(
        &age("external", json!({"value":i64::MIN,"units":"days"})),
        &[("/value", "longer")],
    );
    feature(
        &age("external", json!({"value":1,"units":"days","status":200})),
        &[("/status", "no such attribute")],
    );
    feature(
        &age("force-internal", json!({"value":-1,"units":"days"})),
        &[("/value", "negative")],
    );
    feature(
        &age(
            "default-internal",
            json!({"value":1,"units":"days","status":"200 7"}),
        ),
        &[("/status", "7")],
    );

    feature(
        &json!({"type":"feature.access.deny-access"}),
        &[("", "enabled")],
    );
    feature(
        &json!({"type":"feature.access.deny-access","enabled":1}),
        &[("/enabled", "true or false")],
    );
    feature(
        &json!({"type":"feature.caching.compress-file-types","media-types":["text/css css"]}),
        &[("/media-types", "\"css\"")],
    );
    feature(&json!({"type":"feature.comment"}), &[("", "value")]);
}

#[test]
fn reserved_and_invalid_headers() {
    let header = |side: &str, name: &str| json!({"type":format!("feature.headers.modify-client-{side}-header"),"action":"set","name":name,"value":"x"});
    for name in [
        "forwarded",
        "Host",
        "via",
        "warning",
        "X-Forwarded-For",
        "x-ec-debug",
    ] {
        feature(&header("request", name), &[("/name", "reserved")]);
    }
    for name in [
        "accept-encoding",
        "age",
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "Date",
        "server",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "vary",
        "via",
        "warning",
        "X-EC-Debug",
    ] {
        feature(&header("response", name), &[("/name", "reserved")]);
    }
    feature(&header("response", "Host"), &[]);
    feature(&header("request", "Date"), &[]);
    feature(&header("response", "X-Extra"), &[]);
    for name in ["", "a b", "a:", "ä", "a\r\n"] {
        feature(&header("response", name), &[("/name", "not the name")]);
    }
    let value = |action: &str, value: Value| {
        let mut edit = header("response", "X-A");
        edit["action"] = action.into();
        edit["value"] = value;
        edit
    };
    feature(
        &value("set", json!("a\r\nSet-Cookie: b")),
        &[("/value", "control")],
    );
    feature(&value("set", json!(null)), &[("/value", "string")]);
    feature(&value("add", json!("a")), &[("/action", "set, overwrite")]);
    feature(&value("append", json!("größe\t1")), &[]);
    let mut none = header("response", "X-A");
    none.as_object_mut().unwrap().remove("value");
    feature(&none, &[("", "\"value\"")]);
}

#[test]
fn patterns_that_cannot_be_run_within_the_budget_are_refused() {
    for pattern in [
        "(a+)+$",
        "(a|a)*b",
        "(.*a){20}",
        "(x+x+)+y",
        "(*LIMIT_MATCH=9)a",
        "(?R)",
    ] {
        let kinds = [
            json!({"type":"match.url.url-path.regex","value":pattern}),
            json!({"type":"match.request.request-header.regex","name":"a","value":pattern}),
        ];
        for kind in kinds {
            finds(&json!([kind]), &[("/0/value", "")]);
        }
        feature(
            &json!({"type":"feature.url.url-redirect","code":301,"source":pattern,"destination":"/x"}),
            &[("/source", "")],
        );
    }
}

/// What stands in many places is tried once.
#[test]
fn a_pattern_in_many_places_costs_no_more_than_in_one() {
    let node = json!({"type":"match.url.url-path.regex","value":"^/(.*)/(.*)/(.*)/x"});
    let nodes = vec![node; MOST_NODES];
    assert_eq!(findings(&[json!(nodes).to_string()]), []);
}

#[test]
fn of_very_many_findings_the_first_are_told() {
    let nodes: Vec<Value> = (0..1500).map(|_| json!({"type":"x"})).collect();
    assert_eq!(
        findings(&[json!(nodes).to_string()]).len(),
        MOST_FINDINGS + 1
    );
}

proptest! {
    #[test]
    fn any_text_is_verified(text in ".{0,80}", json in r#"[\[\]{}:,"a-z0-9.]{0,40}"#) {
        findings(&[text, json]);
    }

    #[test]
    fn any_attributes_are_verified(
        kind in prop::sample::select(Capabilities::everything().types().map(str::to_owned).collect::<Vec<_>>()),
        members in prop::collection::btree_map("value|name|result|code|source|destination|units|status|enabled|hostnames|action|media-types|ignore_case", value(), 0..5),
    ) {
        let mut node = json!(members);
        node["type"] = kind.clone().into();
        let nodes = if kind.starts_with("feature.") { always(&node) } else { json!([node]) };
        let rules = [nodes.to_string()];
        let found = findings(&rules);
        // What can be locked is understood in full when it is evaluated.
        if found.is_empty() {
            let compiled = Compiled::new(&account(), &rules);
            prop_assert_eq!(compiled.faults(), []);
        }
        for finding in found {
            let place = finding.pointer.strip_prefix("/rules/0/matches").unwrap();
            prop_assert!(nodes.pointer(place).is_some(), "{:?}", finding);
        }
    }

    #[test]
    fn what_can_be_locked_is_evaluated_within_the_budget(
        pattern in r"(\(|\)|[ab.]|\*|\+|\||\[ab\]|\?){1,10}",
        target in "/[ab!]{0,64}",
    ) {
        let rules = [json!([{"type":"match.url.url-path.regex","value":pattern}]).to_string()];
        if findings(&rules).is_empty() {
            let site = SiteView { account: account(), origin: None, hostnames: Vec::new() };
            let url = format!("http://a.example{target}");
            let client = [192, 0, 2, 1].into();
            let request = EdgeRequest::for_url("GET", &url, client).unwrap();
            prop_assert_eq!(evaluate(&site, &rules, &request).notes, []);
        }
    }
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        r"[a-c/.*()$%{} 0-9]{0,8}".prop_map(Value::from),
        prop::sample::select(vec![
            "set",
            "301",
            "days",
            "off",
            "http",
            "a.example",
            "192.0.2.1",
            "text/css",
            "nomatch"
        ])
        .prop_map(Value::from),
        prop::collection::vec("[a-c.]{0,3}", 0..3).prop_map(Value::from),
    ]
}
