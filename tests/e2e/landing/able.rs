//! What servers cannot do is refused before it travels, with the number of those that cannot.

use super::fleet;
use crate::support::{Edge, Installation, policy, run, wait_until};

const POLICIES: &str = "/rules-engine/v1.1/policies";
const FEATURE: &str = "/rules/0/matches/0/features/0/type";
const LACKING: &str =
    "The data plane of this fleet has no feature type feature.comment: 1 of 2 servers cannot do it";

#[test]
fn a_policy_is_verified_against_what_the_servers_say_they_can_do() {
    let installation = Installation::with_pops(&[1]);
    let partner = installation.partner();
    let (server, edges) = fleet(&installation, &[1]);
    let at = server.address;
    let body = policy("locked", &["agreed"]).to_string();
    let id = partner.add(at, &body);
    let mut plain = Edge::new().able_to(&["match.always", "select.first-match"]);
    let joined = plain.join(at, &installation.invite(1), &["--plaintext"]);
    assert!(joined.status.success(), "{joined:?}");
    plain.start();
    wait_until("it is counted", || {
        installation.server(plain.server)["membership"] == "counted"
    });
    // What was locked before it came is rejected now, and says why.
    let request = partner.submit(at, &id, "why");
    assert_eq!(request.state, "rejected");
    let target = format!("/rules-engine/v1.1/deploy-requests/{}", request.id);
    let shown = partner.rules(at, "GET", &target, "").unwrap().json();
    let step = &shown["history"].as_array().unwrap().last().unwrap()["details"][0];
    assert_eq!(
        (step["source"].as_str(), step["description"].as_str()),
        (Some(FEATURE), Some(LACKING))
    );
    // From the command line one reads the same.
    let place = "deploy --account 0001 --environment production --user root@acme.example --policy";
    let words: Vec<_> = place.split(' ').chain([id.as_str()]).collect();
    let deployed = run(&installation.data(), &words);
    let told = String::from_utf8(deployed.stderr).unwrap();
    assert_eq!(deployed.status.code(), Some(4), "{told}");
    assert!(told.contains(&format!("{FEATURE}: {LACKING}")), "{told}");
    // And no further policy is locked.
    let refused = partner.rules(at, "POST", POLICIES, &body).unwrap();
    assert_eq!(refused.status, 400, "{}", refused.body);
    let detail = &refused.json()["details"][0];
    assert_eq!(
        (detail["source"].as_str(), detail["description"].as_str()),
        (Some(FEATURE), Some(LACKING))
    );
    // What a server said counts while it is away, and no longer when it has left.
    plain.stop();
    assert_eq!(
        partner.rules(at, "POST", POLICIES, &body).unwrap().status,
        400
    );
    installation.take_out("remove", plain.server);
    let again = partner.submit(at, &id, "again");
    partner.wait_until_landed(at, &again.id);
    assert_eq!(edges[0].policy("0001").as_ref(), Some(&id));
}
