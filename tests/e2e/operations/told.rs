//! Whether a change has its event: every call that changes something is followed by one that says who did it and in which call.

use serde_json::Value;

use crate::support::{Landfall, get};

/// The demonstration's token of who sees everything.
const OWN: &str = "Bearer demo-native-token";

/// Calls that change nothing in the record, each with what they do instead.
const SILENT: &[(&str, &str)] = &[("renewToken", "a session goes on")];

fn events(server: &Landfall, query: &str) -> Value {
    let headers = [("Authorization", OWN), ("Host", "localhost")];
    let target = format!("/landfall/v1/events?{query}");
    let answer = get(server.address, &target, &headers);
    assert_eq!(answer.status, 200, "{target}: {}", answer.body);
    answer.json()
}

/// Where the events stand.
pub(super) fn position(server: &Landfall) -> String {
    let answer = events(server, "wait=0");
    answer["position"].as_str().unwrap().to_owned()
}

/// What is wrong with the events of a good call, which were behind this position.
pub(super) fn fault(server: &Landfall, operation: &str, before: &str) -> Option<String> {
    let silent = SILENT.iter().any(|(name, _)| *name == operation);
    let mut after = before.to_owned();
    let mut seen = Vec::new();
    // Where several processes may write, an event is told a moment after its call was answered.
    for wait in if silent { vec![0] } else { vec![0, 1, 5, 10] } {
        let answer = events(server, &format!("after={after}&wait={wait}&page_size=500"));
        answer["position"].as_str().unwrap().clone_into(&mut after);
        seen.extend(answer["items"].as_array().unwrap().iter().cloned());
        if seen.iter().any(is_of_a_call) {
            return silent
                .then(|| format!("it is said to change nothing, and has an event: {seen:?}"));
        }
    }
    (!silent).then(|| format!("its event is missing: {seen:?}"))
}

/// Whether an event says who did what in which call. A server that joins is no caller that the record knows.
fn is_of_a_call(event: &Value) -> bool {
    let actor = event["actor"]["kind"].as_str();
    ["client", "user", "system"].map(Some).contains(&actor)
        && event["request_id"].is_string()
        && event["detail"].is_object()
        && event["kind"]
            .as_str()
            .is_some_and(|kind| kind.contains('.'))
}
