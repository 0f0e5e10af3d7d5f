//! The whole way of a change: bodies as the public clients send them, through the contract, the record, the log and the feed, to files on
//! the disks of agents that are processes of their own, and back as a percentage.

mod able;
mod deploy;
mod elsewhere;
mod fail_over;
mod halted;
mod killed;
mod passed;
mod secured;
mod twins;
mod way;

use serde_json::Value;

use crate::support::{Edge, Installation, Landfall, wait_until};

/// Runs a test over each engine.
macro_rules! over_both_engines {
    ($($test:ident,)*) => {
        mod sqlite {
            $(#[test] fn $test() { super::$test(crate::support::Engine::Sqlite); })*
        }
        mod postgresql {
            $(#[test] fn $test() { super::$test(crate::support::Engine::Postgresql); })*
        }
    };
}
use over_both_engines;

/// The policy that the contract shows.
const POSTED: &str = include_str!("../../crates/dialects/rulesv4/tests/golden/posted_policy.json");

/// The status once a change is everywhere, with servers in these POPs.
fn propagated(pops: &[u64]) -> String {
    let pops: Vec<_> = (pops.iter())
        .map(|pop| format!(r#"{{"name":"Europe : Place {pop}","percentage_propagated":100.0}}"#))
        .collect();
    format!(
        r#"{{"Status":"propagated","Percent_propagated":100.0,"Pops":[{}]}}"#,
        pops.join(",")
    )
}

/// A server that serves, and edge servers in these POPs whose agents run and are counted.
fn fleet(installation: &Installation, pops: &[u64]) -> (Landfall, Vec<Edge>) {
    let server = installation.serve();
    let edges: Vec<_> = (pops.iter())
        .map(|pop| Edge::running(server.address, &installation.invite(*pop)))
        .collect();
    wait_until("all are counted", || {
        (edges.iter()).all(|edge| installation.server(edge.server)["membership"] == "counted")
    });
    (server, edges)
}

/// The rules of a policy as its partner wrote them, in what is served for account `0001`.
fn rules(edge: &Edge) -> Vec<Value> {
    let document = edge.serves("0001").expect("something is served");
    let rules = document["policy"]["rules"].as_array().unwrap().iter();
    rules.map(|rule| rule["matches"].clone()).collect()
}
