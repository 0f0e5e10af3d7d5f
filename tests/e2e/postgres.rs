//! The binary over a PostgreSQL of its own.

use landfall_store::postgres::testing::{Cluster, Stop};
use serde_json::Value;

use crate::support::{Landfall, get, run};

fn done(data: &std::path::Path, arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.push("--json");
    let output = run(data, &all);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(data: &std::path::Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(!output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_record_in_postgresql_is_made_administered_and_served() {
    let mut cluster = Cluster::start();
    let folder = tempfile::tempdir().unwrap();
    let (data, url) = (folder.path(), cluster.url());
    let init = ["init", "--tenant", "acme", "--admin", "root@acme.example"];
    let with_store = |arguments: &[&str]| {
        let mut all = vec!["--store", url.as_str()];
        all.extend(arguments);
        all.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let done = |arguments: &[&str]| {
        let all = with_store(arguments);
        done(data, &all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let refused = |arguments: &[&str]| {
        let all = with_store(arguments);
        refused(data, &all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let text = refused(&["serve"]);
    assert!(text.contains("`landfall init` makes one"), "{text}");
    let made = done(&init);
    assert!(
        made["store"].as_str().unwrap().starts_with("postgres://"),
        "{made}"
    );
    assert!(!data.join("landfall.db").exists());
    let text = refused(&init);
    assert!(text.contains("exists already"), "{text}");
    // Offline, on the store itself.
    let list = ["tenant", "list"];
    assert!(done(&list).to_string().contains("\"acme\""));

    let server = Landfall::serve(data, &["--store", &url]);
    // Online, through the socket of the server that holds the store.
    assert!(done(&list).to_string().contains("\"acme\""));
    assert_eq!(get(server.address, "/readyz", &[]).status, 200);
    // From elsewhere too, on the store itself beside the server.
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::copy(
        data.join("sealing.key"),
        elsewhere.path().join("sealing.key"),
    )
    .unwrap();
    let listed = self::done(elsewhere.path(), &["--store", &url, "tenant", "list"]);
    assert!(listed.to_string().contains("\"acme\""));

    // Requests wait while the database restarts.
    cluster.stop(Stop::Fast);
    cluster.resume();
    assert_eq!(get(server.address, "/readyz", &[]).status, 200);
}
