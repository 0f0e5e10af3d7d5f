//! Two servers on one PostgreSQL: a change is deployed and watched at the one that does not have the edge servers' streams.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::Value;

use crate::{
    support::{Edge, command, policy, run, wait_until},
    together::Place,
};

const TENANT: &str = "acmepaymentscorp";
const PERSON: &str = "admin@acmepaymentscorp.example";

#[test]
fn who_watches_at_the_other_process_sees_it_land_and_who_is_in_the_way() {
    let place = Place::new();
    let (owner, _other) = place.both();
    let invite =
        "server invite --pop 1 --platform http_small --environment staging --json --tenant";
    let edges = [0, 1].map(|_| {
        let words: Vec<_> = invite.split(' ').chain([TENANT]).collect();
        let made: Value = serde_json::from_slice(&run(place.folder(1), &words).stdout).unwrap();
        Edge::running(owner.address, made["token"].as_str().unwrap())
    });
    let asked = |words: &[&str]| {
        let output = run(place.folder(1), words);
        serde_json::from_slice::<Value>(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    };
    wait_until("all are counted", || {
        let all = asked(&["server", "list", "--tenant", TENANT, "--json"]);
        let all = all.as_array().unwrap().iter();
        let ours = |id: &Value| edges.iter().any(|edge| *id == edge.server);
        all.filter(|server| ours(&server["server"]) && server["membership"] == "counted")
            .count()
            == 2
    });
    edges[1].hold();
    let file = place.folder(1).join("policy.json");
    let mut body = policy("draft", &["first"]);
    body["platform"] = "http_small".into();
    fs::write(&file, body.to_string()).unwrap();
    let mut deploy = command()
        .arg("--data")
        .arg(place.folder(1))
        .args([
            "deploy",
            "--json",
            "--tenant",
            TENANT,
            "--user",
            PERSON,
            "--account",
            "0001",
        ])
        .args(["--environment", "staging", "--timeout", "50s", "--policy"])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut events = BufReader::new(deploy.stdout.take().unwrap()).lines();
    let mut until = |what: &str, wanted: &dyn Fn(&Value) -> bool| {
        let mut last = Value::Null;
        for line in events.by_ref() {
            last = serde_json::from_str(&line.unwrap()).unwrap();
            if wanted(&last) {
                return last;
            }
        }
        panic!("in vain: {what}: {last}");
    };
    // One runs it; the other one has it, and its data plane says neither yes nor no.
    let stuck = until("who is in the way is named", &|event| {
        event["landing"]["waiting"][0]["received"] == true
    });
    let landing = &stuck["landing"];
    assert_eq!(
        (&landing["landed"], &landing["awaited"]),
        (&1.into(), &1.into()),
        "{landing}"
    );
    let waiting = &landing["waiting"][0];
    assert_eq!(waiting["server_id"], edges[1].server.to_string());
    assert_eq!(
        (&waiting["state"], &waiting["received"]),
        (&"awaited".into(), &true.into())
    );
    edges[1].release();
    let landed = until("it has landed", &|event| event["event"] == "landed");
    assert_eq!(
        (&landed["landing"]["landed"], &landed["landing"]["waiting"]),
        (&2.into(), &Value::Array(Vec::new()))
    );
    until("it ends", &|event| event["exit_code"] == 0);
    assert!(deploy.wait().unwrap().success());
    // Afterwards it is the same for whoever asks either of the two.
    let id = landed["landing"]["deploy_request_id"].as_str().unwrap();
    let told = [0, 1].map(|number| {
        let output = run(
            place.folder(number),
            &["status", id, "--json", "--tenant", TENANT],
        );
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    });
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0]["complete"], true);
}
