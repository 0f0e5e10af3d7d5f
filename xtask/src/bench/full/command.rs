//! Running one of the product's commands to its end: how long it took, and what it said.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::process::Command;

use crate::error::Error;

/// The product's binary, without settings of the caller's own.
#[derive(Debug, Clone)]
pub(in crate::bench) struct Landfall(pub(in crate::bench) PathBuf);

/// What a command left.
#[derive(Debug)]
pub(in crate::bench) struct Done {
    /// From start to end.
    pub(in crate::bench) took: Duration,
    /// The last line of its output, as JSON.
    pub(in crate::bench) said: Value,
}

impl Landfall {
    /// A command that is still to be started.
    pub(in crate::bench) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        without_settings(&mut command);
        command.args(arguments);
        command
    }

    /// Runs a command to its end, with `--json`.
    pub(in crate::bench) async fn run(
        &self,
        name: &'static str,
        arguments: &[&str],
    ) -> Result<Done, Error> {
        let mut command = self.command(arguments);
        command.arg("--json").stdin(Stdio::null());
        let start = Instant::now();
        let output = command.output().await.map_err(Error::process(name))?;
        let took = start.elapsed();
        if !output.status.success() {
            let (said, told) = (
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            );
            let bad = said.lines().find(|line| line.contains("bad"));
            let last = told.trim().lines().last().unwrap_or_default();
            let problem = [last, bad.unwrap_or_default()].join(" ");
            return Err(Error::process(name)(problem));
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let last = said.trim().lines().last().unwrap_or("null");
        let said = serde_json::from_str(last).unwrap_or(Value::Null);
        Ok(Done { took, said })
    }
}

/// Takes the product's settings out of a command's environment.
pub(in crate::bench) fn without_settings(command: &mut Command) {
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("LANDFALL_") {
            command.env_remove(variable);
        }
    }
}

/// A path as an argument; ours are made of text.
pub(in crate::bench) fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have names of text")
}
