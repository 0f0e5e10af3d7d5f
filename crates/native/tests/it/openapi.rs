//! The OpenAPI document is of this API: what it names is there, and nothing else.

use std::collections::BTreeSet;

use http::Method;

use crate::support::{RESOURCES, World};

fn document() -> serde_json::Value {
    serde_json::to_value(landfall_native::openapi()).unwrap()
}

#[test]
fn it_names_every_resource_once() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut expected: BTreeSet<String> = RESOURCES
        .iter()
        .flat_map(|(name, _)| {
            [
                format!("/landfall/v1/{name}"),
                format!("/landfall/v1/{name}/{{id}}"),
            ]
        })
        .collect();
    expected.extend([
        "/landfall/v1/catalogue".to_owned(),
        "/landfall/v1/catalogue/{sku}".to_owned(),
        "/landfall/v1/policies/{id}/rules/{rule}".to_owned(),
        "/landfall/v1/customers/{id}/review".to_owned(),
        "/landfall/v1/pop-health".to_owned(),
        "/landfall/v1/session".to_owned(),
        "/landfall/v1/token".to_owned(),
        "/landfall/v1/customers/{id}/sites".to_owned(),
        "/landfall/v1/customers/{id}/sites/{site}".to_owned(),
        "/landfall/v1/tenant".to_owned(),
        "/landfall/v1/fulfillments/{id}/cancel".to_owned(),
        "/landfall/v1/enrol".to_owned(),
        "/landfall/v1/feed".to_owned(),
    ]);
    expected.extend(
        [
            "approve",
            "reject",
            "escalate",
            "cancel",
            "propagation",
            "watch",
        ]
        .map(|part| format!("/landfall/v1/deploy-requests/{{id}}/{part}")),
    );
    let paths: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(paths, expected);
    let mut operations = BTreeSet::new();
    for path in document["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            assert!(operations.insert(id.clone()), "{id} twice");
            assert!(operation["summary"].is_string(), "{id}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/").skip(1) {
        let pointer = format!("/{}", reference.split('"').next().unwrap());
        assert!(document.pointer(&pointer).is_some(), "{pointer}");
    }
}

/// A member that the document does not name, or that it names and an answer lacks, is found here.
#[tokio::test]
async fn items_have_the_members_that_it_names() {
    let world = World::new().await;
    let document = document();
    for (name, _) in RESOURCES {
        let answer = world.get(&format!("{name}?page_size=1")).await.json();
        let schema = &document["paths"][format!("/landfall/v1/{name}")]["get"]["responses"]["200"]
            ["content"]["application/json"]["schema"];
        let page = resolved(&document, schema);
        let item = resolved(&document, &page["properties"]["items"]["items"]);
        let named: BTreeSet<&String> = item["properties"].as_object().unwrap().keys().collect();
        let first = answer["items"][0]
            .as_object()
            .unwrap_or_else(|| panic!("{name}: {answer}"));
        assert_eq!(first.keys().collect::<BTreeSet<_>>(), named, "{name}");
    }
}

fn resolved<'d>(
    document: &'d serde_json::Value,
    schema: &'d serde_json::Value,
) -> &'d serde_json::Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

#[tokio::test]
async fn its_operations_are_served() {
    let world = World::new().await;
    for (path, item) in document()["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let path = path.replace("{id}", "1");
            let answer = world.call(method.clone(), &path, &[]).await;
            assert!(
                ![404, 405].contains(&answer.status),
                "{method} {path}: {answer:?}"
            );
        }
    }
}
