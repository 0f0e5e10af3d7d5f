//! Nothing goes wrong.

use serde_json::{Value, json};

use super::{POSTED, fleet, over_both_engines, propagated, rules};
use crate::support::{Engine, Installation, get, policy, wait_until};

over_both_engines! {
    what_a_partner_sends_ends_on_the_disks_of_all_servers,
}

/// The match nodes of a body's rules.
fn posted(body: &str) -> Vec<Value> {
    let body: Value = serde_json::from_str(body).unwrap();
    let rules = body["rules"].as_array().unwrap().iter();
    rules.map(|rule| rule["matches"].clone()).collect()
}

fn what_a_partner_sends_ends_on_the_disks_of_all_servers(engine: Engine) {
    let installation = Installation::over(engine, &[1, 2]);
    let partner = installation.partner();
    let (server, edges) = fleet(&installation, &[1, 1, 2]);
    let at = server.address;
    let landed = propagated(&[1, 2]);
    // As the contract shows it.
    let first = partner.add(at, POSTED);
    let request = partner.submit(at, &first, "spring release");
    assert_eq!(request.state, "deployed");
    partner.wait_for_status(at, &request.id, &landed);
    for edge in &edges {
        assert_eq!(edge.policy("0001").as_ref(), Some(&first));
        assert_eq!(edge.serves("0001").unwrap()["account"], "0001");
        assert_eq!(rules(edge), posted(POSTED), "verbatim");
        assert_eq!(edge.files("accounts"), edge.files("loaded"));
        // What it shows to people is a moment late.
        wait_until("it says so", || {
            let status = &edge.status()["status"];
            status["accounts"] == 1 && status["ready"] == true && status["exceptions"] == json!([])
        });
    }
    // A second version: a draft of two rules, of which one is deleted before it is locked.
    let second = partner.add(at, &policy("draft", &["kept", "deleted"]).to_string());
    let target = format!("/rules-engine/v1.1/policies/{second}");
    let draft = partner.rules(at, "GET", &target, "").unwrap().json();
    let rule = draft["rules"][1]["id"].as_str().unwrap();
    let deleted = partner.rules(at, "DELETE", &format!("{target}/rules/{rule}"), "");
    assert_eq!(deleted.unwrap().status, 204);
    let locked = partner.rules(
        at,
        "PATCH",
        &target,
        r#"{"@type":"policy-update","state":"locked"}"#,
    );
    assert_eq!(locked.unwrap().status, 200);
    let update = partner.submit(at, &second, "summer release");
    partner.wait_for_status(at, &update.id, &landed);
    let kept = posted(&policy("draft", &["kept"]).to_string());
    for edge in &edges {
        assert_eq!(
            (edge.policy("0001").as_ref(), rules(edge)),
            (Some(&second), kept.clone())
        );
    }
    // Metrics have series for POPs, however many servers stand there, and none for a server.
    let shown = get(server.metrics, "/metrics", &[]).body;
    assert!(shown.contains("landfall_servers{"), "{shown}");
    for edge in &edges {
        let name = edge.place().file_name().unwrap().to_str().unwrap();
        assert!(!shown.contains(name), "{shown}");
    }
    // What is newer counts for what is older.
    assert_eq!(partner.status(at, &request.id).unwrap().body, landed);
    // Somebody has to approve, and the partner thinks again.
    installation.made("review on --tenant acme --account 0001");
    let waiting = partner.submit(at, &first, "back");
    assert_eq!(waiting.state, "pending_review");
    assert_eq!(partner.cancel(at, &waiting.id).state, "canceled");
    installation.made("review off --tenant acme --account 0001");
    let third = partner.add(at, &policy("locked", &["third"]).to_string());
    let last = partner.submit(at, &third, "autumn release");
    partner.wait_for_status(at, &last.id, &landed);
    let new = r#"{ "Status": "New", "Percent_propagated": 0 }"#;
    assert_eq!(partner.status(at, &waiting.id).unwrap().body, new);
    for edge in edges {
        // Three changes, no fourth: the log has no trace of what was canceled.
        wait_until("it says so", || edge.status()["status"]["revision"] == 3);
        assert_eq!(edge.policy("0001").as_ref(), Some(&third));
    }
}
