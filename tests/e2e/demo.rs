//! The demonstration as a program: where it listens, what it keeps, how it ends.

use crate::support::{Landfall, command, get, wait_until};

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
