//! The binary over a PostgreSQL of its own.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use landfall_store::postgres::testing::{Cluster, Stop};
use serde_json::Value;

use crate::{
    support::{Call, Landfall, call, get, minified, run, wait_until},
    together::Place,
};

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
    let cluster = Cluster::start();
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
}

const LOGIN: Call<'_> = Call {
    method: "POST",
    target: "/api/login",
    headers: &[("Content-Type", "application/json")],
    body: r#"{"email":"admin@acmepaymentscorp.example","password":"demo-password"}"#,
};
const TOKEN: Call<'_> = Call {
    method: "POST",
    target: "/ims/token/v3",
    headers: &[("Content-Type", "application/x-www-form-urlencoded")],
    body: "grant_type=client_credentials&client_id=swo-app&client_secret=anything",
};
const CUSTOMER: &str = "/v3/customers/9876543210";
const VIPMP: [(&str, &str); 3] = [
    ("X-Correlation-Id", "correlation-1"),
    ("Authorization", "Bearer demo-token"),
    ("X-Api-Key", "swo-app"),
];

type Refusal<'a> = (
    &'static str,
    Vec<(&'static str, &'a str)>,
    u16,
    &'static str,
    bool,
);

/// What each dialect says while the database is away: path, headers, status, a part of the body, and whether it says when to
/// come back.
fn refusals(cookies: &str) -> [Refusal<'_>; 6] {
    [
        (CUSTOMER, VIPMP.to_vec(), 500, r#""code":"1124""#, false),
        (
            "/api/v1/partner/fulfillments",
            vec![("Authorization", "Bearer demo-token")],
            503,
            "1098",
            true,
        ),
        (
            "/api/deploymentzones",
            vec![
                ("Accept", "application/vnd.soa.v84+json"),
                ("Cookie", cookies),
            ],
            500,
            r#""faultcode":"Server""#,
            false,
        ),
        (
            "/v2/mcc/customers/0001/rulesv4/123456/status",
            vec![("Authorization", "TOK:12345678-1234-1234-1234-1234567890ab")],
            503,
            r#"{"Message":"Service Unavailable"}"#,
            true,
        ),
        (
            "/landfall/v1/pops",
            vec![("Authorization", "Bearer demo-native-token")],
            503,
            r#""status":503"#,
            true,
        ),
        ("/readyz", vec![], 503, r#""status":503"#, false),
    ]
}

#[test]
fn while_the_database_is_away_each_dialect_says_so_and_the_patient_are_answered_when_it_is_back() {
    let mut place = Place::new();
    let serve = |number: usize, patience: u32| {
        let file = place.folder(number).join("landfall.toml");
        let text = format!("[postgres]\npatience_seconds = {patience}\n");
        std::fs::write(&file, text).unwrap();
        place.serve(number, &["--config", file.to_str().unwrap()])
    };
    let (hasty, patient) = (serve(0, 1), serve(1, 25));
    let login = call(hasty.address, &LOGIN).unwrap();
    assert_eq!(login.status, 200, "{}", login.body);
    let cookies: Vec<_> = (login.headers.get_all("set-cookie").iter())
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
        .collect();
    let cookies = cookies.join("; ");
    for (path, headers, ..) in refusals(&cookies) {
        wait_until("it is served", || {
            get(hasty.address, path, &headers).status == 200
        });
    }
    place.cluster.stop(Stop::Fast);
    for (path, headers, status, body, says_when) in refusals(&cookies) {
        let answer = get(hasty.address, path, &headers);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(body), "{path}: {}", answer.body);
        let when = answer.header("retry-after");
        assert_eq!(!when.is_empty(), says_when, "{path}: {when:?}");
    }
    let token = call(hasty.address, &TOKEN).unwrap();
    assert_eq!(token.status, 500, "{}", token.body);
    assert!(token.body.contains("server_error"), "{}", token.body);
    // This one has been asked before the database comes back, and waits for it.
    let mut waiting = TcpStream::connect(patient.address).unwrap();
    let mut request =
        format!("GET {CUSTOMER} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (name, value) in VIPMP {
        request.extend([name, ": ", value, "\r\n"]);
    }
    waiting.write_all((request + "\r\n").as_bytes()).unwrap();
    let moment = Some(Duration::from_millis(300));
    waiting.set_read_timeout(moment).unwrap();
    let nothing = waiting.peek(&mut [0]).unwrap_err();
    assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
    place.cluster.resume();
    waiting.set_read_timeout(None).unwrap();
    let mut answer = String::new();
    waiting.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let expected = minified(include_str!("../golden/vipmp_customer.json"));
    assert!(answer.ends_with(&expected), "{answer}");
    for server in [&hasty, &patient] {
        wait_until("it is ready again", || {
            get(server.address, "/readyz", &[]).status == 200
        });
    }
}
