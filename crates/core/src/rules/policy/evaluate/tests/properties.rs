//! What holds for any rules and any request.

use proptest::prelude::*;

use super::*;

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
