//! The server under measurement: `landfall demo`, as it is released.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

use super::placement::Placement;
use super::process::Server;
use crate::error::Error;

/// The log level that the demonstration has by itself. The access log is below it.
pub(super) const QUIET: &str = "warn";
/// The level at which every request has its line.
pub(super) const LOGGED: &str = "info";

/// What the demonstration lets callers in with.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Credentials {
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) bearer: String,
    pub(super) tok: String,
    pub(super) business_admin: String,
    pub(super) password: String,
}

impl Credentials {
    /// What the demonstration said on its first line.
    pub(super) fn of(said: &Value) -> Result<Self, Error> {
        let credentials = Self::deserialize(&said["credentials"]);
        credentials.map_err(Error::process("landfall demo"))
    }
}

/// Builds the release binary and says where it is.
pub(super) fn build() -> Result<PathBuf, Error> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--package",
            "landfall",
            "--bin",
            "landfall",
        ])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Error::Build(error.to_string()))?;
    if !output.status.success() {
        return Err(Error::Build("cargo build failed".to_owned()));
    }
    executable(&String::from_utf8_lossy(&output.stdout))
        .ok_or_else(|| Error::Build("cargo does not say what it built".to_owned()))
}

/// The last executable among cargo's messages.
fn executable(messages: &str) -> Option<PathBuf> {
    let of_line = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message["executable"].as_str()?))
    };
    messages.lines().rev().find_map(of_line)
}

/// Starts a demonstration in a temporary folder of its own.
pub(super) async fn start(
    binary: &Path,
    placement: &Placement,
    level: &'static str,
) -> Result<(Server, Credentials), Error> {
    let name = "landfall demo";
    let mut command = placement.command(binary);
    command.args([
        "--json",
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--no-agents",
        "--log-level",
        level,
    ]);
    for (variable, _) in env::vars_os() {
        if variable.to_string_lossy().starts_with("LANDFALL_") {
            command.env_remove(variable);
        }
    }
    if level == LOGGED {
        // A terminal or a disk would be measured otherwise.
        command.stderr(Stdio::null());
    }
    let server = Server::start(name, command, "").await?;
    let credentials = Credentials::of(&server.said)?;
    Ok((server, credentials))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_is_the_last_thing_built() {
        let messages = r#"{"reason":"compiler-artifact","executable":null}
            not json
            {"reason":"compiler-artifact","executable":"/t/other"}
            {"reason":"compiler-artifact","executable":"/t/landfall"}
            {"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages), Some(PathBuf::from("/t/landfall")));
        assert_eq!(executable("{}"), None);
    }
}
