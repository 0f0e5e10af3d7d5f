//! Whole bodies, compared byte for byte with files. `LANDFALL_GOLDEN=write` writes them anew, to be read before they are kept.

use crate::support::World;

#[track_caller]
fn compare(name: &str, body: &str) {
    let file = format!("{}/tests/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let value: serde_json::Value = serde_json::from_str(body).unwrap();
    let pretty = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
    if std::env::var_os("LANDFALL_GOLDEN").is_some_and(|word| word == "write") {
        std::fs::write(&file, &pretty).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(pretty, kept, "{name}");
    // The body itself has no space between its tokens, and nothing is lost by printing it with some.
    assert_eq!(serde_json::to_string(&value).unwrap(), body, "{name}");
}

#[tokio::test]
async fn one_of_each_resource() {
    let world = World::new().await;
    for (name, path) in [
        (
            "organization",
            "organizations/5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d04",
        ),
        ("customer", "customers/9876543210"),
        ("deployment", "deployments/345434543"),
        ("pop", "pops/1"),
        ("deploy_request", "deploy-requests/123450"),
        ("client", "clients/swo-app"),
        ("user", "users/2"),
        ("subscriptions", "subscriptions?page_size=2"),
        ("zones", "zones?page_size=2"),
        ("gateway_groups", "gateway-groups?page_size=2"),
        ("servers", "servers?page_size=2"),
        ("policies", "policies?page_size=2"),
        ("deploy_requests", "deploy-requests?page_size=2"),
        ("fulfillments", "fulfillments?page_size=2"),
    ] {
        let answer = world.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        let mut json = answer.json();
        // Signed with a key of this run.
        if json
            .get("next_page_token")
            .is_some_and(serde_json::Value::is_string)
        {
            json["next_page_token"] = "…".into();
        }
        compare(name, &json.to_string());
    }
}

#[tokio::test]
async fn rules_and_orders_are_shown_whole_by_their_ids() {
    let world = World::new().await;
    let policies = world.get("policies").await.column("id");
    let policy = world.get(&format!("policies/{}", policies[0])).await;
    assert!(
        policy.json()["rules"][0]["matches"].is_array(),
        "{policy:?}"
    );
    let orders = world.get("fulfillments?page_size=1").await.column("id");
    let order = world.get(&format!("fulfillments/{}", orders[0])).await;
    assert!(order.json()["request"].is_object(), "{order:?}");
}

#[tokio::test]
async fn events_and_zones_and_lines_are_found_by_what_lists_show() {
    let world = World::new().await;
    for resource in [
        "events",
        "zones",
        "subscriptions",
        "gateway-groups",
        "servers",
    ] {
        let listed = world.get(&format!("{resource}?page_size=1")).await;
        let first = listed.json()["items"][0].clone();
        let id = first["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{resource}: {listed:?}"));
        let shown = world.get(&format!("{resource}/{id}")).await;
        assert_eq!(shown.json(), first, "{resource}");
    }
}

#[tokio::test]
async fn how_far_a_change_has_landed() {
    let world = World::new().await;
    let request = world.get("deploy-requests/123456").await.json();
    let propagation = &request["propagation"];
    assert_eq!(propagation["counted"], 2288);
    assert_eq!(propagation["landed"], 61);
    assert_eq!(propagation["percent"], 100.0 * 61.0 / 2288.0);
    assert_eq!(propagation["complete"], false);
    let pops = propagation["pops"].as_array().unwrap();
    assert_eq!(pops.len(), 70);
    let landed: u64 = pops.iter().map(|pop| pop["landed"].as_u64().unwrap()).sum();
    assert_eq!(landed, 61);
    let mean: f64 = pops
        .iter()
        .map(|pop| pop["percent"].as_f64().unwrap())
        .sum::<f64>()
        / 70.0;
    assert!((propagation["percent_of_pops"].as_f64().unwrap() - mean).abs() < 1e-9);
    // Staging counts its own servers, which rulesv4 does not tell.
    let staging = world.get("deploy-requests/123455").await.json();
    assert_eq!(staging["environment"], "staging");
    // A list does not count.
    assert!(
        world.get("deploy-requests").await.json()["items"][0]
            .get("propagation")
            .is_none()
    );
}
