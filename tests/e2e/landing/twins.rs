//! Two agents with one credential: an operator sees it, and the fleet has one server of that number.

use super::fleet;
use crate::support::{Edge, Installation, get, policy, wait_until};

#[test]
fn of_two_agents_with_one_credential_the_first_is_cut_off_and_an_alarm_is_raised() {
    let installation = Installation::with_pops(&[1]);
    let partner = installation.partner();
    let (server, mut edges) = fleet(&installation, &[1]);
    let first = &mut edges[0];
    let fencings = || {
        let shown = get(server.metrics, "/metrics", &[]).body;
        let line = shown
            .lines()
            .find_map(|line| line.strip_prefix("landfall_feed_fencings_total "));
        line.map(ToOwned::to_owned)
    };
    assert_eq!(fencings().as_deref(), Some("0"));
    let mut second = Edge::copy_of(first);
    second.start();
    wait_until("the first is told", || {
        first.logged().contains("another agent has connected")
    });
    // The alarm: in the log, with the server's number, and as a counter.
    wait_until("it is logged", || {
        let log = server.logged();
        let mut lines = log
            .lines()
            .filter(|line| line.contains("two agents have connected as the same server"));
        lines.any(|line| {
            line.contains("\"WARN\"") && line.contains(&format!("\"{}\"", second.server))
        })
    });
    assert_eq!(fencings().as_deref(), Some("1"));
    // The first serves what it has and does not come back by itself; changes go to the second.
    let id = partner.add(server.address, &policy("locked", &["one"]).to_string());
    let request = partner.submit(server.address, &id, "one");
    partner.wait_until_landed(server.address, &request.id);
    assert_eq!(second.policy("0001").as_ref(), Some(&id));
    assert_eq!(first.policy("0001"), None);
    assert_eq!(first.status()["status"]["gave_up_connecting"], true);
    assert_eq!(fencings().as_deref(), Some("1"));
}
