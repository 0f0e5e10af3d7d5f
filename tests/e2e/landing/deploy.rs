//! From the command line: a policy goes out, one sees it land, and the exit code says what came of it.

use std::{
    fs,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use super::{fleet, over_both_engines, rules};
use crate::support::{Edge, Engine, Installation, Landfall, command as landfall, policy, run};

over_both_engines! {
    a_file_is_deployed_and_ends_with_0_when_every_server_runs_it,
    servers_that_cannot_be_reached_end_it_with_3_and_it_lands_when_they_are_back,
    a_policy_that_every_server_refuses_ends_it_with_4_and_the_reasons,
    one_that_is_withdrawn_while_it_waits_ends_with_5,
}

/// Runs a command that speaks to the server of the data folder.
fn command(installation: &Installation, arguments: &[&str]) -> Output {
    run(&installation.data(), arguments)
}

/// Deploys the policy of a file with one rule of that name, with further flags.
fn deploy(installation: &Installation, name: &str, flags: &[&str]) -> Output {
    let file = installation.path(&format!("{name}.json"));
    fs::write(&file, policy("draft", &[name]).to_string()).unwrap();
    deploy_policy(installation, file.to_str().unwrap(), flags)
}

fn deploy_policy(installation: &Installation, named: &str, flags: &[&str]) -> Output {
    let words = [
        "deploy",
        "--account",
        "0001",
        "--platform",
        "http_large",
        "--environment",
        "production",
        "--policy",
        named,
        "--message",
        "spring release",
        "--user",
        "root@acme.example",
    ];
    command(installation, &[&words, flags].concat())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The objects that were printed, one a line.
fn objects(output: &Output) -> Vec<Value> {
    let text = text(&output.stdout);
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn serve(engine: Engine, pops: &[u64]) -> (Installation, Landfall, Vec<Edge>) {
    let mut places = pops.to_vec();
    places.dedup();
    let installation = Installation::over(engine, &places);
    let (server, edges) = fleet(&installation, pops);
    (installation, server, edges)
}

fn a_file_is_deployed_and_ends_with_0_when_every_server_runs_it(engine: Engine) {
    let (installation, server, edges) = serve(engine, &[1, 1, 2]);
    let first = deploy(&installation, "first", &["--timeout", "50s"]);
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let told = text(&first.stdout);
    for part in [
        "Nothing is live on http_large production",
        "has landed: 3 of 3 servers run it",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    for edge in &edges {
        assert_eq!(rules(edge).len(), 1);
    }
    // The second says what it changes in the first, and tells everything as JSON.
    let changed = deploy(&installation, "second", &["--no-wait"]);
    assert_eq!(changed.status.code(), Some(0), "{changed:?}");
    let told = text(&changed.stdout);
    assert!(told.contains("first") && told.contains("second"), "{told}");
    let third = deploy(&installation, "third", &["--json", "--timeout", "50s"]);
    assert_eq!(third.status.code(), Some(0), "{third:?}");
    let objects = objects(&third);
    assert_eq!(
        (&objects[0]["event"], &objects[1]["event"]),
        (&"policy".into(), &"submitted".into())
    );
    let policy = objects[0]["policy_id"].to_string();
    let (end, landed) = (&objects[objects.len() - 1], &objects[objects.len() - 2]);
    assert_eq!(
        (&end["event"], &end["end"], &end["exit_code"]),
        (&"end".into(), &"landed".into(), &0.into())
    );
    assert_eq!(
        (&landed["event"], &landed["landing"]["landed"]),
        (&"landed".into(), &3.into())
    );
    for edge in &edges {
        assert_eq!(edge.policy("0001").unwrap(), policy.trim_matches('"'));
    }
    // It is what the newest request of the account says.
    let status = command(
        &installation,
        &[
            "status",
            "--account",
            "0001",
            "--platform",
            "http_large",
            "--environment",
            "production",
        ],
    );
    let told = text(&status.stdout);
    for part in ["landed", "Europe : Place 1", "Europe : Place 2", "100.0 %"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let id = objects[1]["deploy_request_id"].as_str().unwrap();
    let status = command(&installation, &["status", id, "--json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(
        (&status["outcome"], &status["complete"]),
        (&"landed".into(), &true.into())
    );
    let watched = command(&installation, &["status", id, "--watch"]);
    assert_eq!(watched.status.code(), Some(0), "{watched:?}");
    drop(server);
}

fn servers_that_cannot_be_reached_end_it_with_3_and_it_lands_when_they_are_back(engine: Engine) {
    let (installation, _server, mut edges) = serve(engine, &[1, 2]);
    edges[1].kill();
    // Half of them is enough for somebody.
    let half = deploy(
        &installation,
        "late",
        &["--json", "--wait", "50", "--timeout", "50s"],
    );
    assert_eq!(half.status.code(), Some(0), "{half:?}");
    // For somebody else it is not.
    let id = objects(&half)[0]["policy_id"].to_string();
    let late = deploy_policy(
        &installation,
        id.trim_matches('"'),
        &["--json", "--timeout", "2s"],
    );
    assert_eq!(late.status.code(), Some(3), "{late:?}");
    assert!(
        text(&late.stderr).contains("1 of 2 servers run it"),
        "{late:?}"
    );
    let objects = objects(&late);
    let end = &objects[objects.len() - 1];
    assert_eq!(
        (&end["end"], &end["outcome"]),
        (&"timed_out".into(), &"under_way".into())
    );
    edges[1].start();
    let id = end["deploy_request_id"].as_str().unwrap();
    let back = command(&installation, &["status", id, "--watch"]);
    assert_eq!(back.status.code(), Some(0), "{back:?}");
}

fn a_policy_that_every_server_refuses_ends_it_with_4_and_the_reasons(engine: Engine) {
    let (installation, _server, edges) = serve(engine, &[1, 2]);
    let refused = deploy(&installation, "refuse", &["--timeout", "50s"]);
    assert_eq!(refused.status.code(), Some(4), "{refused:?}");
    let told = text(&refused.stdout);
    for edge in &edges {
        assert!(told.contains(&format!("server {}", edge.server)), "{told}");
        assert_eq!(edge.policy("0001"), None);
    }
    assert!(
        text(&refused.stderr).contains("failed on 2 servers"),
        "{refused:?}"
    );
    // Another one takes its place.
    let good = deploy(&installation, "good", &["--timeout", "50s"]);
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    // A file with faults is not added, and told with all of them.
    let file = installation.path("faulty.json");
    fs::write(
        &file,
        r#"{"name":"x","platform":"http_large","rules":[{"matches":[{"type":"match.nonsense"}]}]}"#,
    )
    .unwrap();
    let faulty = deploy_policy(&installation, file.to_str().unwrap(), &[]);
    assert_eq!(faulty.status.code(), Some(4), "{faulty:?}");
    assert!(
        text(&faulty.stderr).contains("/rules/0/matches/0"),
        "{faulty:?}"
    );
}

fn one_that_is_withdrawn_while_it_waits_ends_with_5(engine: Engine) {
    let (installation, server, edges) = serve(engine, &[1]);
    installation.made("review on --tenant acme --account 0001");
    let partner = installation.partner();
    let waiting = deploy(&installation, "waiting", &["--no-wait", "--json"]);
    assert_eq!(waiting.status.code(), Some(0), "{waiting:?}");
    let objects = objects(&waiting);
    assert_eq!(objects[1]["state"], "pending_review");
    let id = objects[1]["deploy_request_id"].as_str().unwrap();
    let late = command(&installation, &["status", id]);
    assert!(text(&late.stdout).contains("pending_review"), "{late:?}");
    assert_eq!(partner.cancel(server.address, id).state, "canceled");
    let stopped = command(&installation, &["status", id, "--watch", "--json"]);
    assert_eq!(stopped.status.code(), Some(5), "{stopped:?}");
    // Nothing went out.
    let revision = installation.server(edges[0].server)["cursor"][1].clone();
    assert_eq!(revision, 0);
}

/// Deploys a policy at a terminal, where somebody answers.
fn at_a_terminal(installation: &Installation, named: &str, answer: &str) -> Output {
    let program = landfall().get_program().to_str().unwrap().to_owned();
    let data = installation.data();
    let words = format!(
        "{program} --data {} deploy --account 0001 --platform http_large --environment production --policy {named} \
         --user root@acme.example --no-wait",
        data.display()
    );
    let mut terminal = Command::new("script")
        .args(["--quiet", "--return", "--command", &words, "/dev/null"])
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keys = terminal.stdin.take().unwrap();
    keys.write_all(answer.as_bytes()).unwrap();
    keys.flush().unwrap();
    let output = terminal.wait_with_output().unwrap();
    drop(keys);
    output
}

/// What is on the server before and after: how many policies, and the newest request.
fn written(installation: &Installation) -> (usize, String) {
    let shown = |words: &[&str]| -> Value {
        let output = command(
            installation,
            &[words, &["--json", "--tenant", "acme"]].concat(),
        );
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    };
    let policies = shown(&["policy", "list"]).as_array().unwrap().len();
    let newest = shown(&["status", "--account", "0001"]);
    (policies, newest["deploy_request_id"].to_string())
}

#[test]
fn at_a_terminal_the_difference_is_shown_before_anything_is_written() {
    let (installation, _server, _edges) = serve(Engine::Sqlite, &[1]);
    let first = deploy(&installation, "first", &["--timeout", "50s"]);
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let file = |name: &str, text: &str| {
        let path = installation.path(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let second = file("second.json", &policy("draft", &["second"]).to_string());
    let before = written(&installation);
    assert_eq!(before.0, 1);
    let no = at_a_terminal(&installation, &second, "n\n");
    let told = text(&no.stdout);
    assert_eq!(no.status.code(), Some(1), "{told}");
    let at = |part: &str| told.find(part).unwrap_or_else(|| panic!("{part}: {told}"));
    assert!(
        at("first") < at("[y/N]") && at("second") < at("[y/N]"),
        "{told}"
    );
    assert!(at("[y/N]") < at("nothing was written"), "{told}");
    assert_eq!(written(&installation), before);
    // What has faults is not asked about.
    let faulty = second.replace("second.json", "faulty.json");
    let body = policy("draft", &["faulty"]).to_string();
    fs::write(
        &faulty,
        body.replace("match.always", "match.url.url-path.regex"),
    )
    .unwrap();
    let refused = at_a_terminal(&installation, &faulty, "y\n");
    let told = text(&refused.stdout);
    assert_eq!(refused.status.code(), Some(4), "{told}");
    assert!(
        told.contains("/rules/0/matches/0") && !told.contains("[y/N]"),
        "{told}"
    );
    assert_eq!(written(&installation), before);
    let yes = at_a_terminal(&installation, &second, "y\n");
    let told = text(&yes.stdout);
    assert_eq!(yes.status.code(), Some(0), "{told}");
    let after = written(&installation);
    assert!(after.0 == 2 && after.1 != before.1, "{after:?}: {told}");
}
