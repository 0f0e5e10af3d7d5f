//! Requests made from the OpenAPI documents by schemathesis, good and bad, and every answer held against the document: its
//! status, media type, headers and body. The same requests each time.
//!
//! What runs is in `generated/schemathesis.toml`. Here each document gets a demonstration, good credentials, and a list of
//! the statuses that must have come up: a run whose requests all failed at the first check would show nothing.

mod report;

use std::{path::Path, process::Command};

use tempfile::TempDir;

use crate::support::{Call, Landfall, call};

/// The folder of the workspace.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What one run does.
struct Run<'a> {
    /// The document, by its path in the workspace.
    document: &'a str,
    /// Requests per operation, beside those that every constraint of the document asks for.
    requests: u32,
    /// Further flags.
    flags: &'a [&'a str],
    /// The credentials: key, token, CSRF token.
    caller: [&'a str; 3],
    /// Method, path with `{}` for a segment, and the statuses that must have been answered.
    expected: &'a [(&'a str, &'a str, &'a [u16])],
}

impl Default for Run<'_> {
    fn default() -> Self {
        Self {
            document: "",
            requests: 50,
            flags: &[],
            caller: ["none"; 3],
            expected: &[],
        }
    }
}

/// The program, in the version that `./check` installs.
fn schemathesis() -> Command {
    let advice =
        "run `./check tests`: it installs what the tests need and puts it on the search path";
    let check = std::fs::read_to_string(Path::new(ROOT).join("check")).unwrap();
    let mut lines = check.lines();
    let pinned = lines.find_map(|line| line.strip_prefix("readonly SCHEMATHESIS_VERSION="));
    let said = Command::new("schemathesis")
        .arg("--version")
        .output()
        .unwrap_or_else(|error| panic!("schemathesis cannot be started ({error}); {advice}"));
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let version = said.trim().rsplit(' ').next();
    assert_eq!(version, pinned, "{said} is another version; {advice}");
    Command::new("schemathesis")
}

/// Runs it in a folder of its own; gives whether everything was as the document says, and what it printed.
fn outcome(server: &Landfall, run: &Run<'_>, folder: &TempDir) -> (bool, String) {
    let requests = run.requests.to_string();
    let url = format!("http://{}", server.address);
    let output = schemathesis()
        .current_dir(folder.path())
        .arg("--config-file")
        .arg(Path::new(ROOT).join("tests/e2e/generated/schemathesis.toml"))
        .args(["--no-color", "run"])
        .arg(Path::new(ROOT).join(run.document))
        .args(["--url", &url, "--max-examples", &requests])
        .args(["--report-har-path", "report.har"])
        .args(run.flags)
        .env("CALLER_KEY", run.caller[0])
        .env("CALLER_TOKEN", run.caller[1])
        .env("CALLER_CSRF", run.caller[2])
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

#[track_caller]
fn assert_as_documented(server: &Landfall, run: &Run<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let (fine, said) = outcome(server, run, &folder);
    assert!(fine, "{}: {said}", run.document);
    let seen = report::statuses(&folder.path().join("report.har"));
    for (method, path, expected) in run.expected {
        let found = report::of(&seen, method, path);
        let missing: Vec<_> = expected.iter().filter(|s| !found.contains(s)).collect();
        assert!(
            missing.is_empty(),
            "{method} {path}: {missing:?}, {found:?}"
        );
    }
    let log = server.logged();
    assert!(!log.contains("panic") && !log.contains("ERROR"), "{log}");
}

/// Signs in and gives the values of the two cookies.
fn session(server: &Landfall) -> [String; 2] {
    let login = call(
        server.address,
        &Call {
            method: "POST",
            target: "/api/login",
            headers: &[("Content-Type", "application/json")],
            body: r#"{"email":"admin@acmepaymentscorp.example","password":"demo-password"}"#,
        },
    )
    .unwrap();
    ["AtmoAuthToken", "Csrf-Token"].map(|name| {
        let lines = login.headers.get_all("set-cookie").iter();
        let lines = lines.map(|line| line.to_str().unwrap());
        let mut line = lines.filter_map(|line| line.strip_prefix(name)?.split(';').next());
        let value = line.find_map(|line| line.split_once('=')).unwrap();
        value.1.to_owned()
    })
}

/// A token for the rules.
fn bearer(server: &Landfall) -> String {
    let answer = call(
        server.address,
        &Call {
            method: "POST",
            target: "/connect/token",
            headers: &[("Content-Type", "application/x-www-form-urlencoded")],
            body: "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret",
        },
    )
    .unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn vipmp_is_as_documented() {
    let read = &[200, 400, 403, 404][..];
    let deployments = "/v3/customers/{}/deployments";
    assert_as_documented(
        &Landfall::demo(&[]),
        &Run {
            document: "docs/openapi/vipmp.json",
            requests: 40,
            caller: ["swo-app", "demo-token", "none"],
            expected: &[
                ("POST", "/ims/token/v3", &[200, 400]),
                ("POST", "/ims/token/v2", &[200, 400]),
                ("GET", "/ping", &[200, 403]),
                ("GET", "/partnerservice/ping", &[200, 403]),
                ("POST", "/v3/customers", &[201, 400, 403]),
                ("GET", "/v3/customers/{}", read),
                ("PATCH", "/v3/customers/{}", &[400, 403, 404]),
                ("GET", deployments, read),
                ("GET", &format!("{deployments}/{{}}"), read),
                ("DELETE", deployments, &[405]),
                ("GET", "/v3/resellers", &[200, 400, 403]),
                ("POST", "/v3/resellers", &[403]),
                ("GET", "/v3/resellers/{}", read),
                ("PATCH", "/v3/resellers/{}", &[400, 403, 404]),
                ("GET", "/v3/resellers/{}/customers", read),
                ("GET", "/v3/linked_membership_groups", read),
            ],
            ..Run::default()
        },
    );
}

#[test]
fn metallic_is_as_documented() {
    assert_as_documented(
        &Landfall::demo(&[]),
        &Run {
            document: "docs/openapi/metallic.json",
            caller: ["none", "demo-token", "none"],
            expected: &[
                ("POST", "/api/v1/token", &[200, 400, 401]),
                ("GET", "/api/v1/partner/fulfillments", &[200, 400, 401]),
                ("DELETE", "/api/v1/partner/fulfillments", &[405]),
                ("GET", "/api/v1/partner/fulfillments/{}", &[200, 401, 404]),
                ("GET", "/api/v1/partner/accounts", &[200, 400, 401]),
                ("GET", "/api/v1/partner/accounts/{}", &[200, 401, 404]),
                ("GET", "/api/v1/partner/resellers/{}", &[200, 401, 404]),
            ],
            ..Run::default()
        },
    );
}

#[test]
fn rulesv4_is_as_documented() {
    let status = "/v2/mcc/customers/{}/rulesv4/{}/status";
    let policies = "/rules-engine/v1.1/policies";
    let requests = "/rules-engine/v1.1/deploy-requests";
    let server = Landfall::demo(&[]);
    let bearer = bearer(&server);
    assert_as_documented(
        &server,
        &Run {
            document: "docs/openapi/rulesv4.json",
            caller: [&bearer, "12345678-1234-1234-1234-1234567890ab", "none"],
            expected: &[
                ("POST", "/connect/token", &[200, 400]),
                ("GET", status, &[200, 400, 403]),
                ("DELETE", status, &[405]),
                ("GET", policies, &[200, 400, 401]),
                ("POST", policies, &[201, 400, 401]),
                ("DELETE", policies, &[405]),
                ("GET", &format!("{policies}/{{}}"), &[200, 401, 404]),
                ("PATCH", &format!("{policies}/{{}}"), &[200, 400, 401, 404]),
                ("DELETE", &format!("{policies}/{{}}"), &[405]),
                (
                    "DELETE",
                    &format!("{policies}/{{}}/rules/{{}}"),
                    &[401, 404],
                ),
                ("POST", requests, &[400, 401]),
                ("GET", &format!("{requests}/latest"), &[200, 400, 401]),
                ("GET", &format!("{requests}/{{}}"), &[200, 401, 404]),
                ("PATCH", &format!("{requests}/{{}}"), &[400, 401, 404]),
                (
                    "GET",
                    "/rules-engine/v1.1/rules/cnames/{}",
                    &[200, 401, 404],
                ),
                (
                    "GET",
                    "/rules-engine/v1.1/rules/origins/{}",
                    &[200, 401, 404],
                ),
            ],
            ..Run::default()
        },
    );
}

#[test]
fn akana_is_as_documented() {
    let server = Landfall::demo(&[]);
    let [session, csrf] = session(&server);
    assert_as_documented(
        &server,
        &Run {
            document: "docs/openapi/akana.json",
            // Not the one call after which the session is no good.
            flags: &["--exclude-operation-id", "logout"],
            caller: ["none", &session, &csrf],
            expected: &[
                ("POST", "/api/login", &[200, 400, 401, 415]),
                ("GET", "/api/login/status", &[200, 401]),
                ("POST", "/api/login/renewToken", &[200, 401]),
                ("GET", "/api/deploymentzones", &[200, 400, 401, 403]),
                ("POST", "/api/deploymentzones", &[200, 400, 401]),
                ("DELETE", "/api/deploymentzones", &[405]),
                ("GET", "/api/deploymentzones/{}", &[200, 401, 404]),
                ("PUT", "/api/deploymentzones/{}", &[400, 401, 404]),
                ("DELETE", "/api/deploymentzones/{}", &[401, 404]),
                (
                    "PUT",
                    "/api/deploymentzones/{}/associations",
                    &[400, 401, 404],
                ),
                ("GET", "/api/businesses", &[200, 400, 401]),
                ("GET", "/api/businesses/{}", &[200, 401, 403]),
            ],
            ..Run::default()
        },
    );
}

#[test]
fn akana_feeds_and_the_end_of_sessions_are_as_documented() {
    let server = Landfall::demo(&[]);
    let [session, csrf] = session(&server);
    let feed = "Accept: application/vnd.soa.v80+json";
    assert_as_documented(
        &server,
        &Run {
            document: "docs/openapi/akana.json",
            requests: 20,
            flags: &["--include-operation-id", "listZones", "--header", feed],
            caller: ["none", &session, &csrf],
            expected: &[("GET", "/api/deploymentzones", &[200, 400, 401, 403])],
        },
    );
    assert_as_documented(
        &server,
        &Run {
            document: "docs/openapi/akana.json",
            requests: 20,
            flags: &["--include-operation-id", "logout"],
            caller: ["none", &session, &csrf],
            expected: &[("POST", "/api/login/logout", &[200])],
        },
    );
}

#[test]
fn native_is_as_documented() {
    let lists = ["customers", "deploy-requests", "events", "users"];
    let lists = lists.map(|name| format!("/landfall/v1/{name}"));
    let one = format!("{}/{{}}", lists[0]);
    let [customers, requests, events, users] = &lists;
    assert_as_documented(
        &Landfall::demo(&[]),
        &Run {
            document: "docs/openapi/native.json",
            requests: 15,
            caller: ["none", "demo-native-token", "none"],
            expected: &[
                ("POST", "/landfall/v1/token", &[400]),
                ("POST", "/landfall/v1/session", &[400, 401]),
                ("POST", "/landfall/v1/enrol", &[400, 403, 415]),
                ("GET", "/landfall/v1/feed", &[401]),
                ("GET", customers, &[200, 400, 401]),
                ("DELETE", customers, &[405]),
                ("POST", customers, &[400, 401]),
                ("GET", &one, &[200, 401, 404]),
                ("PATCH", &one, &[400, 401, 404]),
                ("POST", "/landfall/v1/organizations", &[400, 401]),
                ("PATCH", "/landfall/v1/organizations/{}", &[400, 401, 404]),
                ("POST", "/landfall/v1/deployments", &[400, 401]),
                ("PATCH", "/landfall/v1/deployments/{}", &[400, 401, 404]),
                ("POST", "/landfall/v1/fulfillments", &[400, 401]),
                ("POST", "/landfall/v1/fulfillments/{}/cancel", &[401, 404]),
                ("GET", requests, &[200, 400, 401]),
                ("GET", events, &[200, 400, 401]),
                ("GET", users, &[200, 400, 401]),
                ("GET", "/healthz", &[200]),
                ("GET", "/readyz", &[200]),
                ("DELETE", "/readyz", &[405]),
            ],
            ..Run::default()
        },
    );
}

/// That a run passes says something only if one can fail.
#[test]
fn a_document_that_says_something_else_is_found_out() {
    let server = Landfall::demo(&[]);
    let folder = tempfile::tempdir().unwrap();
    let document = Path::new(ROOT).join("docs/openapi/metallic.json");
    let document = std::fs::read_to_string(document).unwrap();
    let wrong = folder.path().join("wrong.json");
    for (changes, failures) in [
        (
            [
                (r#""const": 1003"#, r#""const": 1002"#),
                (r#""const": "Basic""#, r#""const": "Digest""#),
                (r#""maximum": 1000,"#, r#""maximum": 10,"#),
            ]
            .as_slice(),
            [
                "Response violates schema",
                "Response header does not conform",
                "Schema-violating request accepted",
            ]
            .as_slice(),
        ),
        (
            &[
                ("\"401\":", "\"402\":"),
                (r#""application/json":"#, r#""application/xml":"#),
            ],
            &["Undocumented status code", "Undocumented Content-Type"],
        ),
    ] {
        let mut changed = document.clone();
        for (said, instead) in changes {
            assert!(changed.contains(said), "{said}");
            changed = changed.replace(said, instead);
        }
        std::fs::write(&wrong, changed).unwrap();
        let run = Run {
            document: wrong.to_str().unwrap(),
            requests: 5,
            caller: ["none", "demo-token", "none"],
            ..Run::default()
        };
        let (fine, said) = outcome(&server, &run, &folder);
        assert!(!fine, "{said}");
        for failure in failures {
            assert!(said.contains(failure), "{failure}: {said}");
        }
    }
}
