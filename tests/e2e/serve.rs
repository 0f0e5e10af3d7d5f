//! `landfall init` and `landfall serve`: a real store, its locks, its limits, TLS, and stopping in good order.

use std::{
    io::{Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
};

use tempfile::TempDir;

use crate::support::{Call, Landfall, call, command, get, run};

/// A new store for the tenant `acme`; gives the administrator's password.
fn init(data: &Path) -> String {
    let output = run(
        data,
        &[
            "init",
            "--tenant",
            "acme",
            "--admin",
            "Root@Acme.example",
            "--json",
        ],
    );
    assert!(output.status.success(), "{output:?}");
    let made: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(made["administrator"]["email"], "root@acme.example");
    made["administrator"]["password"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn init_makes_a_store_and_its_administrator_signs_in() {
    let folder = folder();
    let password = init(folder.path());
    for name in ["landfall.db", "sealing.key"] {
        let mode = std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let server = Landfall::serve(folder.path(), &[]);
    assert_eq!(get(server.address, "/readyz", &[]).status, 200);
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
    assert_eq!(login.status, 200, "{}", login.body);
    assert!(
        login
            .header("set-cookie")
            .starts_with("AtmoAuthToken_acme=TokenID")
    );
    let again = run(
        folder.path(),
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    assert!(!again.status.success());
    let text = String::from_utf8(again.stderr).unwrap();
    assert!(text.contains("landfall tenant create"), "{text}");
}

#[test]
fn an_init_that_is_refused_leaves_nothing_in_the_way() {
    let folder = folder();
    let refused = run(
        folder.path(),
        &["init", "--tenant", "acme", "--admin", "nobody"],
    );
    assert!(!refused.status.success());
    assert!(String::from_utf8(refused.stderr).unwrap().contains("email"));
    init(folder.path());
}

#[test]
fn a_second_server_on_the_same_store_is_refused() {
    let folder = folder();
    init(folder.path());
    let server = Landfall::serve(folder.path(), &[]);
    let second = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(!second.status.success());
    let text = String::from_utf8(second.stderr).unwrap();
    assert!(text.contains("holds the store"), "{text}");
    assert!(text.contains(&server.id().to_string()), "{text}");
    assert_eq!(get(server.address, "/readyz", &[]).status, 200);
    server.kill();
    // A killed server holds nothing.
    Landfall::serve(folder.path(), &[]);
}

#[test]
fn without_a_store_it_says_how_to_make_one() {
    let folder = folder();
    let output = run(folder.path(), &["serve"]);
    assert!(!output.status.success());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("landfall init")
    );
}

#[test]
fn plain_http_off_loopback_is_refused_unless_it_is_meant() {
    let folder = folder();
    init(folder.path());
    let refused = run(folder.path(), &["serve", "--listen", "0.0.0.0:0"]);
    assert!(!refused.status.success());
    let text = String::from_utf8(refused.stderr).unwrap();
    assert!(text.contains("plaintext = true"), "{text}");
    let checked = run(folder.path(), &["config", "check", "--listen", "0.0.0.0:0"]);
    assert!(!checked.status.success());
    Landfall::serve(folder.path(), &["--listen", "0.0.0.0:0", "--plaintext"]);
}

#[test]
fn flags_are_over_environment_over_file() {
    let folder = folder();
    let file = folder.path().join("landfall.toml");
    std::fs::write(
        &file,
        "listen = \"127.0.0.1:1\"\n[metallic]\nreads_per_hour = 7\n",
    )
    .unwrap();
    let output = command()
        .env("LANDFALL_LISTEN", "127.0.0.1:2")
        .env("LANDFALL_LIMITS__HEAD_SECONDS", "9")
        .args(["config", "show", "--json", "--config"])
        .arg(&file)
        .args(["--listen", "127.0.0.1:3"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["listen"], "127.0.0.1:3");
    assert_eq!(shown["metallic"]["reads_per_hour"], 7);
    assert_eq!(shown["limits"]["head_seconds"], 9);

    std::fs::write(&file, "lissten = \"127.0.0.1:1\"\n").unwrap();
    let output = command()
        .args(["config", "check", "--config"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("lissten") && text.contains("landfall.toml"),
        "{text}"
    );
}

#[test]
fn what_config_show_prints_is_a_configuration() {
    let folder = folder();
    let shown = command().args(["config", "show"]).output().unwrap();
    let file = folder.path().join("shown.toml");
    std::fs::write(&file, &shown.stdout).unwrap();
    let again = command()
        .args(["config", "show", "--config"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(again.status.success(), "{again:?}");
    assert_eq!(again.stdout, shown.stdout);
}

/// A certificate for `localhost` with its key, as files.
fn certificate(folder: &Path) -> [String; 2] {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let paths = ["cert.pem", "key.pem"].map(|name| folder.join(name));
    std::fs::write(&paths[0], made.cert.pem()).unwrap();
    std::fs::write(&paths[1], made.signing_key.serialize_pem()).unwrap();
    paths.map(|path| path.to_str().unwrap().to_owned())
}

#[test]
fn over_tls_the_cookies_are_secure() {
    let folder = folder();
    let password = init(folder.path());
    let [certificate, key] = certificate(folder.path());
    let flags = ["--tls-certificate", &certificate, "--tls-key", &key];
    let server = Landfall::serve(folder.path(), &flags);
    let port = server.address.port();
    for (version, answered) in [("--http1.1", "HTTP/1.1 200"), ("--http2", "HTTP/2 200")] {
        let output = Command::new("curl")
            .args(["-sS", "-D", "-", version, "--cacert", &certificate])
            .args(["--resolve", &format!("localhost:{port}:127.0.0.1")])
            .args(["-H", "Content-Type: application/json", "-d"])
            .arg(format!(
                r#"{{"email":"root@acme.example","password":"{password}"}}"#
            ))
            .arg(format!("https://localhost:{port}/api/login"))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(answered), "{text}");
        let cookies: Vec<&str> = text
            .lines()
            .filter(|line| line.to_ascii_lowercase().starts_with("set-cookie:"))
            .collect();
        assert_eq!(cookies.len(), 2, "{text}");
        assert!(
            cookies.iter().all(|cookie| cookie.contains("; Secure")),
            "{text}"
        );
    }
}

/// A request that is on its way when the server is told to stop gets its answer, and is told that the connection ends.
#[test]
fn a_stopping_server_answers_what_it_has_begun() {
    let folder = folder();
    init(folder.path());
    let server = Landfall::serve(folder.path(), &[]);
    let body = "grant_type=client_credentials&client_id=nobody&client_secret=x";
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST /ims/token/v3 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The interim answer shows that the handler has begun to read the body.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.signal("TERM");
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("invalid_client"), "{answer}");
    let (status, log) = server.end();
    assert!(status.success(), "{status} {log}");
    assert!(log.contains("\"stopped\""), "{log}");
    assert!(!folder.path().join("admin.sock").exists());
}

/// Nothing that opens anything may be in the log, wherever it was sent.
#[test]
fn the_log_has_request_ids_and_no_secrets() {
    let folder = folder();
    let password = init(folder.path());
    let made = run(
        folder.path(),
        &[
            "client",
            "create",
            "probe",
            "--tenant",
            "acme",
            "--grant",
            "vipmp=read",
            "--grant",
            "metallic=read",
            "--json",
        ],
    );
    assert!(made.status.success(), "{made:?}");
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let server = Landfall::serve(folder.path(), &["--log-level", "trace"]);
    let post = |target: &str, headers: &[(&str, &str)], body: &str| {
        call(
            server.address,
            &Call {
                method: "POST",
                target,
                headers,
                body,
            },
        )
        .unwrap()
    };
    let query = format!(
        "/ims/token/v3?grant_type=client_credentials&client_id=probe&client_secret={secret}"
    );
    let token = post(&query, &[], "").json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let login = post(
        "/api/login",
        &[("Content-Type", "application/json")],
        &format!(r#"{{"email":"root@acme.example","password":"{password}"}}"#),
    );
    let cookie = login
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let session = cookie.split('=').nth(1).unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let listed = get(
        server.address,
        "/api/deploymentzones",
        &[("Cookie", &cookie)],
    );
    assert_eq!(listed.status, 200);
    let headers = [
        ("X-Api-Key", "probe"),
        ("Authorization", bearer.as_str()),
        ("X-Correlation-Id", "c"),
    ];
    assert_eq!(
        get(server.address, "/v3/customers/1234567890", &headers).status,
        404
    );
    let query = format!("/api/v1/partner/fulfillments?access_token={token}");
    assert_eq!(get(server.address, &query, &[]).status, 401);
    server.signal("TERM");
    let (_, log) = server.end();
    assert!(
        log.lines()
            .filter(|line| line.contains("\"request_id\""))
            .count()
            >= 5,
        "{log}"
    );
    for (what, value) in [
        ("password", &password),
        ("client secret", &secret),
        ("token", &token),
        ("session", &session),
    ] {
        assert!(!log.contains(value.as_str()), "the {what} is in the log");
    }
}
