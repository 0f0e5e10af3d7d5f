//! Filters and orders, on every list.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{RESOURCES, World};

fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    })
}

async fn filtered(world: &World, list: &str, filter: &str, column: &str) -> Vec<String> {
    let answer = world
        .get(&format!("{list}?page_size=500&filter={}", encoded(filter)))
        .await;
    answer.column(column)
}

#[tokio::test]
async fn filters_keep_what_satisfies_all_comparisons() {
    let world = World::new().await;
    let kinds = filtered(
        &world,
        "organizations",
        "kind = customer AND status = active",
        "kind",
    )
    .await;
    assert!(
        !kinds.is_empty() && kinds.iter().all(|kind| kind == "customer"),
        "{kinds:?}"
    );
    let all = world.get("customers?page_size=500").await.column("name");
    let initial: String = all[0].chars().take(3).collect();
    let begun = filtered(
        &world,
        "customers",
        &format!("name : \"{}*\"", initial.to_lowercase()),
        "name",
    )
    .await;
    let expected: Vec<_> = all
        .iter()
        .filter(|name| name.to_lowercase().starts_with(&initial.to_lowercase()))
        .cloned()
        .collect();
    assert_eq!(begun, expected);
    let some = filtered(&world, "pops", "position >= 2 AND position < 5", "position").await;
    assert_eq!(some, ["2", "3", "4"]);
    let named = filtered(&world, "deploy-requests", "id IN (123456, 123450)", "id").await;
    assert_eq!(named.len(), 2);
    let late = filtered(&world, "events", "at > 2999-01-01T00:00:00Z", "id").await;
    assert!(late.is_empty());
    let early = filtered(&world, "events", "at < 2999-01-01T00:00:00Z", "id").await;
    assert_eq!(early, world.get("events?page_size=500").await.column("id"));
}

#[tokio::test]
async fn orders_are_kept_and_turned_round() {
    let world = World::new().await;
    let up = world
        .get("customers?order_by=name&page_size=500")
        .await
        .column("name");
    let mut sorted = up.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(up, sorted);
    let mut down = world
        .get("customers?order_by=name%20desc&page_size=500")
        .await
        .column("name");
    down.reverse();
    assert_eq!(up, down);
    let by_two = world
        .get("pops?order_by=region,place%20desc&page_size=500")
        .await;
    let pairs: Vec<(String, String)> = by_two
        .column("region")
        .into_iter()
        .zip(by_two.column("place"))
        .collect();
    assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0 || (pair[0].0 == pair[1].0 && pair[0].1 >= pair[1].1)));
}

#[tokio::test]
async fn every_list_refuses_what_it_does_not_know_and_says_what_it_knows() {
    let world = World::new().await;
    for (list, _) in RESOURCES {
        let answer = world
            .get(&format!(
                "{list}?filter=nme%20%3D%201&order_by=size&page_size=0&page_token="
            ))
            .await;
        answer.is_problem(400, "invalid-parameter");
        let json = answer.json();
        let errors = json["errors"].as_array().unwrap();
        let parameters: Vec<_> = errors
            .iter()
            .map(|error| error["parameter"].as_str().unwrap())
            .collect();
        assert_eq!(parameters, ["page_size", "filter", "order_by"], "{list}");
        assert_eq!(errors[1]["position"], 1);
        let detail = errors[1]["detail"].as_str().unwrap();
        assert!(
            detail.contains("there is no field \"nme\"") && detail.contains("id, "),
            "{detail}"
        );
    }
}

/// Every item of a list, the pages one behind the other.
async fn everything(world: &World, path: &str) -> Vec<Value> {
    let (mut all, mut next) = (Vec::new(), String::new());
    loop {
        let answer = world.get(&format!("{path}&page_size=500{next}")).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        all.extend(answer.json()["items"].as_array().unwrap().clone());
        match answer.next() {
            Some(token) => next = format!("&page_token={token}"),
            None => return all,
        }
    }
}

/// What a list promises of a parameter: its fields, as the document describes them.
fn promised(document: &Value, list: &str, parameter: &str) -> String {
    let parameters = &document["paths"][format!("/landfall/v1/{list}")]["get"]["parameters"];
    let mut parameters = parameters.as_array().unwrap().iter();
    let found = parameters.find(|found| found["name"] == parameter).unwrap();
    let text = found["description"].as_str().unwrap();
    let fields = text.split("Fields: ").nth(1).unwrap();
    fields.trim_end_matches('.').to_owned()
}

/// What an item shows of a field: a member of its own, or of one of its members.
fn shown<'i>(item: &'i Value, field: &str) -> Option<&'i Value> {
    let members = item.as_object().unwrap();
    members.get(field).or_else(|| {
        let mut inner = members.values().filter_map(Value::as_object);
        inner.find_map(|members| members.get(field))
    })
}

/// A shown value as a filter has it.
fn written(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
        other => panic!("{other} is no value of a field"),
    }
}

#[tokio::test]
async fn every_field_that_is_promised_orders() {
    let world = World::new().await;
    let document = serde_json::to_value(landfall_native::openapi()).unwrap();
    for (list, _) in RESOURCES {
        let all = everything(&world, &format!("{list}?")).await;
        for field in promised(&document, list, "order_by").split(", ") {
            for direction in ["", "%20desc"] {
                let path = format!("{list}?order_by={field}{direction}");
                let ordered = everything(&world, &path).await;
                assert_eq!(ordered.len(), all.len(), "{path}");
                let first = ordered.iter().position(|item| {
                    let value = shown(item, field).unwrap();
                    value.is_null()
                });
                // Missing values come last, but for texts that the record keeps empty.
                let is_text = matches!(field, "external_reference" | "email");
                if let (Some(first), false) = (first, is_text) {
                    let mut behind = ordered[first..].iter();
                    assert!(
                        behind.all(|item| shown(item, field).unwrap().is_null()),
                        "{path}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn every_value_that_is_shown_is_found_by_its_field() {
    let world = World::new().await;
    let document = serde_json::to_value(landfall_native::openapi()).unwrap();
    // Fields that were null, and had a value, in some item.
    let (mut nulls, mut values) = (BTreeSet::new(), BTreeSet::new());
    for (list, _) in RESOURCES {
        let all = everything(&world, &format!("{list}?")).await;
        assert!(!all.is_empty(), "{list}");
        let found = async |filter: &str| {
            let path = format!("{list}?filter={}", encoded(filter));
            everything(&world, &path).await
        };
        for promise in promised(&document, list, "filter").split("; ") {
            let (field, kind) = promise.split_once(" (").unwrap();
            let (kind, may_be_null) = match kind.trim_end_matches(')').split_once(" or null") {
                Some((kind, "")) => (kind, true),
                _ => (kind.trim_end_matches(')'), false),
            };
            let of = |item: &Value| match shown(item, field) {
                Some(value) => written(value),
                None => panic!("{list} shows no {field}: {item}"),
            };
            let ordered = matches!(kind, "text" | "number" | "time" | "time in microseconds");
            let distinct: BTreeSet<String> = all.iter().map(of).collect();
            for value in distinct.iter().take(12) {
                let case = format!("{list}: {field} = {value}");
                let (with, without): (Vec<Value>, Vec<Value>) =
                    all.iter().cloned().partition(|item| of(item) == *value);
                assert_eq!(found(&format!("{field} = {value}")).await, with, "{case}");
                assert_eq!(
                    found(&format!("{field} != {value}")).await,
                    without,
                    "not {case}"
                );
                if value == "null" {
                    assert!(may_be_null, "{case}");
                    nulls.insert(format!("{list}.{field}"));
                    continue;
                }
                values.insert(format!("{list}.{field}"));
                assert_eq!(
                    found(&format!("{field} IN ({value})")).await,
                    with,
                    "{case}"
                );
                if ordered {
                    // The order of the list itself decides what lies between: here nothing beside what is equal. Texts of
                    // another letter case may be.
                    let between =
                        found(&format!("{field} <= {value} AND {field} >= {value}")).await;
                    let folds = kind == "text";
                    assert!(with.iter().all(|item| between.contains(item)), "{case}");
                    assert!(folds || between == with, "{case}");
                }
            }
            let null = world
                .get(&format!(
                    "{list}?filter={}",
                    encoded(&format!("{field} = null"))
                ))
                .await;
            if may_be_null {
                assert_eq!(null.status, 200, "{list} {field}");
            } else {
                null.is_problem(400, "invalid-parameter");
                let detail = null.json()["errors"][0]["detail"].to_string();
                assert!(detail.contains("is never null"), "{detail}");
            }
        }
    }
    assert!(values.contains("events.at") && values.contains("users.created_at"));
    // What may be missing is shown with and without a value, so that both have been asked for.
    assert!(values.len() > 80, "{} fields: {values:?}", values.len());
    assert!(nulls.len() > 10, "{} fields: {nulls:?}", nulls.len());
}

#[tokio::test]
async fn unknown_and_repeated_parameters_are_named() {
    let world = World::new().await;
    for path in [
        "pops?pagesize=5",
        "pops/1?filter=x",
        "pops?page_size=1&page_size=1",
        "pops?filter=%FF",
    ] {
        let answer = world.get(path).await;
        answer.is_problem(400, "invalid-parameter");
        assert_eq!(
            answer.json()["errors"].as_array().unwrap().len(),
            1,
            "{path}"
        );
    }
    for size in ["0", "501", "-1", "+5", "1.0", "99999999999", "x"] {
        world
            .get(&format!("pops?page_size={size}"))
            .await
            .is_problem(400, "invalid-parameter");
    }
    assert_eq!(world.get("pops?page_size=500").await.status, 200);
}
