//! Filters and orders, on every list.

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

#[tokio::test]
async fn every_field_that_is_promised_filters_and_orders() {
    let world = World::new().await;
    let document = serde_json::to_value(landfall_native::openapi()).unwrap();
    for (list, _) in RESOURCES {
        let parameters =
            document["paths"][format!("/landfall/v1/{list}")]["get"]["parameters"].clone();
        let described = |name: &str| {
            let parameters = parameters.as_array().unwrap();
            let found = parameters
                .iter()
                .find(|parameter| parameter["name"] == name)
                .unwrap();
            let text = found["description"].as_str().unwrap();
            text.split("Fields: ")
                .nth(1)
                .unwrap()
                .trim_end_matches('.')
                .to_owned()
        };
        for field in described("order_by").split(", ") {
            let answer = world
                .get(&format!("{list}?order_by={field}%20desc&page_size=1"))
                .await;
            assert_eq!(answer.status, 200, "{list} by {field}: {answer:?}");
        }
        for field in described("filter").split("; ") {
            let (name, kind) = field.split_once(" (").unwrap();
            let value = match kind.trim_end_matches(')') {
                "text" => "\"a\"".to_owned(),
                "number" => "1".to_owned(),
                "time" => "2020-01-01T00:00:00Z".to_owned(),
                "UUID" => "587d4d28-066c-406e-b975-5d04e4e47373".to_owned(),
                choices => choices.split(", ").next().unwrap().to_owned(),
            };
            let filter = encoded(&format!("{name} = {value} AND {name} != {value}"));
            let answer = world.get(&format!("{list}?filter={filter}")).await;
            assert!(answer.column("id").is_empty(), "{list} {name}");
        }
    }
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
