//! Operators' commands, offline on the store and online through the socket.

use std::{os::unix::fs::PermissionsExt, path::Path};

use serde_json::Value;

use crate::support::{Call, Landfall, call, get, run};

fn json(data: &Path, arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.push("--json");
    let output = run(data, &all);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(!output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn init(data: &Path) {
    json(
        data,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
}

fn client(data: &Path, id: &str) -> String {
    let made = json(
        data,
        &[
            "client",
            "create",
            id,
            "--tenant",
            "acme",
            "--grant",
            "vipmp=write",
        ],
    );
    made["secret"].as_str().unwrap().to_owned()
}

fn token(server: &Landfall, client: &str, secret: &str) -> Option<String> {
    let answer = call(
        server.address,
        &Call {
            method: "POST",
            target: "/ims/token/v3",
            headers: &[("Content-Type", "application/x-www-form-urlencoded")],
            body: &format!(
                "grant_type=client_credentials&client_id={client}&client_secret={secret}"
            ),
        },
    )
    .unwrap();
    answer.json()["access_token"].as_str().map(str::to_owned)
}

fn read(server: &Landfall, key: &str, token: &str, customer: &str) -> (u16, String) {
    let answer = get(
        server.address,
        &format!("/v3/customers/{customer}"),
        &[
            ("X-Api-Key", key),
            ("Authorization", &format!("Bearer {token}")),
            ("X-Correlation-Id", "c"),
        ],
    );
    (answer.status.as_u16(), answer.body)
}

/// The same commands do the same with a server and without one.
fn a_customer_is_added_and_read(online: bool) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    let running = online.then(|| Landfall::serve(data, &[]));
    let reseller = json(
        data,
        &[
            "organization",
            "create",
            "--tenant",
            "acme",
            "--kind",
            "reseller",
            "--name",
            "Nordwind Handel",
        ],
    );
    let parent = reseller["organization"].as_str().unwrap();
    let customer = json(
        data,
        &[
            "organization",
            "create",
            "--tenant",
            "acme",
            "--kind",
            "customer",
            "--name",
            "Nordwind Papier GmbH",
            "--parent",
            parent,
            "--country",
            "DE",
            "--region",
            "BY",
            "--city",
            "Augsburg",
            "--address-line",
            "Lechufer 8",
            "--postal-code",
            "86150",
            "--email",
            "lena@nordwind.example",
            "--first-name",
            "Lena",
            "--last-name",
            "Brandt",
        ],
    );
    assert_eq!(customer["account_number"].as_str().unwrap(), "0001");
    let secret = client(data, "reader");
    let server = running.unwrap_or_else(|| Landfall::serve(data, &[]));
    let token = token(&server, "reader", &secret).unwrap();
    let (status, body) = read(
        &server,
        "reader",
        &token,
        customer["vipmp_id"].as_str().unwrap(),
    );
    assert_eq!(status, 200, "{body}");
    let shown: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        shown["companyProfile"]["companyName"],
        "Nordwind Papier GmbH"
    );
    assert_eq!(shown["resellerId"], reseller["vipmp_id"]);
    let listed = json(
        data,
        &[
            "organization",
            "list",
            "--tenant",
            "acme",
            "--kind",
            "customer",
        ],
    );
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[test]
fn offline_a_customer_is_added_and_read() {
    a_customer_is_added_and_read(false);
}

#[test]
fn online_a_customer_is_added_and_read() {
    a_customer_is_added_and_read(true);
}

#[test]
fn the_socket_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    let _server = Landfall::serve(folder.path(), &[]);
    let mode = std::fs::metadata(folder.path().join("admin.sock"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_is_revoked_opens_nothing_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    let server = Landfall::serve(data, &[]);
    let secret = client(data, "one");
    let kept = client(data, "other");
    let (first, second) = (
        token(&server, "one", &secret).unwrap(),
        token(&server, "one", &secret).unwrap(),
    );
    let other = token(&server, "other", &kept).unwrap();
    for good in [&first, &second] {
        assert_eq!(read(&server, "one", good, "1234567890").0, 404);
    }
    // A token, by itself.
    json(data, &["token", "revoke", "--tenant", "acme", &first]);
    assert_eq!(read(&server, "one", &first, "1234567890").0, 401);
    assert_eq!(read(&server, "one", &second, "1234567890").0, 404);
    // The client, with everything it holds.
    json(data, &["client", "revoke", "--tenant", "acme", "one"]);
    assert_eq!(read(&server, "one", &second, "1234567890").0, 403);
    assert_eq!(token(&server, "one", &secret), None);
    assert_eq!(read(&server, "other", &other, "1234567890").0, 404);
    // The tenant, with everybody in it.
    json(data, &["tenant", "revoke", "acme"]);
    assert_eq!(read(&server, "other", &other, "1234567890").0, 403);
    let again = refused(
        data,
        &[
            "client",
            "create",
            "one",
            "--tenant",
            "acme",
            "--grant",
            "vipmp=read",
        ],
    );
    assert!(again.contains("never used twice"), "{again}");
}

#[test]
fn csrf_settings_take_effect_on_the_next_call() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let made = json(
        data,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    let password = made["administrator"]["password"].as_str().unwrap();
    let server = Landfall::serve(data, &[]);
    let login = call(
        server.address,
        &Call {
            method: "POST",
            target: "/api/login",
            headers: &[("Content-Type", "application/json")],
            body: &format!(r#"{{"email":"root@acme.example","password":"{password}"}}"#),
        },
    )
    .unwrap();
    let cookies: Vec<&str> = login
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().split(';').next().unwrap())
        .collect();
    let csrf = cookies[1].split_once('=').unwrap().1;
    let zones = |headers: &[(&str, &str)]| {
        let mut all = vec![("Cookie", cookies[0])];
        all.extend_from_slice(headers);
        get(server.address, "/api/deploymentzones", &all).status
    };
    assert_eq!(zones(&[]), 200);
    let set = json(data, &["tenant", "set", "acme", "--read-csrf", "true"]);
    assert_eq!(set["settings"]["read_csrf"], true);
    assert_eq!(
        set["settings"]["write_csrf"], true,
        "what is not named stays"
    );
    assert_eq!(zones(&[]), 401);
    assert_eq!(zones(&[("X-Csrf-Token_acme", csrf)]), 200);
    json(data, &["tenant", "set", "acme", "--read-csrf", "false"]);
    assert_eq!(zones(&[]), 200);
}

#[test]
fn a_lost_administrator_is_replaced_offline() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    let made = json(
        data,
        &[
            "user",
            "create",
            "root@acme.example",
            "--tenant",
            "acme",
            "--replace-password",
        ],
    );
    let password = made["password"].as_str().unwrap();
    let other = json(
        data,
        &[
            "user",
            "create",
            "new@acme.example",
            "--tenant",
            "acme",
            "--role",
            "business-admin",
        ],
    );
    let server = Landfall::serve(data, &[]);
    for (email, password) in [
        ("root@acme.example", password),
        ("new@acme.example", other["password"].as_str().unwrap()),
    ] {
        let login = call(
            server.address,
            &Call {
                method: "POST",
                target: "/api/login",
                headers: &[("Content-Type", "application/json")],
                body: &format!(r#"{{"email":"{email}","password":"{password}"}}"#),
            },
        )
        .unwrap();
        assert_eq!(login.status, 200, "{email}: {}", login.body);
    }
}

#[test]
fn a_repetition_under_the_same_key_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    let create = |id: &str| {
        run(
            data,
            &[
                "client",
                "create",
                id,
                "--tenant",
                "acme",
                "--grant",
                "vipmp=read",
                "--idempotency-key",
                "k1",
                "--json",
            ],
        )
    };
    let first: Value = serde_json::from_slice(&create("once").stdout).unwrap();
    assert!(first["secret"].is_string());
    let second: Value = serde_json::from_slice(&create("once").stdout).unwrap();
    assert_eq!(second["client_id"], "once");
    assert_eq!(second["secret"], Value::Null, "a secret is shown once");
    assert!(
        !create("twice").status.success(),
        "another command under the same key"
    );
    let clients = json(data, &["client", "list", "--tenant", "acme"]);
    assert_eq!(clients.as_array().unwrap().len(), 1);
    let events = json(data, &["event", "list"]);
    let created = events
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["kind"] == "client.created");
    assert_eq!(created.count(), 1);
    assert!(
        !events
            .to_string()
            .contains(first["secret"].as_str().unwrap())
    );
}

#[test]
fn a_tok_token_opens_its_account_and_rotates_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    json(
        data,
        &[
            "organization",
            "create",
            "--tenant",
            "acme",
            "--kind",
            "customer",
            "--name",
            "Fairmont Hotel",
            "--country",
            "US",
            "--region",
            "CA",
            "--email",
            "a@b.example",
        ],
    );
    json(
        data,
        &["user", "create", "ops@acme.example", "--tenant", "acme"],
    );
    let server = Landfall::serve(data, &[]);
    let make = |slot: &str| {
        let made = json(
            data,
            &[
                "token",
                "create",
                "--tenant",
                "acme",
                "--user",
                "ops@acme.example",
                "--account",
                "0001",
                "--slot",
                slot,
            ],
        );
        made["token"].as_str().unwrap().to_owned()
    };
    let status = |token: &str| {
        get(
            server.address,
            "/v2/mcc/customers/0001/rulesv4/1/status",
            &[("Authorization", &format!("TOK:{token}"))],
        )
        .body
    };
    let unknown = r#"{"Message":"Invalid deploy request ID"}"#;
    let denied = r#"{ "Message" : "Access Denied" }"#;
    let (primary, backup) = (make("primary"), make("backup"));
    assert_eq!(status(&primary), unknown);
    assert_eq!(status(&backup.to_uppercase()), unknown);
    let rotated = make("primary");
    assert_eq!(status(&primary), denied);
    assert_eq!(status(&rotated), unknown);
    assert_eq!(status(&backup), unknown);
}

#[test]
fn faults_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    for (arguments, hint) in [
        (
            &["client", "list", "--tenant", "nobody"][..],
            "landfall tenant list",
        ),
        (
            &[
                "organization",
                "create",
                "--tenant",
                "acme",
                "--kind",
                "customer",
                "--name",
                "abc",
            ],
            "country",
        ),
        (
            &[
                "organization",
                "create",
                "--tenant",
                "acme",
                "--kind",
                "planet",
                "--name",
                "abcd",
            ],
            "reseller",
        ),
        (
            &[
                "client",
                "create",
                "a b",
                "--tenant",
                "acme",
                "--grant",
                "vipmp=read",
            ],
            "client_id",
        ),
        (
            &[
                "client", "create", "x", "--tenant", "acme", "--grant", "vipmp",
            ],
            "dialect=read",
        ),
        (
            &[
                "client",
                "create",
                "x",
                "--tenant",
                "acme",
                "--grant",
                "vipmp=read",
                "--home-account",
                "0001",
            ],
            "rulesv4",
        ),
        (
            &[
                "token",
                "create",
                "--tenant",
                "acme",
                "--user",
                "x@y.example",
                "--account",
                "0001",
            ],
            "no living user",
        ),
        (
            &["user", "create", "root@acme.example", "--tenant", "acme"],
            "--replace-password",
        ),
        (
            &["token", "revoke", "--tenant", "acme", "nope"],
            "landfall token list",
        ),
        (&["tenant", "create", "acme"], "already"),
    ] {
        let text = refused(data, arguments);
        assert!(text.contains(hint), "{arguments:?}: {text}");
    }
}

#[test]
fn completions_are_there_for_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let output = run(folder.path(), &["completions", shell]);
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("organization") && text.contains("idempotency-key"),
            "{shell}"
        );
    }
}

#[test]
fn counters_that_somebody_changed_are_told_and_made_right() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    let file = data.join("records.ndjson").display().to_string();
    let made = [
        "generate",
        "--customers",
        "40",
        "--fulfillments",
        "60",
        "--output",
        &file,
    ];
    for command in [&made[..], &["import", &file]] {
        let output = run(data, command);
        assert!(output.status.success(), "{output:?}");
    }
    let good = json(data, &["counters", "check"]);
    assert_eq!((&good["rows"], &good["faults"]), (&60.into(), &0.into()));
    {
        let by_hand = rusqlite::Connection::open(data.join("landfall.db")).unwrap();
        let changed = by_hand.execute("UPDATE list_block SET c0 = c0 + 1 WHERE level = 0", []);
        assert!(changed.unwrap() > 0);
    }
    let output = run(data, &["counters", "check", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["faults"].as_u64().unwrap() > 0, "{report}");
    let output = run(data, &["counters", "check"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("landfall counters rebuild"), "{told}");
    assert_eq!(json(data, &["counters", "rebuild"])["rows"], 60);
    assert_eq!(json(data, &["counters", "check"])["faults"], 0);
}

#[test]
fn counters_are_checked_and_made_anew_while_no_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let text = refused(data, &["counters", "check"]);
    assert!(text.contains("`landfall init` makes one"), "{text}");
    init(data);
    let report = json(data, &["counters", "check"]);
    assert_eq!((&report["rows"], &report["faults"]), (&0.into(), &0.into()));
    assert_eq!(json(data, &["counters", "rebuild"])["rows"], 0);
    let _server = Landfall::serve(data, &[]);
    for command in ["check", "rebuild"] {
        let text = refused(data, &["counters", command]);
        assert!(text.contains("holds the store"), "{text}");
    }
}
