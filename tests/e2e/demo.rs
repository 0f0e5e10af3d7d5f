//! The demonstration as a program: where it listens, what it keeps, how it ends.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

use crate::{
    support::{Landfall, Partner, command, get, minified, policy, run, wait_until},
    world::MSP,
};

const VIPMP: [(&str, &str); 3] = [
    ("X-Correlation-Id", "c"),
    ("Authorization", "Bearer demo-token"),
    ("X-Api-Key", "swo-app"),
];

#[test]
fn it_is_ready_when_it_has_printed_where_it_is() {
    let demo = Landfall::demo(&[]);
    assert_eq!(get(demo.address, "/readyz", &[]).status, 200);
    assert_eq!(get(demo.address, "/healthz", &[]).body, "ok");
}

#[test]
fn metrics_are_on_a_listener_of_their_own_and_show_the_lively_servers() {
    let demo = Landfall::demo(&[]);
    get(demo.address, "/ping", &[("X-Api-Key", "swo-app")]);
    assert_eq!(get(demo.address, "/metrics", &[]).status, 404);
    let metrics = get(demo.metrics, "/metrics", &[]);
    assert_eq!(metrics.status, 200);
    let request = r#"landfall_requests_total{dialect="vipmp",method="GET",status="2xx"} 1"#;
    assert!(metrics.body.contains(request), "{}", metrics.body);
    assert!(metrics.body.ends_with("# EOF\n"));
    let healthy = |platform: &str| {
        let label = format!(r#"platform="{platform}",environment="production""#);
        let lines = metrics
            .body
            .lines()
            .filter(|line| line.contains(&label) && line.contains(r#"health="healthy""#));
        let counts: Vec<u64> = lines
            .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
            .collect();
        (
            counts.iter().filter(|count| **count > 0).count(),
            counts.iter().sum::<u64>(),
        )
    };
    for platform in ["http_large", "http_small"] {
        let (pops, servers) = healthy(platform);
        assert_eq!(pops, 70, "{platform}");
        assert!((900..=1100).contains(&servers), "{platform}: {servers}");
    }
}

#[test]
fn a_page_from_elsewhere_cannot_reach_in_by_a_name_of_its_own() {
    let demo = Landfall::demo(&[]);
    for host in [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
    ] {
        let mut headers = VIPMP.to_vec();
        headers.push(("Host", host));
        let answer = get(demo.address, "/v3/customers/9876543210", &headers);
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.body.contains("Fairmont"));
    }
    let mut headers = VIPMP.to_vec();
    headers.push(("Host", "localhost:1234"));
    assert_eq!(
        get(demo.address, "/v3/customers/9876543210", &headers).status,
        200
    );
}

#[test]
fn it_listens_on_loopback_only() {
    let output = command()
        .args(["demo", "--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("loopback only") && text.contains("landfall init"),
        "{text}"
    );
}

#[test]
fn a_port_that_is_taken_is_named() {
    let demo = Landfall::demo(&[]);
    let output = command()
        .args(["demo", "--listen", &demo.address.to_string()])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains(&demo.address.to_string()), "{text}");
}

#[test]
fn ctrl_c_ends_it_cleanly_and_takes_the_temporary_folder_along() {
    let demo = Landfall::demo(&[]);
    let folder = std::path::PathBuf::from(demo.printed["data"].as_str().unwrap());
    assert!(folder.join("landfall.db").exists());
    demo.signal("INT");
    let (status, log) = demo.end();
    assert!(status.success(), "{status}: {log}");
    assert_eq!(log, "");
    assert!(!folder.exists());
}

#[test]
fn a_folder_of_its_own_is_made_filled_once_and_kept() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("not/yet/there");
    let data_text = data.to_str().unwrap();
    let demo = Landfall::demo(&["--data", data_text]);
    // What operators add stays there, which shows that the second start does not fill the folder again.
    let added = crate::support::run(&data, &["tenant", "create", "another", "--json"]);
    assert!(added.status.success(), "{added:?}");
    demo.signal("TERM");
    assert!(demo.end().0.success());

    let demo = Landfall::demo(&["--data", data_text]);
    let customer = get(demo.address, "/v3/customers/9876543210", &VIPMP);
    assert_eq!(customer.status, 200);
    let tenants = crate::support::run(&data, &["tenant", "list", "--json"]);
    let tenants = String::from_utf8(tenants.stdout).unwrap();
    assert!(
        tenants.contains("\"another\"") && tenants.contains("acmepaymentscorp"),
        "{tenants}"
    );
}

#[test]
fn a_folder_with_other_things_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("thesis.txt"), "precious").unwrap();
    let output = command()
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("empty folder"), "{text}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn with_a_pace_the_change_lands_everywhere() {
    let demo = Landfall::demo(&["--pace", "2s"]);
    let status = || {
        get(
            demo.address,
            "/v2/mcc/customers/0001/rulesv4/123456/status",
            &[("Authorization", "TOK:12345678-1234-1234-1234-1234567890ab")],
        )
    };
    let mut last = 0.0;
    wait_until("the change to have landed everywhere", || {
        let answer = status().json();
        let percent = answer["Percent_propagated"].as_f64().unwrap();
        assert!(percent >= last, "{percent} after {last}");
        last = percent;
        answer["Status"] == "propagated"
    });
    let landed = status().body;
    let head = r#"{"Status":"propagated","Percent_propagated":100.0,"#;
    assert!(landed.starts_with(head), "{landed}");
}

/// What servers confirmed is in the store within a second, so it is still counted after a crash.
#[test]
fn what_has_landed_is_still_counted_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let percent = |demo: &Landfall| {
        let answer = get(
            demo.address,
            "/v2/mcc/customers/0001/rulesv4/123456/status",
            &[("Authorization", "TOK:12345678-1234-1234-1234-1234567890ab")],
        );
        answer.json()["Percent_propagated"].as_f64().unwrap()
    };
    let demo = Landfall::demo(&["--data", &data, "--pace", "1s"]);
    wait_until("the change to have landed everywhere", || {
        percent(&demo) >= 100.0
    });
    demo.signal("TERM");
    assert!(demo.end().0.success());
    let demo = Landfall::demo(&["--data", &data]);
    assert!((percent(&demo) - 100.0).abs() < f64::EPSILON);
    demo.kill();
    let demo = Landfall::demo(&["--data", &data]);
    assert!((percent(&demo) - 100.0).abs() < f64::EPSILON);
}

const TENANT: &str = "acmepaymentscorp";

/// Whether each server of the demonstration holds a connection.
fn connections(data: &Path) -> BTreeMap<u64, bool> {
    let list = run(data, &["server", "list", "--tenant", TENANT, "--json"]);
    let all: Value = serde_json::from_slice(&list.stdout).unwrap();
    let all = all.as_array().unwrap().iter();
    all.map(|server| {
        let number = server["server"].as_u64().unwrap();
        (number, server["connected"] == true)
    })
    .collect()
}

/// All that connect: every server but the 2,288 of the examples.
fn all_connected(data: &Path) -> BTreeSet<u64> {
    let mut last = BTreeMap::new();
    wait_until("all servers are connected", || {
        last = connections(data);
        (last.iter()).all(|(server, connected)| *connected || *server <= 2_288)
    });
    let connected = last.into_iter().filter(|(_, connected)| *connected);
    let connected: BTreeSet<u64> = connected.map(|(server, _)| server).collect();
    assert!(
        connected.iter().all(|server| *server > 2_288),
        "not those of the examples"
    );
    assert!(connected.len() > 2_000, "{}", connected.len());
    connected
}

/// The process with the servers of a demonstration, while that runs.
fn agents_of(demo: &Landfall) -> u32 {
    let mut found = None;
    wait_until("the servers' process is there", || {
        let all = fs::read_dir("/proc").unwrap();
        let numbers = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        found = numbers
            .filter(|number| parent(*number) == Some(demo.id()))
            .find(|number| {
                let line = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
                String::from_utf8_lossy(&line).contains("demo-servers")
            });
        found.is_some()
    });
    found.unwrap()
}

/// State and parent of a process, behind its name in parentheses.
fn stat(number: u32) -> Option<(String, u32)> {
    let text = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    let mut words = text.rsplit_once(')')?.1.split_whitespace();
    Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
}

fn parent(number: u32) -> Option<u32> {
    Some(stat(number)?.1)
}

/// Someone who writes the rules of account 0001.
fn partner(data: &Path) -> Partner {
    let made = |arguments: &[&str]| {
        let made = run(data, &[arguments, &["--tenant", TENANT, "--json"]].concat());
        assert!(made.status.success(), "{made:?}");
        serde_json::from_slice::<Value>(&made.stdout).unwrap()
    };
    let rights = [
        "--grant",
        "rulesv4=write",
        "--organization",
        MSP,
        "--home-account",
        "0001",
    ];
    made(&[&["client", "create", "rules-app"], &rights[..]].concat());
    let token = made(&[
        "token",
        "create",
        "--client",
        "rules-app",
        "--dialect",
        "rulesv4-bearer",
    ]);
    Partner {
        bearer: format!("Bearer {}", token["token"].as_str().unwrap()),
        token: "TOK:12345678-1234-1234-1234-1234567890ab".to_owned(),
        authorities: None,
    }
}

#[test]
fn what_is_deployed_lands_on_its_servers_which_end_with_it_and_come_back_as_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let arguments = ["--data", data.to_str().unwrap()];
    let demo = Landfall::demo_with_agents(&arguments);
    let servers = all_connected(data);
    let partner = partner(data);
    let added = partner.add(demo.address, &policy("locked", &["first"]).to_string());
    let request = partner.submit(demo.address, &added, "first");
    partner.wait_until_landed(demo.address, &request.id);
    // The contract's example stays as it is printed.
    let printed = minified(include_str!("../golden/rulesv4_status.txt"));
    let (head, _) = printed.split_once("{...").unwrap();
    let example = partner.status(demo.address, "123456").unwrap().body;
    assert!(example.starts_with(head), "{example}");

    let agents = agents_of(&demo);
    demo.kill();
    // Who takes care of orphans may be slow to read how they ended.
    wait_until("its servers have ended", || {
        stat(agents).is_none_or(|(state, _)| state == "Z" || state == "X")
    });
    let demo = Landfall::demo_with_agents(&arguments);
    assert_eq!(all_connected(data), servers);
    let added = partner.add(demo.address, &policy("locked", &["second"]).to_string());
    let request = partner.submit(demo.address, &added, "second");
    partner.wait_until_landed(demo.address, &request.id);

    // The process is missed when it dies alone.
    let agents = agents_of(&demo);
    let killed = std::process::Command::new("kill")
        .args(["-KILL", &agents.to_string()])
        .status();
    assert!(killed.unwrap().success());
    wait_until("another one has taken over", || agents_of(&demo) != agents);
    assert_eq!(all_connected(data), servers);
    let agents = agents_of(&demo);
    demo.signal("INT");
    let (status, log) = demo.end();
    assert!(status.success(), "{status}: {log}");
    assert_eq!(stat(agents), None, "it was waited for");
}
