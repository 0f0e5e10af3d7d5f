//! A replica that was behind takes the place of the database, under a control plane and agents that run on: nobody takes what comes
//! next for what was lost.

use super::{POSTED, fleet, propagated};
use crate::support::{Engine, Installation, policy, wait_until};

#[test]
fn what_is_handed_over_behind_a_failover_lands_though_servers_have_had_its_revision() {
    let mut installation = Installation::over(Engine::Postgresql, &[1]);
    let partner = installation.partner();
    let (server, edges) = fleet(&installation, &[1, 1]);
    let at = server.address;
    let landed = propagated(&[1]);
    let kept = partner.add(at, POSTED);
    let request = partner.submit(at, &kept, "before");
    partner.wait_for_status(at, &request.id, &landed);
    installation
        .cluster
        .as_mut()
        .unwrap()
        .leave_replica_behind();
    // The database was away for a moment; this one hands over again as soon as it counts.
    let lost = partner.add(at, &policy("locked", &["lost"]).to_string());
    let lost_request = partner.submit(at, &lost, "lost");
    partner.wait_for_status(at, &lost_request.id, &landed);
    let both_run = |id: &str| {
        edges
            .iter()
            .all(|edge| edge.policy("0001").as_deref() == Some(id))
    };
    assert!(both_run(&lost));
    let before = installation.server(edges[0].server)["cursor"].clone();
    installation.cluster.as_mut().unwrap().fail_over();
    // What the record knows is what they run again.
    wait_until("they are back at what the record has", || both_run(&kept));
    partner.wait_for_status(at, &request.id, &landed);
    let after = installation.server(edges[0].server)["cursor"].clone();
    assert!(after[0].as_u64() > before[0].as_u64(), "{before} {after}");
    // It gets the revision that the lost one had.
    let next = partner.add(at, &policy("locked", &["next"]).to_string());
    let request = partner.submit(at, &next, "after");
    partner.wait_for_status(at, &request.id, &landed);
    assert!(both_run(&next));
    assert_eq!(installation.server(edges[0].server)["cursor"][1], before[1]);
    drop(server);
}
