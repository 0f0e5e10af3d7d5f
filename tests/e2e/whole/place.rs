//! Folders with stores in them, and what the binary says to commands on them.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use landfall_store::postgres::testing::Cluster;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Answer, Call, Landfall, call, get, run};

/// A folder for data folders and backups.
pub(super) struct Place(TempDir);

impl Place {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A path in it.
    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The same as text.
    pub(super) fn text(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }

    /// A data folder `demo` with the demonstration's record and what people have added to it.
    pub(super) fn demo(&self) -> PathBuf {
        let data = self.at("demo");
        let demo = Landfall::demo(&["--data", data.to_str().unwrap()]);
        assert_eq!(sign_in(&demo).status, 200);
        demo.signal("INT");
        assert!(demo.end().0.success());
        add(&data, &[]);
        data
    }
}

/// Signs the demonstration's administrator in.
pub(super) fn sign_in(server: &Landfall) -> Answer {
    call(
        server.address,
        &Call {
            method: "POST",
            target: "/api/login",
            headers: &[("Content-Type", "application/json")],
            body: r#"{"email":"admin@acmepaymentscorp.example","password":"demo-password"}"#,
        },
    )
    .unwrap()
}

/// Adds a client and an organization to the demonstration's tenant, each with its event and a repeatable answer.
pub(super) fn add(data: &Path, store: &[&str]) {
    let name = format!("added-{}", fastrand::u32(..));
    let tenant = ["--tenant", "acmepaymentscorp"];
    let client = ["client", "create", &name, "--grant", "vipmp=write"];
    let reseller = [
        "organization",
        "create",
        "--kind",
        "reseller",
        "--name",
        &name,
    ];
    for command in [&client[..], &reseller[..]] {
        let key = format!("{name}-{}", command[0]);
        let all = [store, command, &tenant, &["--idempotency-key", &key]].concat();
        done(data, &all);
    }
}

/// Runs a command that has to succeed, and gives what it prints.
pub(super) fn done(data: &Path, arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.push("--json");
    let output = run(data, &all);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs a command that has to fail, and gives what it says.
pub(super) fn refused(data: &Path, arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = run(data, arguments);
    let text = String::from_utf8(stderr).unwrap();
    assert!(!status.success(), "{arguments:?}: {text}");
    text
}

/// One body of each contract's examples, as a server answers now.
pub(super) fn bodies(server: &Landfall) -> Vec<String> {
    let vipmp = [
        ("X-Correlation-Id", "c"),
        ("Authorization", "Bearer demo-token"),
        ("X-Api-Key", "swo-app"),
    ];
    let cookies = sign_in(server);
    let cookies: Vec<&str> = cookies
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().split(';').next().unwrap())
        .collect();
    let cookies = [("Cookie", &*cookies.join("; "))];
    let bearer = [("Authorization", "Bearer demo-token")];
    let asked: [(&str, &[(&str, &str)]); 5] = [
        ("/v3/customers/9876543210", &vipmp),
        ("/v3/customers/5556667778/deployments?limit=9", &vipmp),
        ("/api/deploymentzones", &cookies),
        (STATUS, &TOK),
        (
            "/api/v1/partner/fulfillments?filter=status:complete",
            &bearer,
        ),
    ];
    let answers = asked.map(|(target, headers)| {
        let answer = get(server.address, target, headers);
        assert_eq!(answer.status, 200, "{target}: {}", answer.body);
        answer.body
    });
    answers.into()
}

const STATUS: &str = "/v2/mcc/customers/0001/rulesv4/123456/status";
const TOK: [(&str, &str); 1] = [("Authorization", "TOK:12345678-1234-1234-1234-1234567890ab")];

/// How far the demonstration's change has landed.
pub(super) fn status(server: &Landfall) -> Answer {
    get(server.address, STATUS, &TOK)
}

/// Whether a database has a store's schema.
pub(super) fn has_schema(cluster: &Cluster, name: &str) -> bool {
    ask(
        cluster,
        &format!("SELECT to_regnamespace('{name}') IS NOT NULL"),
    ) == "t"
}

/// The first column of the first row, as text.
pub(super) fn ask(cluster: &Cluster, sql: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sql = format!("SELECT (x.*)::text FROM ({sql}) x");
    runtime.block_on(async {
        let session = cluster.session().await;
        let row = session.query_one(&sql, &[]).await.unwrap();
        let text: String = row.get(0);
        text.trim_matches(['(', ')']).to_owned()
    })
}
