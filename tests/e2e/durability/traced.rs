//! The server under strace: an answer to a write leaves when the sync of the store's log is over, and not before.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::json;
use tempfile::TempDir;

use super::{
    init, json,
    order::{Exchange, Fault},
    strace::{SystemCall, parse},
    text,
};
use crate::support::{Answer, Call, Connection, Landfall, command, run, serve_command};

/// Everything that reads, writes or syncs.
const CALLS: &str = "trace=read,readv,recvfrom,recvmsg,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg,\
                     fdatasync,fsync";

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A folder under its real name, as the kernel will tell it.
struct Folder {
    path: PathBuf,
    _folder: TempDir,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            path: folder.path().canonicalize().unwrap(),
            _folder: folder,
        }
    }

    fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    fn log(&self) -> PathBuf {
        self.data().join("landfall.db-wal")
    }

    fn trace(&self) -> PathBuf {
        self.path.join("trace")
    }
}

/// `plain` under strace, which follows every thread and writes to `trace`.
pub(super) fn under_strace(plain: &Command, trace: &Path, options: &[&str]) -> Command {
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-yy", "-ttt", "-s", "32"])
        .args(options)
        .arg("-o")
        .arg(trace)
        .arg("--")
        .arg(plain.get_program())
        .args(plain.get_args())
        .stdin(Stdio::null());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => traced.env(name, value),
            None => traced.env_remove(name),
        };
    }
    traced
}

/// A server under strace. The process is the server's own: strace runs beside it (`-D`) and ends with it.
fn serve_traced(folder: &Folder, options: &[&str]) -> Landfall {
    let mut all = vec!["-D"];
    all.extend(options);
    let plain = serve_command(&folder.data(), &[]);
    Landfall::start_serve(under_strace(&plain, &folder.trace(), &all))
}

/// Ends the server; its trace is complete when this returns, since strace holds the log open as long as it writes.
fn ended(server: Landfall) {
    server.signal("KILL");
    server.end();
}

fn calls_of(folder: &Folder) -> Vec<SystemCall> {
    let trace = fs::read_to_string(folder.trace()).unwrap();
    assert!(
        trace
            .lines()
            .last()
            .is_some_and(|line| line.contains("+++ ")),
        "the trace is cut off: {trace}"
    );
    parse(&trace).unwrap()
}

/// A call to be traced.
enum To<'a> {
    Partners(Call<'a>),
    Operators(serde_json::Value),
}

/// Makes the call on a connection of its own; gives the answer and how the server's trace names the connection.
fn made(server: &Landfall, data: &Path, to: To<'_>) -> (Answer, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let body;
        let (mut connection, call) = match to {
            To::Partners(call) => (Connection::to_partners(server.address).await.unwrap(), call),
            To::Operators(command) => {
                body = json!({ "command": command }).to_string();
                let call = Call {
                    method: "POST",
                    target: "/landfall/admin",
                    headers: &[JSON],
                    body: &body,
                };
                (Connection::to_operators(data).await.unwrap(), call)
            }
        };
        let answer = connection.send(&call).await.unwrap();
        assert_eq!(answer.status, 200, "{}: {}", call.target, answer.body);
        (answer, connection.own_end.clone())
    })
}

/// Judges the exchange on each of the named connections.
fn all_durable(folder: &Folder, connections: &[(&str, String)]) {
    let calls = calls_of(folder);
    for (what, client) in connections {
        Exchange::on_connection(&calls, client)
            .and_then(|exchange| exchange.is_durable(&calls, &folder.log()))
            .unwrap_or_else(|fault| {
                panic!("{what}: {fault}\n{}", shown(&calls, &folder.log(), client))
            });
    }
}

/// The calls that the judgement looked at.
fn shown(calls: &[SystemCall], log: &Path, client: &str) -> String {
    let about = |call: &&SystemCall| {
        Path::new(&call.target) == log || call.far_end().is_some_and(|end| end == client)
    };
    let lines = calls.iter().filter(about).map(|call| {
        let result = call.result.as_deref().unwrap_or("unfinished");
        format!(
            "{}-{} {}({}) = {result}\n",
            call.began, call.over, call.name, call.arguments
        )
    });
    lines.collect()
}

fn client(data: &Path) -> String {
    let arguments = [
        "client",
        "create",
        "shop",
        "--tenant",
        "acme",
        "--grant",
        "vipmp=read",
        "--grant",
        "metallic=read",
        "--grant",
        "rulesv4=read",
    ];
    text(&json(data, &arguments)["secret"])
}

#[test]
fn a_token_is_on_disk_before_it_is_given() {
    let folder = Folder::new();
    init(&folder.data());
    let secret = client(&folder.data());
    let server = serve_traced(&folder, &["-e", CALLS]);
    let form = format!("grant_type=client_credentials&client_id=shop&client_secret={secret}");
    let mut connections = Vec::new();
    for (target, more) in [
        ("/ims/token/v3", ""),
        ("/api/v1/token", ""),
        ("/connect/token", "&scope=ec.rules"),
    ] {
        let call = Call {
            method: "POST",
            target,
            headers: &[FORM],
            body: &format!("{form}{more}"),
        };
        let (answer, client) = made(&server, &folder.data(), To::Partners(call));
        assert!(answer.json()["access_token"].is_string(), "{}", answer.body);
        connections.push((target, client));
    }
    ended(server);
    all_durable(&folder, &connections);
}

#[test]
fn a_session_is_on_disk_before_its_cookies_are_given() {
    let folder = Folder::new();
    let password = init(&folder.data());
    let server = serve_traced(&folder, &["-e", CALLS]);
    let body = json!({ "email": "root@acme.example", "password": password }).to_string();
    let login = Call {
        method: "POST",
        target: "/api/login",
        headers: &[JSON],
        body: &body,
    };
    let (answer, first) = made(&server, &folder.data(), To::Partners(login));
    let [cookie, csrf] = cookies(&answer);
    let csrf = csrf.strip_prefix("Csrf-Token_acme=").unwrap();
    let headers = [("Cookie", cookie.as_str()), ("X-Csrf-Token_acme", csrf)];
    let mut connections = vec![("login", first)];
    for (what, target) in [
        ("renewal", "/api/login/renewToken"),
        ("logout", "/api/login/logout"),
    ] {
        let call = Call {
            method: "POST",
            target,
            headers: &headers,
            body: "",
        };
        connections.push((what, made(&server, &folder.data(), To::Partners(call)).1));
    }
    ended(server);
    all_durable(&folder, &connections);
}

/// Names and values of the two cookies that a login sets.
fn cookies(answer: &Answer) -> [String; 2] {
    let set = answer.headers.get_all("set-cookie").iter();
    let pairs = set.map(|cookie| {
        let cookie = cookie.to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    });
    pairs.collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn an_operator_hears_of_what_is_on_disk() {
    let folder = Folder::new();
    init(&folder.data());
    let server = serve_traced(&folder, &["-e", CALLS]);
    let ask = |command| made(&server, &folder.data(), To::Operators(command)).1;
    let organization = ask(json!({ "organization_create": {
        "tenant": "acme", "kind": "reseller", "name": "Nordwind Handel",
    }}));
    let client = ask(json!({ "client_create": {
        "tenant": "acme", "client_id": "shop", "grants": [{ "dialect": "vipmp", "write": false }],
    }}));
    let revoked = ask(json!({ "client_revoke": { "tenant": "acme", "client_id": "shop" } }));
    ended(server);
    let connections = [
        ("organization", organization.clone()),
        ("client", client),
        ("revocation", revoked),
    ];
    all_durable(&folder, &connections);
    // The first write of a run makes the log's file, whose name has to survive too.
    let calls = calls_of(&folder);
    let first = Exchange::on_connection(&calls, &organization).unwrap();
    assert_eq!(first.is_folder_synced(&calls, &folder.data()), Ok(()));
}

#[test]
fn a_command_without_a_server_prints_what_is_on_disk() {
    let folder = Folder::new();
    init(&folder.data());
    let mut plain = command();
    plain.arg("--data").arg(folder.data()).args([
        "client",
        "create",
        "shop",
        "--tenant",
        "acme",
        "--grant",
        "vipmp=read",
        "--json",
    ]);
    let output = under_strace(&plain, &folder.trace(), &["-e", CALLS])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let calls = calls_of(&folder);
    let exchange = Exchange::of_command(&calls).unwrap();
    assert_eq!(exchange.is_durable(&calls, &folder.log()), Ok(()));
}

/// A read changes nothing, so that the judgement must not find anything either.
#[test]
fn a_read_writes_nothing() {
    let folder = Folder::new();
    init(&folder.data());
    let server = serve_traced(&folder, &["-e", CALLS]);
    let (_, client) = made(&server, &folder.data(), To::Operators(json!("tenant_list")));
    ended(server);
    let calls = calls_of(&folder);
    let exchange = Exchange::on_connection(&calls, &client).unwrap();
    assert_eq!(
        exchange.is_durable(&calls, &folder.log()),
        Err(Fault::NothingWritten)
    );
}

/// strace lets a sync of the log fail: the first is of the head of a new log, the second of the first write.
#[test]
fn a_write_whose_sync_fails_is_not_answered_as_done() {
    for failing in [
        "inject=fdatasync,fsync:error=EIO:when=1",
        "inject=fdatasync,fsync:error=EIO:when=2",
    ] {
        let folder = Folder::new();
        init(&folder.data());
        let secret = client(&folder.data());
        let log = folder.log();
        let options = [
            "-e",
            "trace=fdatasync,fsync",
            "-P",
            log.to_str().unwrap(),
            "-e",
            failing,
        ];
        let server = serve_traced(&folder, &options);
        let ask = |server: &Landfall| {
            let call = Call {
                method: "POST",
                target: "/ims/token/v3",
                headers: &[FORM],
                body: &format!(
                    "grant_type=client_credentials&client_id=shop&client_secret={secret}"
                ),
            };
            crate::support::call(server.address, &call).unwrap()
        };
        let refused = ask(&server);
        assert_eq!(refused.status, 500, "{failing}: {}", refused.body);
        assert!(refused.json()["access_token"].is_null());
        let given = ask(&server);
        assert_eq!(given.status, 200, "{failing}: {}", given.body);
        ended(server);
        let trace = fs::read_to_string(folder.trace()).unwrap();
        assert_eq!(trace.matches("(INJECTED)").count(), 1, "{trace}");
        // What was answered after the fault is there, although the log was not closed.
        let listed = run(
            &folder.data(),
            &["token", "list", "--tenant", "acme", "--json"],
        );
        let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
        assert_eq!(listed.as_array().unwrap().len(), 1, "{failing}: {listed}");
    }
}
