//! The product's binary and its commands.

use std::{
    ffi::OsStr,
    fs::OpenOptions,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

/// The product's binary.
#[derive(Debug, Clone)]
pub struct Binary(PathBuf);

impl Binary {
    /// The file at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Runs a command to its end.
    pub(super) fn output(&self, arguments: &[&str]) -> Output {
        clean(Command::new(&self.0))
            .args(arguments)
            .output()
            .unwrap()
    }

    /// What a command prints as JSON.
    pub(super) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.output(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// Starts a process that can be put under a limit of file sizes: it hears of the limit as an error, as it would of a full
    /// disk, and not as a signal. What it logs is added to a file.
    pub(super) fn start<A: AsRef<OsStr>>(&self, arguments: &[A], log: &Path) -> Child {
        let log = OpenOptions::new().append(true).create(true).open(log);
        clean(Command::new("sh"))
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(&self.0)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(log.unwrap())
            .spawn()
            .unwrap()
    }
}

/// With nothing of this environment's configuration.
fn clean(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LANDFALL_") {
            command.env_remove(name);
        }
    }
    command.env("NO_COLOR", "1").stdin(Stdio::null());
    command
}
