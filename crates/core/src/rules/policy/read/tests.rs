use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{DEEPEST, Finding, MOST_NODES, MOST_RULES};
use super::*;
use crate::{
    id::{PolicyId, RuleId},
    model::{Platform, PolicyState},
};

const EXAMPLE: &str = include_str!("../shop_front.json").trim_ascii_end();

fn with_nodes(nodes: &str) -> String {
    format!(
        r#"{{"name":"n","state":"draft","platform":"adn","rules":[{{"description":"d","matches":{nodes}}}]}}"#
    )
}

/// What is kept of the nodes of a rule.
#[track_caller]
fn kept(nodes: &str) -> String {
    let mut policy = read_new(with_nodes(nodes).as_bytes(), Form::Rulesv4).unwrap();
    policy.rules.remove(0).matches
}

#[track_caller]
fn refused(body: &str, expected: &[(&str, &str)]) {
    found(
        &read_new(body.as_bytes(), Form::Rulesv4).unwrap_err(),
        expected,
    );
}

#[track_caller]
fn found(findings: &[Finding], expected: &[(&str, &str)]) {
    let pointers: Vec<&str> = findings.iter().map(|one| one.pointer.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|(pointer, _)| *pointer).collect();
    assert_eq!(pointers, wanted, "{findings:?}");
    for (finding, (_, part)) in findings.iter().zip(expected) {
        assert!(finding.description.contains(part), "{finding:?}");
    }
}

#[test]
fn the_example_of_the_contract() {
    let policy = read_new(EXAMPLE.as_bytes(), Form::Rulesv4).unwrap();
    assert_eq!(policy.name, "shop front v7");
    assert_eq!(policy.description.as_deref(), Some(""));
    assert_eq!(policy.state, PolicyState::Locked);
    assert_eq!(policy.platform, Platform::HttpLarge);
    let sent: Value = serde_json::from_str(EXAMPLE).unwrap();
    for (rule, sent) in policy.rules.iter().zip(sent["rules"].as_array().unwrap()) {
        assert_eq!(rule.description.as_deref(), sent["description"].as_str());
        assert_eq!(rule.matches, sent["matches"].to_string());
    }
    assert_eq!(policy.rules.len(), 4);
}

#[test]
fn values_keep_their_text_and_members_their_order() {
    let nodes = r#"[{"z":1.50,"type":"match.always","a":1E400,"u":"\u00e9\/","ignore_case":"True","o":{"ordinal":1, "raw_x":[ 2 ]},"features":[{"x":null,"type":"feature.comment"}]}]"#;
    assert_eq!(kept(nodes), nodes);
    assert_eq!(
        kept("[ { \"type\" : \"match.always\" ,\n\t\"matches\" : [ ] } ]"),
        r#"[{"type":"match.always","matches":[]}]"#
    );
}

#[test]
fn first_match_is_kept_by_its_one_name() {
    assert_eq!(
        kept(
            r#"[{"type":"match.select.first-match","matches":[{"type":"match.select\u002efirst-match"}],"features":[{"type":"feature.x","value":"match.select.first-match"}]}]"#
        ),
        r#"[{"type":"select.first-match","matches":[{"type":"select.first-match"}],"features":[{"type":"feature.x","value":"match.select.first-match"}]}]"#
    );
}

/// What a GET shows can be posted again, and so can what the vendor shows.
#[test]
fn keys_of_the_server_are_dropped_at_every_level() {
    let body = r#"{"@id":"/rules-engine/v1.1/policies/4409533","@type":"Policy","id":"4409533","name":"n","description":"d","policy_type":"customer","state":"draft","platform":"adn",
        "created_at":"2021-04-15T11:59:58Z","updated_at":"2021-04-15T11:59:58Z","@links":{},"history":[{"id":1}],"raw_rules":1,
        "rules":[{"@id":"/rules-engine/v1.1/policies/4409533/rules/1","@type":"Rule","id":"x","ordinal":1,"name":"r","description":"d","created_at":"","updated_at":null,
        "matches":[{"ordinal":1,"type":"match.always","raw_value":"x","features":[{"ordinal":1,"raw_source":1,"raw_destination":2,"type":"feature.comment","value":"v","raw_value":[]}]}]}]}"#;
    let policy = read_new(body.as_bytes(), Form::Rulesv4).unwrap();
    assert_eq!(
        policy.rules,
        [NewRule {
            id: None,
            name: Some("r".to_owned()),
            description: Some("d".to_owned()),
            matches:
                r#"[{"type":"match.always","features":[{"type":"feature.comment","value":"v"}]}]"#
                    .to_owned(),
        }]
    );
}

#[test]
fn everything_that_is_wrong_is_found_at_once() {
    refused(
        r#"{"name":"","description":null,"state":"open","platform":7,"colour":"red","state":"draft","@type":1,
            "rules":[{"matches":[{"type":"feature.x"},{"value":1},3,{"type":"match.always","a-b":1,"a_b":2,"features":{}}]},{"matches":[],"name":2,"weight":1},{"description":"d"},[]]}"#,
        &[
            ("/name", "1 to 50"),
            ("/description", "string"),
            ("/state", "draft, locked"),
            ("/platform", "string"),
            ("/colour", "no such key"),
            ("/state", "twice"),
            ("/@type", "string"),
            ("/rules/0/matches/0/type", "begins with"),
            ("/rules/0/matches/1", "required"),
            ("/rules/0/matches/2", "object"),
            ("/rules/0/matches/3/a_b", "twice"),
            ("/rules/0/matches/3/features", "list"),
            ("/rules/1/matches", "at least one"),
            ("/rules/1/name", "string"),
            ("/rules/1/weight", "no such key"),
            ("/rules/2", "required"),
            ("/rules/3", "object"),
        ],
    );
}

#[test]
fn what_is_no_json_object_is_told() {
    for (body, part) in [
        (&b""[..], "not JSON"),
        (b"{", "not JSON"),
        (b"{} {}", "not JSON"),
        (b"\xff", "not JSON"),
        (br#"{"name":"\ud800"}"#, "string"),
        (b"[]", "object"),
        (b"7", "object"),
        (b"null", "object"),
        (br#""x""#, "object"),
    ] {
        let findings = read_new(body, Form::Rulesv4).unwrap_err();
        assert!(findings[0].description.contains(part), "{findings:?}");
        if part != "string" {
            found(&findings, &[("", part)]);
        }
    }
    let marked = format!("\u{feff}{EXAMPLE}");
    assert!(read_new(marked.as_bytes(), Form::Rulesv4).is_ok());
}

#[test]
fn lists_that_are_none_and_rules_that_are_missing() {
    let body =
        |rules: &str| format!(r#"{{"name":"n","state":"draft","platform":"adn","rules":{rules}}}"#);
    refused(&body("[]"), &[("/rules", "at least one")]);
    for rules in ["{}", "null", "\"[]\"", "1", "-1", "1.5", "true"] {
        refused(&body(rules), &[("/rules", "list of rules")]);
    }
    refused(
        r#"{"name":"n\u0000","state":"draft","platform":"adn","rules":[{"matches":7}]}"#,
        &[("/name", "U+0000"), ("/rules/0/matches", "list of nodes")],
    );
}

#[test]
fn of_an_empty_object_everything_is_missing() {
    let required = ["name", "state", "platform", "rules"].map(|name| ("", name));
    refused("{}", &required);
    assert_eq!(
        read_patch(b"{}", Form::Rulesv4).unwrap(),
        PolicyPatch::default()
    );
}

#[test]
fn a_patch_changes_only_what_it_names() {
    let body = r#"{"id":"4409533","@type":"policy-update","description":"",
        "rules":[{"id":33753446,"matches":[{"type":"match.always"}]},{"id":"33753447","matches":[{"type":"match.always"}]},{"matches":[{"type":"match.always"}]}]}"#;
    let patch = read_patch(body.as_bytes(), Form::Rulesv4).unwrap();
    assert_eq!(patch.id, Some(PolicyId(4_409_533)));
    assert_eq!(
        (patch.name, patch.state, patch.platform),
        (None, None, None)
    );
    assert_eq!(patch.description.as_deref(), Some(""));
    let rules = patch.rules.unwrap();
    let ids: Vec<Option<RuleId>> = rules.iter().map(|rule| rule.id).collect();
    assert_eq!(
        ids,
        [Some(RuleId(33_753_446)), Some(RuleId(33_753_447)), None]
    );

    let bad = r#"{"id":-1,"name":null,"rules":[{"id":1.0,"matches":[{"type":"match.always"}]},{"id":5,"matches":[{"type":"match.always"}]},{"id":"5","matches":[{"type":"match.always"}]}]}"#;
    found(
        &read_patch(bad.as_bytes(), Form::Rulesv4).unwrap_err(),
        &[
            ("/id", "positive integer"),
            ("/name", "string"),
            ("/rules/0/id", "positive integer"),
            ("/rules/2/id", "already"),
        ],
    );
}

/// What the native API shows can be sent back to it.
#[test]
fn the_native_form_takes_null_for_nothing_and_says_whose_it_is_elsewhere() {
    let body = r#"{"id":"7","account_id":"5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d06","name":"n","description":null,"state":"draft",
        "platform":"adn","created_at":"2021-11-08T08:00:00Z","history":[],
        "rules":[{"id":"5","name":null,"description":null,"matches":[{"type":"match.always"}]}]}"#;
    let new = read_new(body.as_bytes(), Form::Native).unwrap();
    assert_eq!((new.name.as_str(), new.description), ("n", None));
    assert_eq!((new.rules[0].id, new.rules[0].name.as_ref()), (None, None));
    let patch = read_patch(body.as_bytes(), Form::Native).unwrap();
    assert_eq!(patch.id, Some(PolicyId(7)));
    assert_eq!(patch.rules.unwrap()[0].id, Some(RuleId(5)));
    found(
        &read_new(body.as_bytes(), Form::Rulesv4).unwrap_err(),
        &[
            ("/account_id", "no such key"),
            ("/description", "string"),
            ("/rules/0/name", "string"),
            ("/rules/0/description", "string"),
        ],
    );
    found(
        &read_new(br#"{"name":null,"account_id":7}"#, Form::Native).unwrap_err(),
        &[("", "name"), ("", "state"), ("", "platform"), ("", "rules")],
    );
    // Only where a value may be missing; and nobody reads the account of a rule.
    let nulls = r#"{"name":"n","state":"draft","platform":"adn","rules":[{"account_id":1,"matches":null}]}"#;
    found(
        &read_new(nulls.as_bytes(), Form::Native).unwrap_err(),
        &[
            ("/rules/0/account_id", "no such key"),
            ("/rules/0/matches", "list"),
        ],
    );
}

#[test]
fn a_policy_has_so_many_rules_and_nodes() {
    let rule = r#"{"matches":[{"type":"match.always"}]}"#;
    let rules = |count| {
        let rules = vec![rule; count].join(",");
        format!(r#"{{"name":"n","state":"draft","platform":"adn","rules":[{rules}]}}"#)
    };
    assert!(read_new(rules(MOST_RULES).as_bytes(), Form::Rulesv4).is_ok());
    refused(&rules(MOST_RULES + 1), &[("/rules", "1000 rules")]);

    let nodes = |count| {
        let features = vec![r#"{"type":"feature.comment"}"#; count].join(",");
        with_nodes(&format!(
            r#"[{{"type":"match.always","features":[{features}]}}]"#
        ))
    };
    assert!(read_new(nodes(MOST_NODES - 1).as_bytes(), Form::Rulesv4).is_ok());
    let place = format!("/rules/0/matches/0/features/{}", MOST_NODES - 1);
    refused(&nodes(MOST_NODES), &[(&place, "20000 nodes")]);
    refused(&nodes(MOST_NODES + 100), &[(&place, "20000 nodes")]);
}

#[test]
fn an_object_has_so_many_keys() {
    let keys = |count| {
        let keys = (0..count).map(|key| format!(r#","k{key}":1"#));
        keys.collect::<Vec<_>>().concat()
    };
    let node = |count| format!(r#"[{{"type":"match.always"{}}}]"#, keys(count));
    assert_eq!(kept(&node(255)), node(255));
    let place = "/rules/0/matches/0";
    refused(&with_nodes(&node(256)), &[(place, "256 keys")]);
    refused(&with_nodes(&node(3000)), &[(place, "256 keys")]);
}

fn nested(depth: usize) -> String {
    let begin = r#"[{"type":"match.always","matches":"#.repeat(depth - 1);
    format!(
        r#"{begin}[{{"type":"match.always"}}]{}"#,
        "}]".repeat(depth - 1)
    )
}

#[test]
fn nodes_are_nested_so_deep_and_no_depth_overflows_the_stack() {
    assert_eq!(kept(&nested(DEEPEST)), nested(DEEPEST));
    let place = format!("/rules/0{}", "/matches/0".repeat(DEEPEST + 1));
    for depth in [DEEPEST + 1, DEEPEST + 2, 200_000] {
        refused(&with_nodes(&nested(depth)), &[(&place, "32 deep")]);
    }
    let hostile = "[".repeat(1_000_000);
    let value = format!(
        r#"[{{"type":"match.always","v":{hostile}{}}}]"#,
        "]".repeat(1_000_000)
    );
    refused(&with_nodes(&value), &[("/rules/0/matches/0/v", "32 deep")]);
    for hostile in [
        hostile.clone(),
        with_nodes(&hostile),
        format!(r#"{{"name":{hostile}"#),
        format!(r#"{{"@links":{hostile}"#),
        r#"{"rules":"#.repeat(100_000),
    ] {
        assert!(read_new(hostile.as_bytes(), Form::Rulesv4).is_err());
    }
}

#[test]
fn an_escape_that_is_no_character_is_found() {
    let nodes = r#"[{"type":"match.always","value":"a\ud800b"}]"#;
    refused(
        &with_nodes(nodes),
        &[("/rules/0/matches/0/value", "escape")],
    );
}

/// Any JSON value that a reader keeps exactly.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_@-]{0,6}", inner, 0..4)
                .prop_map(|members| json!(members)),
        ]
    })
}

/// The nodes of a rule as a client might send them, with some keys of the server.
fn nodes() -> impl Strategy<Value = Value> {
    let attributes = || prop::collection::btree_map("[a-z]{1,5}", value(), 0..3);
    let feature = (attributes(), "[a-z.-]{0,8}").prop_map(|(mut members, name)| {
        members.insert("type".to_owned(), format!("feature.{name}").into());
        json!(members)
    });
    let features = prop::collection::vec(feature, 0..3);
    let leaf =
        (attributes(), features, any::<bool>()).prop_map(|(mut members, features, ordinal)| {
            members.insert("features".to_owned(), features.into());
            members.insert("type".to_owned(), "match.always".into());
            if ordinal {
                members.insert("ordinal".to_owned(), 7.into());
            }
            json!(members)
        });
    let node = leaf.prop_recursive(5, 16, 3, move |inner| {
        (attributes(), prop::collection::vec(inner, 0..3)).prop_map(|(mut members, inner)| {
            members.insert("type".to_owned(), "select.first-match".into());
            members.insert("matches".to_owned(), inner.into());
            json!(members)
        })
    });
    prop::collection::vec(node, 1..4).prop_map(Value::from)
}

fn without_ordinals(mut node: Value) -> Value {
    if let Some(members) = node.as_object_mut() {
        members.remove("ordinal");
        if let Some(nested) = members.get_mut("matches") {
            *nested = nested
                .as_array()
                .unwrap()
                .iter()
                .cloned()
                .map(without_ordinals)
                .collect();
        }
    }
    node
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (read_new(&bytes, Form::Rulesv4), read_patch(&bytes, Form::Rulesv4));
    }

    #[test]
    fn any_json_is_read(value in value()) {
        let text = value.to_string();
        let _ = (read_new(text.as_bytes(), Form::Rulesv4), read_patch(text.as_bytes(), Form::Rulesv4));
        let _ = read_new(with_nodes(&text).as_bytes(), Form::Rulesv4);
        let _ = read_new(format!(r#"{{"rules":{text}}}"#).as_bytes(), Form::Rulesv4);
    }

    #[test]
    fn a_body_that_was_cut_or_changed_is_read(at in 0..EXAMPLE.len(), byte in any::<u8>()) {
        let mut body = EXAMPLE.as_bytes().to_vec();
        body[at] = byte;
        let _ = read_new(&body, Form::Rulesv4);
        body.truncate(at);
        prop_assert!(read_new(&body, Form::Rulesv4).is_err());
    }

    #[test]
    fn nodes_come_back_as_they_were_sent(nodes in nodes()) {
        let kept: Value = serde_json::from_str(&kept(&nodes.to_string())).unwrap();
        let nodes = nodes.as_array().unwrap().iter().cloned().map(without_ordinals);
        prop_assert_eq!(kept, nodes.collect::<Value>());
    }
}
