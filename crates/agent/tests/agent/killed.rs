//! Agents that are killed at random instants: real processes, real files. After each kill the disk claims nothing that the
//! data plane does not serve, and in the end everything has landed.

use std::{path::Path, process::Stdio, sync::Arc, time::Duration};

use landfall_agent::{
    Address, Agent, AgentSettings, Kept, Security, Stopper, SystemClock,
    payloads::{PayloadFolder, document},
    state::{Found, StateFile},
};
use tokio::process::{Child, Command};

use crate::{
    control_plane::{ControlPlane, identity, quick, until},
    edge::{Edge, adapter},
};

const PLACE: &str = "LANDFALL_TEST_PLACE";
const PORT: &str = "LANDFALL_TEST_PORT";

/// Not a test: the process that is killed. It is started by the test below.
#[tokio::test]
#[ignore = "the agent that another test starts and kills"]
async fn an_agent_of_its_own() {
    let place = std::env::var(PLACE).unwrap();
    let place = Path::new(&place);
    let (decide, connect) = quick();
    let settings = AgentSettings {
        identity: identity(),
        address: Address {
            host: "127.0.0.1".to_owned(),
            port: std::env::var(PORT).unwrap().parse().unwrap(),
            security: Security::Plain,
        },
        decide,
        connect,
    };
    let kept = Kept::in_folder(&place.join("state")).unwrap();
    let chance = fastrand::Rng::new();
    let agent = Agent::new(
        settings,
        kept,
        Arc::new(adapter(place)),
        Arc::new(SystemClock),
        chance,
    );
    let (_stopper, stop) = Stopper::pair();
    agent.run(stop).await;
}

fn start(edge: &Edge, plane: &ControlPlane) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "killed::an_agent_of_its_own",
            "--ignored",
            "--nocapture",
        ])
        .env(PLACE, edge.place())
        .env(PORT, plane.address.port().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Documents say at which step they were handed over, so that older and newer ones can be told apart.
fn step(document: Option<&String>) -> u64 {
    document.map_or(0, |text| text.rsplit(' ').next().unwrap().parse().unwrap())
}

/// What the disk claims of each account is served, or something newer.
fn claims_only_what_is_served(edge: &Edge) {
    let Found::State(state) = StateFile::in_folder(&edge.state_folder()).load().unwrap() else {
        return;
    };
    let payloads = PayloadFolder::open(edge.state_folder().join("payloads")).unwrap();
    let loaded = edge.files("loaded");
    for (number, slot) in &state.slots {
        let claimed = slot.running.and_then(|entry| entry.content);
        let claimed = claimed.map(|digest| {
            let document = document(&payloads, digest).expect("what runs can be put back");
            String::from_utf8(document).unwrap()
        });
        let served = step(loaded.get(number.as_str()));
        assert!(
            step(claimed.as_ref()) <= served,
            "{number}: {claimed:?} is claimed, {served} served"
        );
    }
}

#[tokio::test]
async fn whenever_it_is_killed_nothing_is_claimed_that_is_not_served_and_everything_lands() {
    let (plane, edge) = (ControlPlane::new().await, Edge::new());
    let mut chance = fastrand::Rng::with_seed(20);
    let mut last = Vec::new();
    for round in 1..=14_u64 {
        let mut agent = start(&edge, &plane);
        for number in 0..6 {
            let slot = 1 + (round + number) % 9;
            let word = if chance.u8(..5) == 0 {
                "refuse"
            } else {
                "rules"
            };
            last.push((
                slot,
                plane.hand_over(slot, Some(&format!("{word} {}", round * 10 + number))),
            ));
            // A moment of its life, drawn; there is no condition to wait for.
            tokio::time::sleep(Duration::from_millis(chance.u64(..25))).await;
        }
        agent.start_kill().unwrap();
        agent.wait().await.unwrap();
        claims_only_what_is_served(&edge);
    }
    let mut agent = start(&edge, &plane);
    let finals: Vec<_> = (1..=9_u64)
        .map(|slot| {
            (
                slot,
                plane.hand_over(slot, Some(&format!("rules {}", 1_000 + slot))),
            )
        })
        .collect();
    for (slot, revision) in finals {
        plane.lands(slot, revision).await;
        let served = edge.serves(&format!("{slot:04X}"));
        assert_eq!(step(served.as_ref()), 1_000 + slot);
    }
    until("nothing is left over", || {
        edge.files("loaded") == edge.files("accounts")
    })
    .await;
    agent.start_kill().unwrap();
    agent.wait().await.unwrap();
    claims_only_what_is_served(&edge);
}
