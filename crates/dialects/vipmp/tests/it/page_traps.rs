//! The traps of the contract's section 10 that concern lists, each under its number, and the rules of section 5.

use std::collections::HashSet;

use landfall_core::model::Status;
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    accounts::{customer, deployment},
    world::World,
};

const NINE: &str = "/v3/customers/5556667778/deployments";

/// Reads a list from `first` on, always as the last answer says, and gives the ids in the order shown.
async fn walk(world: &World, first: &str) -> (usize, Vec<String>) {
    let (mut calls, mut shown) = (0, Vec::new());
    let mut next = Some(first.to_owned());
    while let Some(uri) = next {
        let page = world.get(&uri).await.json();
        calls += 1;
        assert!(calls <= 1_000, "the list does not end");
        assert_eq!(page["count"], page["items"].as_array().unwrap().len());
        let items = page["items"].as_array().unwrap().iter();
        shown.extend(items.map(|item| item["deploymentId"].as_str().unwrap().to_owned()));
        let links = page["links"].as_object().unwrap();
        next = links.get("next").map(|link| {
            // As a client does that takes it for granted that what is there is whole.
            assert_eq!(link["method"], "GET");
            assert_eq!(link["headers"], Value::Array(Vec::new()));
            link["uri"].as_str().unwrap().to_owned()
        });
    }
    (calls, shown)
}

/// Adds a customer with deployments of the given ids, all made in one second.
async fn customer_with(world: &World, ids: &[String]) {
    let many = customer("3100582300", "DE");
    let made = |id: &String| deployment(many.id, id, "2025-06-01T12:00:00Z");
    let deployments = ids.iter().map(made).collect();
    world.put_customer(many).await;
    world.put_deployments(deployments).await;
}

#[tokio::test]
async fn trap_1_the_same_ids_for_every_page() {
    let world = World::new().await;
    let ids: Vec<_> = (0..60).map(|n| (700_000_000 + n).to_string()).collect();
    customer_with(&world, &ids).await;
    let (calls, shown) = walk(&world, "/v3/customers/3100582300/deployments").await;
    assert_eq!(calls, 3);
    let distinct: HashSet<_> = shown.iter().collect();
    assert_eq!((shown.len(), distinct.len()), (60, 60));
}

#[tokio::test]
async fn trap_2_next_is_absent_on_the_last_page_and_works_verbatim() {
    let world = World::new().await;
    let first = world.get(&format!("{NINE}?limit=5")).await.json();
    assert_eq!(
        first["links"]["next"]["uri"],
        "/v3/customers/5556667778/deployments?offset=5&limit=5"
    );
    assert!(first["links"].get("prev").is_none());
    let last = world
        .get(first["links"]["next"]["uri"].as_str().unwrap())
        .await
        .json();
    assert_eq!(last["count"], 4);
    assert!(last["links"].get("next").is_none());
    assert_eq!(
        last["links"]["prev"]["uri"],
        "/v3/customers/5556667778/deployments?offset=0&limit=5"
    );
    let itself = last["links"]["self"]["uri"].as_str().unwrap();
    assert_eq!(world.get(itself).await.json(), last);
}

#[tokio::test]
async fn trap_26_limits_and_offsets() {
    let world = World::new().await;
    let page = async |query: &str| world.get(&format!("{NINE}?{query}")).await;

    for (query, limit) in [
        ("", 25),
        ("limit=100", 100),
        ("limit=101", 100),
        ("limit=1000", 100),
        ("limit=18446744073709551616", 100),
        ("limit=1", 1),
    ] {
        let page = page(query).await.json();
        assert_eq!(page["limit"], limit, "{query}");
        let uri = page["links"]["self"]["uri"].as_str().unwrap();
        assert!(uri.ends_with(&format!("?offset=0&limit={limit}")), "{uri}");
    }
    for (query, details) in [
        ("limit=0", vec!["limit"]),
        ("limit=x", vec!["limit"]),
        ("limit=", vec!["limit"]),
        ("limit=-1", vec!["limit"]),
        ("limit=1.0", vec!["limit"]),
        ("limit=5&limit=5", vec!["limit"]),
        ("offset=-1", vec!["offset"]),
        ("offset=0&offset=1", vec!["offset"]),
        ("status=1002", vec!["status"]),
        ("status=1000&status=", vec!["status"]),
        (
            "offset=a&limit=%00&status=%FF",
            vec!["status", "limit", "offset"],
        ),
    ] {
        let message = "Invalid value for search parameter";
        page(query).await.is_error(400, "1132", message, &details);
    }
    let empty = page("offset=9&limit=4").await;
    let path = "/v3/customers/5556667778/deployments";
    assert_eq!(
        empty.good(),
        format!(
            r#"{{"totalCount":9,"count":0,"offset":9,"limit":4,"items":[],"links":{{"self":{{"uri":"{path}?offset=9&limit=4","method":"GET","headers":[]}},"prev":{{"uri":"{path}?offset=5&limit=4","method":"GET","headers":[]}}}}}}"#
        )
    );
    for beyond in [
        "offset=10",
        "offset=18446744073709551616",
        "status=1004&offset=3",
    ] {
        page(beyond)
            .await
            .is_error(400, "1133", "Offset out of range", &["offset"]);
    }
}

#[tokio::test]
async fn an_empty_list_has_a_link_to_itself_only() {
    let world = World::new().await;
    let answer = world.get("/v3/customers/9876543210/deployments").await;
    assert_eq!(
        answer.good(),
        r#"{"totalCount":0,"count":0,"offset":0,"limit":25,"items":[],"links":{"self":{"uri":"/v3/customers/9876543210/deployments?offset=0&limit=25","method":"GET","headers":[]}}}"#
    );
}

#[tokio::test]
async fn trap_27_statuses_are_alternatives_and_kept_in_every_link() {
    let world = World::new().await;
    let query = "status=1000&status=1004&limit=2&offset=2&unknown=1";
    let page = world.get(&format!("{NINE}?{query}")).await.json();
    assert_eq!(
        (&page["totalCount"], &page["count"]),
        (&9.into(), &2.into())
    );
    for (link, offset) in [("self", 2), ("next", 4), ("prev", 0)] {
        assert_eq!(
            page["links"][link]["uri"],
            format!("{NINE}?offset={offset}&limit=2&status=1000&status=1004")
        );
    }
    let inactive = world.get(&format!("{NINE}?status=1004")).await.json();
    assert_eq!(inactive["totalCount"], 2);
    for item in inactive["items"].as_array().unwrap() {
        assert_eq!(item["status"], "1004");
    }
    let twice = world
        .get(&format!("{NINE}?status=1004&status=1004"))
        .await
        .json();
    assert_eq!(twice["totalCount"], 2);
    assert_eq!(
        twice["links"]["self"]["uri"],
        format!("{NINE}?offset=0&limit=25&status=1004&status=1004")
    );
}

/// Ids of both lengths, as the trap has them; in what order they were added must not matter.
fn mixed_ids() -> Vec<String> {
    (0_u64..300)
        .map(|n| match n % 2 {
            0 => 100_000_000 + (n * 7_919) % 1_000,
            _ => 1_000_000_000 + (n * 7_919) % 1_000,
        })
        .map(|id| id.to_string())
        .collect()
}

#[tokio::test]
async fn trap_28_three_hundred_of_one_second() {
    let world = World::new().await;
    let mut ids = mixed_ids();
    customer_with(&world, &ids).await;
    ids.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
    for limit in [7, 100] {
        let first = format!("/v3/customers/3100582300/deployments?limit={limit}");
        let (_, shown) = walk(&world, &first).await;
        assert_eq!(shown, ids);
    }
}

#[tokio::test]
async fn newest_come_first() {
    let world = World::new().await;
    let list = world.get(NINE).await.json();
    let times: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["creationDate"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(times.len(), 9);
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
}

/// An id that came from another system may hold letters of any script; its links still work as they are.
#[tokio::test]
async fn links_escape_what_a_uri_cannot_hold() {
    let world = World::new().await;
    let foreign = customer("Größe-1", "DE");
    let mut one = deployment(foreign.id, "größe-2", "2025-06-01T12:00:00Z");
    one.status = Status::Inactive;
    world.put_customer(foreign).await;
    world.put_deployments(vec![one]).await;
    let customer = world.get("/v3/customers/Gr%C3%B6%c3%9fe-1").await.json();
    assert_eq!(customer["customerId"], "Größe-1");
    let uri = customer["links"]["self"]["uri"].as_str().unwrap();
    assert_eq!(uri, "/v3/customers/Gr%C3%B6%C3%9Fe-1");
    let list = world.get(&format!("{uri}/deployments")).await.json();
    let itself = list["links"]["self"]["uri"].as_str().unwrap();
    assert_eq!(world.get(itself).await.json(), list);
    let item = &list["items"][0];
    let itself = item["links"]["self"]["uri"].as_str().unwrap();
    assert_eq!(&world.get(itself).await.json(), item);
}

#[test]
fn paging_never_skips_or_repeats() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(async {
        let world = World::new().await;
        customer_with(&world, &mixed_ids()).await;
        world
    });
    let path = "/v3/customers/3100582300/deployments";
    let (_, all) = runtime.block_on(walk(&world, path));
    let config = ProptestConfig::with_cases(24);
    proptest!(config, |(limit in 3_usize..130, offset in 0_usize..=300)| {
        let first = format!("{path}?limit={limit}&offset={offset}");
        let (calls, shown) = runtime.block_on(walk(&world, &first));
        prop_assert_eq!(&shown, &all[offset..]);
        prop_assert_eq!(calls, (300 - offset).div_ceil(limit.min(100)).max(1));
    });
    assert_eq!(all.len(), 300);
}
