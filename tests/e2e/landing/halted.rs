//! The emergency stop, under load: behind its answer nothing more is handed over.

use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::Duration,
};

use serde_json::json;

use super::fleet;
use crate::support::{Installation, policy, wait_until};

const POLICIES: &str = "/rules-engine/v1.1/policies";
const REQUESTS: &str = "/rules-engine/v1.1/deploy-requests";

#[test]
fn a_freeze_stops_what_is_submitted_at_the_same_time() {
    let installation = Installation::with_pops(&[1]);
    let partner = installation.partner();
    let (server, edges) = fleet(&installation, &[1]);
    let at = server.address;
    let frozen = AtomicBool::new(false);
    let submit = |platform: &str, environment: &str| {
        let ids: Vec<u64> = (0..2)
            .map(|number| {
                let mut body = policy("locked", &[&format!("{platform} {number}")]);
                body["platform"] = json!(platform);
                let added = partner
                    .rules(at, "POST", POLICIES, &body.to_string())
                    .unwrap();
                added.json()["id"].as_str().unwrap().parse().unwrap()
            })
            .collect();
        for number in 0.. {
            let was_frozen = frozen.load(SeqCst);
            let body = json!({ "policy_id": ids[number % 2], "environment": environment, "message": number.to_string() });
            let answer = partner
                .rules(at, "POST", REQUESTS, &body.to_string())
                .unwrap();
            assert_eq!(answer.status, 202, "{}", answer.body);
            let request = answer.json();
            match request["state"].as_str().unwrap() {
                "deployed" => assert!(
                    !was_frozen,
                    "{platform} {environment}: handed over behind the stop"
                ),
                state => {
                    assert_eq!(state, "approved");
                    return (number, request["id"].as_str().unwrap().to_owned());
                }
            }
        }
        unreachable!("it is asked until it is frozen")
    };
    let waiting: Vec<_> = std::thread::scope(|scope| {
        let fleets = ["http_large", "http_small", "adn"].into_iter();
        let fleets = fleets.flat_map(|platform| [(platform, "production"), (platform, "staging")]);
        let busy: Vec<_> = fleets
            .map(|(platform, environment)| scope.spawn(move || submit(platform, environment)))
            .collect();
        let head = || {
            installation.server(edges[0].server)["cursor"][1]
                .as_u64()
                .unwrap()
        };
        wait_until("there is load", || head() > 3);
        installation.made("fleet freeze --tenant acme --reason alarm");
        frozen.store(true, SeqCst);
        busy.into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        waiting.iter().all(|(handed_over, _)| *handed_over > 0),
        "{waiting:?}"
    );
    installation.made("fleet thaw --tenant acme");
    let state = |id: &str| {
        let shown = partner
            .rules(at, "GET", &format!("{REQUESTS}/{id}"), "")
            .unwrap();
        shown.json()["state"].clone()
    };
    crate::support::wait_within(Duration::from_secs(30), "what waited goes on", || {
        waiting.iter().all(|(_, id)| state(id) == "deployed")
    });
}
