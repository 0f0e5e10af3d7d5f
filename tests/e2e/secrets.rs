//! Every kind of secret is used in every way that there is, right and wrong, while everybody logs as much as they can; nothing that any
//! process writes may have one of them in it, in whatever form. The harness looks through every other test's processes in the same way.

mod callers;
mod servers;

use std::{fs, net::SocketAddr};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde_json::json;

use self::{
    callers::Accounts,
    servers::{Simulated, an_edge_server, keep_simulated},
};
use crate::{
    support::{
        Call, Engine, Installation, Landfall, SECRETS, assert_unwritten, call, command, wait_until,
    },
    world::text,
};

const PASSWORD_OF_THE_DATABASE: &str = "s3kr!t-0f_the.database";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn no_secret_is_in_anything_that_is_written() {
    everything_is_used(Engine::Sqlite);
}

#[test]
fn no_secret_is_in_anything_that_is_written_over_a_database() {
    everything_is_used(Engine::Postgresql);
}

fn everything_is_used(engine: Engine) {
    let mut installation = Installation::over(engine, &[1]);
    SECRETS.keep("the database's password", PASSWORD_OF_THE_DATABASE);
    for flag in &mut installation.flags {
        let named = format!("postgres:{PASSWORD_OF_THE_DATABASE}@");
        *flag = flag.replace("postgres@", &named);
    }
    let accounts = Accounts::made(&installation);
    let server = installation.serve();
    accounts.sign_in_and_call(server.address);
    accounts.by_commands(&installation, server.address);
    let edge = an_edge_server(&installation, &server);
    let simulated = Simulated::run(&installation, server.address);
    opened_keys(&installation, engine);
    // Over TLS with the newer protocol, too.
    drop(edge);
    server.signal("TERM");
    let (status, log) = server.end();
    assert!(status.success());
    assert_written(&log, "access");
    simulated.assert_unwritten();
    accounts.over_tls(&installation);
    told_of_the_database(&installation);
    assert!(SECRETS.count() > 25, "{} secrets", SECRETS.count());
}

/// That nothing was found says something only if there was something to be looked through.
#[track_caller]
fn assert_written(log: &str, what: &str) {
    assert!(log.contains(what), "{log}");
}

/// A call; its status and body.
fn ask(
    address: SocketAddr,
    (method, target): (&str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String) {
    let answer = call(
        address,
        &Call {
            method,
            target,
            headers,
            body,
        },
    );
    answer.map_or((0, String::new()), |answer| {
        (answer.status.as_u16(), answer.body)
    })
}

/// The keys that the installation signs with, as a process that has opened them knows them.
fn opened_keys(installation: &Installation, engine: Engine) {
    let exported = installation.data().join("sealing.key");
    let digits = fs::read_to_string(exported).unwrap();
    let digits = digits.trim();
    let sealing: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    SECRETS.keep("the sealing key", &sealing);
    if engine != Engine::Sqlite {
        return;
    }
    let file = installation.data().join("landfall.db");
    let store =
        rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
            .unwrap();
    let mut keys = store
        .prepare("SELECT purpose, sealed FROM installation_key")
        .unwrap();
    let keys = keys.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
    });
    let keys: Vec<_> = keys.unwrap().map(Result::unwrap).collect();
    assert_eq!(keys.len(), 2);
    for (purpose, sealed) in keys {
        let (nonce, rest) = sealed.split_at(NONCE_LEN);
        let mut rest = rest.to_vec();
        let cipher = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &sealing).unwrap());
        let opened = cipher.open_in_place(
            Nonce::try_assume_unique_for_key(nonce).unwrap(),
            Aad::from(purpose.as_str()),
            &mut rest,
        );
        SECRETS.keep(&format!("the {purpose} key"), opened.unwrap());
    }
}

/// Addresses of databases with a password, good and bad, in what commands say about them.
fn told_of_the_database(installation: &Installation) {
    let data = installation.data();
    let encoded = PASSWORD_OF_THE_DATABASE.replace('!', "%21");
    for (password, rest) in [
        (PASSWORD_OF_THE_DATABASE, "@127.0.0.1:1/landfall"),
        (&encoded, "@127.0.0.1:1/landfall?sslmode=disable"),
        (PASSWORD_OF_THE_DATABASE, "@127.0.0.1:nowhere/landfall"),
        (PASSWORD_OF_THE_DATABASE, "@/landfall?sslmode=what"),
        (
            PASSWORD_OF_THE_DATABASE,
            "/with/slashes@127.0.0.1:1/landfall",
        ),
    ] {
        let url = format!("postgres://landfall:{password}{rest}");
        for words in [
            &["tenant", "list"][..],
            &["config", "show"],
            &["config", "check"],
            &[
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--metrics-listen",
                "",
                "--log-level",
                "trace",
            ],
        ] {
            let said = command()
                .arg("--data")
                .arg(&data)
                .args(words)
                .env("LANDFALL_STORE", &url)
                .env("LANDFALL_POSTGRES__PATIENCE_SECONDS", "1")
                .output()
                .unwrap();
            for written in [&said.stdout, &said.stderr] {
                assert_unwritten(
                    &format!("{words:?} with {url}"),
                    &String::from_utf8_lossy(written),
                );
            }
        }
    }
}

#[test]
fn a_demonstration_that_tells_everything_tells_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo =
        Landfall::demo_with_agents(&["--data", data.to_str().unwrap(), "--log-level", "trace"]);
    let credentials = demo.printed["credentials"].clone();
    let of = |name: &str| text(&credentials, name);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        of("client_id"),
        of("client_secret")
    );
    let login = json!({ "email": of("business_admin"), "password": of("password") }).to_string();
    for (target, headers, body) in [
        ("/ims/token/v3", [FORM, FORM], &form),
        ("/api/v1/token", [FORM, FORM], &form),
        ("/connect/token", [FORM, FORM], &form),
        ("/api/login", [JSON, JSON], &login),
    ] {
        let answer = ask(demo.address, ("POST", target), &headers[..1], body);
        assert_eq!(answer.0, 200, "{target}: {}", answer.1);
    }
    let native = format!("Bearer {}", of("native"));
    let listed = ask(
        demo.address,
        ("GET", "/landfall/v1/servers"),
        &[("Authorization", &native)],
        "",
    );
    assert_eq!(listed.0, 200);
    let tok = format!("TOK:{}", of("tok"));
    let status = "/v2/mcc/customers/0001/rulesv4/123456/status";
    let asked = ask(
        demo.address,
        ("GET", status),
        &[("Authorization", &tok)],
        "",
    );
    assert_eq!(asked.0, 200);
    wait_until("its servers are connected", || {
        demo.logged().contains("/landfall/v1/feed")
    });
    demo.signal("TERM");
    let (status, log) = demo.end();
    assert!(status.success());
    assert_written(&log, "access");
    let state = fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let state = state
        .into_iter()
        .find(|path| path.join("servers.log").exists());
    keep_simulated(&state.expect("its servers are kept"));
    assert_unwritten("the demonstration and its servers", &log);
}
