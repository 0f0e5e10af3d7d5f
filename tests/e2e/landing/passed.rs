//! Two servers on one PostgreSQL: what an operator says about edge servers to the one that does not have their streams has its effect
//! at the other.

use std::time::Duration;

use serde_json::Value;

use crate::{
    support::{Edge, run, wait_until, wait_within},
    together::Place,
};

const TENANT: &str = "acmepaymentscorp";

/// An operator's command, given to one of the two.
fn told(place: &Place, number: usize, arguments: &str) -> Value {
    let words: Vec<_> = arguments
        .split(' ')
        .chain(["--tenant", TENANT, "--json"])
        .collect();
    let output = run(place.folder(number), &words);
    assert!(output.status.success(), "{arguments}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a list that one of the two shows says of a server.
fn server(place: &Place, number: usize, id: u64) -> Option<Value> {
    let all = told(place, number, "server list");
    let mut all = all.as_array().unwrap().clone().into_iter();
    all.find(|server| server["server"] == id)
}

#[test]
fn drain_revoke_and_remove_have_their_effect_wherever_they_are_given() {
    let place = Place::new();
    let (owner, _other) = place.both();
    let invite = "server invite --pop 1 --platform http_small --environment staging";
    let edges = [0, 1].map(|_| {
        let invitation = told(&place, 1, invite);
        Edge::running(owner.address, invitation["token"].as_str().unwrap())
    });
    let [revoked, removed] = &edges;
    let (one, another) = (revoked.server, removed.server);
    for edge in &edges {
        // Both tell what the owner of the streams knows.
        wait_until("it is connected", || {
            [0, 1].iter().all(|at| {
                server(&place, *at, edge.server).is_some_and(|shown| {
                    shown["connected"] == true && shown["membership"] == "counted"
                })
            })
        });
    }
    let drained = told(&place, 1, &format!("server drain {one}"));
    assert_eq!(drained["membership"], "drained");
    assert_eq!(server(&place, 0, one).unwrap()["membership"], "drained");
    let back = told(&place, 1, &format!("server drain {one} --undo"));
    assert_eq!(
        back["membership"], "counted",
        "it is at the head of its log"
    );
    let soon = Duration::from_secs(1);
    let gone = |edge: &Edge, why: &str| {
        wait_within(soon, why, || edge.logged().contains(why));
    };
    told(&place, 1, &format!("server revoke {one}"));
    gone(revoked, "the server's credential was revoked");
    told(&place, 1, &format!("server remove {another}"));
    gone(removed, "the server was removed");
    assert_eq!(server(&place, 0, one).unwrap()["connected"], false);
    // Once and for all, and said like at the owner.
    for at in [0, 1] {
        let words = ["server", "remove", &another.to_string(), "--tenant", TENANT];
        let refused = run(place.folder(at), &words);
        let text = String::from_utf8(refused.stderr).unwrap();
        assert!(
            text.contains("has no server") && !refused.status.success(),
            "{text}"
        );
    }
}
