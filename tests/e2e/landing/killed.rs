//! Somebody is killed on the way: it takes longer, and that is all.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{POSTED, fleet, over_both_engines, propagated};
use crate::support::{Engine, Installation, policy, wait_until};

over_both_engines! {
    the_control_plane_is_killed_while_a_change_travels,
    the_control_plane_is_killed_while_it_takes_a_request,
    an_agent_is_killed_while_it_applies,
}

/// How long it may take until somebody counts again: ten seconds, as for any owner that dies, and the start of a process that was not there.
const HAND_OVER: Duration = Duration::from_secs(20);
/// One of three servers has landed it.
const THIRD: &str = r#"{"Status":"propagating","Percent_propagated":33.33333333333333,"Pops":[{"name":"Europe : Place 1","percentage_propagated":50.0},{"name":"Europe : Place 2","percentage_propagated":0.0}]}"#;

fn the_control_plane_is_killed_while_a_change_travels(engine: Engine) {
    let installation = Installation::over(engine, &[1, 2]);
    let partner = installation.partner();
    let (server, edges) = fleet(&installation, &[1, 1, 2]);
    let at = server.address;
    let first = partner.add(at, POSTED);
    for slow in &edges[1..] {
        slow.hold();
    }
    let request = partner.submit(at, &first, "spring release");
    partner.wait_for_status(at, &request.id, THIRD);
    server.kill();
    let killed = Instant::now();
    let server = installation.serve_at(at);
    let mut counted = engine == Engine::Sqlite;
    // What is said of it is what the servers run, as soon as they are back, and no more.
    wait_until("they are back", || {
        let answer = partner.status(at, &request.id).unwrap();
        if !counted && answer.status == 503 {
            // Over a database nobody counts until the lease of the one that was killed is over, and from then on somebody does.
            assert!(killed.elapsed() < HAND_OVER, "nobody counts");
            return false;
        }
        counted = true;
        assert!(
            answer.body == THIRD || answer.body.contains(r#""Percent_propagated":0.0"#),
            "{}",
            answer.body
        );
        let connected = |server: u64| installation.server(server)["connected"] == true;
        answer.body == THIRD && edges.iter().all(|edge| connected(edge.server))
    });
    for slow in &edges[1..] {
        assert!(slow.is_held() && slow.policy("0001").is_none());
        slow.release();
    }
    partner.wait_for_status(at, &request.id, &propagated(&[1, 2]));
    for edge in &edges {
        assert_eq!(edge.policy("0001").as_ref(), Some(&first));
    }
    drop(server);
}

fn the_control_plane_is_killed_while_it_takes_a_request(engine: Engine) {
    let installation = Installation::over(engine, &[1, 2]);
    let partner = installation.partner();
    let (mut server, edges) = fleet(&installation, &[1, 2]);
    let at = server.address;
    let mut chance = fastrand::Rng::with_seed(4);
    for round in 0..4 {
        let name = format!("round {round}");
        let id = partner.add(at, &policy("locked", &[&name]).to_string());
        std::thread::scope(|scope| {
            let sent = scope.spawn(|| partner.try_submit(at, &id, &name));
            // A moment of its work, drawn; there is no condition to wait for.
            for _ in 0..chance.u32(..4_000) {
                std::thread::yield_now();
            }
            server.signal("KILL");
            let _ = sent.join().unwrap();
        });
        server.kill();
        server = installation.serve_at(at);
        // The client tries again, as it does when a connection breaks.
        let request = partner.submit(at, &id, &name);
        partner.wait_for_status(at, &request.id, &propagated(&[1, 2]));
        for edge in &edges {
            assert_eq!(edge.policy("0001").as_ref(), Some(&id));
        }
        // However often it was sent, it was handed over once.
        for edge in &edges {
            assert_eq!(
                installation.server(edge.server)["cursor"],
                json!([1, round + 1])
            );
        }
    }
}

fn an_agent_is_killed_while_it_applies(engine: Engine) {
    let installation = Installation::over(engine, &[1, 2]);
    let partner = installation.partner();
    let (server, mut edges) = fleet(&installation, &[1, 1, 2]);
    let at = server.address;
    let before = partner.add(at, POSTED);
    let request = partner.submit(at, &before, "spring release");
    partner.wait_until_landed(at, &request.id);
    let after = partner.add(at, &policy("locked", &["summer"]).to_string());
    edges[1].hold();
    let request = partner.submit(at, &after, "summer release");
    wait_until("it is being checked", || edges[1].is_held());
    edges[1].kill();
    // The files are there, the data plane has not taken them: nothing is said of it.
    assert_eq!(edges[1].policy("0001").as_ref(), Some(&before));
    let twice = r#"{"Status":"propagating","Percent_propagated":66.66666666666666,"Pops":[{"name":"Europe : Place 1","percentage_propagated":50.0},{"name":"Europe : Place 2","percentage_propagated":100.0}]}"#;
    partner.wait_for_status(at, &request.id, twice);
    edges[1].release();
    edges[1].start();
    partner.wait_for_status(at, &request.id, &propagated(&[1, 2]));
    for edge in &edges {
        assert_eq!(edge.policy("0001").as_ref(), Some(&after));
        assert_eq!(edge.files("accounts"), edge.files("loaded"));
    }
    drop(server);
}
