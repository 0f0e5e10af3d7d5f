//! What somebody would otherwise run to develop against: a mock made from an interface description, and a server over a file
//! of JSON. Both come from npm, at fixed versions, into a temporary folder.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use serde::Serialize;
use serde_json::json;
use tokio::process::Command;

use super::super::connection::Connection;
use super::super::exchange::Answer;
use super::super::load::{self, Amount};
use super::super::placement::Placement;
use super::super::process::Server;
use super::super::procfs;
use super::super::request::Request;
use super::super::statistics::{Round, Side};
use super::super::target::Target;
use super::command::text;
use crate::error::Error;

/// What is installed.
const PRISM: &str = "@stoplight/prism-cli@5.16.0";
const JSON_SERVER: &str = "json-server@0.17.4";

/// A sandbox's figures.
#[derive(Debug, Serialize)]
pub(super) struct Sandbox {
    /// Which one, with its version.
    pub(super) name: &'static str,
    /// What it was asked.
    pub(super) call: String,
    /// The length of its answer's body.
    pub(super) body_bytes: usize,
    /// Its figures.
    pub(super) side: Side,
}

/// Installs and measures both; the reason instead where that cannot be.
pub(super) async fn measure(
    placement: &Placement,
    customer: &Answer,
    amount: Amount,
    rounds: u32,
) -> Result<Vec<Sandbox>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    install(folder.path()).await?;
    let interface = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi/vipmp.json");
    let mut found = Vec::new();
    for (name, arguments, request) in [
        (PRISM, prism(interface), prism_request()),
        (
            JSON_SERVER,
            json_server(folder.path(), customer)?,
            Request::get("/customers/1"),
        ),
    ] {
        let failed = |error: Error| format!("{name}: {error}");
        let (server, answer) = start(placement, folder.path(), name, &arguments, &request)
            .await
            .map_err(failed)?;
        let target = Target::same(server.address, &request, answer.clone());
        let mut sides = Vec::new();
        for _ in 0..rounds {
            sides.push(round(&server, &target, amount).await?);
        }
        found.push(Sandbox {
            name,
            call: request.target().to_owned(),
            body_bytes: answer.body.len(),
            side: Side::of(sides),
        });
        server.stop().await.map_err(failed)?;
    }
    Ok(found)
}

async fn install(folder: &Path) -> Result<(), String> {
    eprintln!("installing {PRISM} and {JSON_SERVER}");
    let output = Command::new("npm")
        .args([
            "install",
            "--no-audit",
            "--no-fund",
            "--prefix",
            text(folder),
        ])
        .args([PRISM, JSON_SERVER])
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| format!("npm: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "npm install: {}",
        said.trim().lines().last().unwrap_or_default()
    ))
}

fn prism(interface: &str) -> Vec<String> {
    [
        "@stoplight/prism-cli/dist/index.js",
        "mock",
        "-v",
        "error",
        "-h",
        "127.0.0.1",
        "-p",
        "{port}",
        interface,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn prism_request() -> Request {
    Request::get("/v3/customers/9876543210")
        .header("X-Api-Key", "any")
        .header("Authorization", "Bearer any")
        .header("X-Correlation-Id", "bench-1")
        .header("Accept", "application/json")
}

/// Serves one customer, with the body that the product gives.
fn json_server(folder: &Path, customer: &Answer) -> Result<Vec<String>, String> {
    let mut object: serde_json::Value =
        serde_json::from_str(&customer.body).map_err(|error| error.to_string())?;
    object["id"] = json!(1);
    let file = folder.join("record.json");
    let record = json!({ "customers": [object] }).to_string();
    fs::write(&file, record).map_err(|error| error.to_string())?;
    Ok([
        "json-server/lib/cli/bin.js",
        "--quiet",
        "--host",
        "127.0.0.1",
        "--port",
        "{port}",
        text(&file),
    ]
    .map(str::to_owned)
    .to_vec())
}

async fn start(
    placement: &Placement,
    folder: &Path,
    name: &'static str,
    arguments: &[String],
    request: &Request,
) -> Result<(Server, Answer), Error> {
    let address = free_address().map_err(Error::process(name))?;
    let mut command = placement.command(Path::new("node"));
    let (program, rest) = arguments.split_first().expect("a program comes first");
    command
        .arg(folder.join("node_modules").join(program))
        .args(
            rest.iter()
                .map(|argument| argument.replace("{port}", &address.port().to_string())),
        )
        .stderr(Stdio::null());
    let bytes = request.bytes(address);
    let ask = || async {
        let mut connection = Connection::open(address).await.ok()?;
        connection.ask(&bytes).await.ok()
    };
    let ready = || async { ask().await.is_some_and(|answer| answer.status == 200) };
    let (server, _) = Server::start_silent(name, command, address, ready).await?;
    let answer = ask().await;
    let answer = answer.ok_or_else(|| Error::process(name)("it answers no more"))?;
    Ok((server, answer))
}

async fn round(server: &Server, target: &Target, amount: Amount) -> Result<Round, String> {
    let connections = load::warmed_up(target, amount).await?;
    let cpu = || procfs::cpu_time(server.id).map_err(|error| error.to_string());
    let before = cpu()?;
    let outcome = load::drive(connections, target, amount).await?;
    Ok(Round::of(&outcome, cpu()?.saturating_sub(before)))
}

/// An address of this machine with a port that nobody has at the moment.
pub(in crate::bench) fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}
