//! The product's binary and its commands.

use std::{
    ffi::OsStr,
    fs::OpenOptions,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

use super::clock::{self, Clock};

/// The product's binary.
#[derive(Debug, Clone)]
pub struct Binary {
    path: PathBuf,
    /// What stands between its processes and the machine's clock.
    clock: Option<PathBuf>,
}

impl Binary {
    /// The file at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            clock: None,
        }
    }

    /// The same with a clock for each of its processes; what that takes is made in a folder.
    pub(super) fn with_clocks(&self, folder: &Path) -> Self {
        Self {
            clock: Some(clock::library(folder)),
            ..self.clone()
        }
    }

    /// Runs a command to its end.
    pub(super) fn output(&self, arguments: &[&str]) -> Output {
        clean(Command::new(&self.path))
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
        let mut command = clean(Command::new("sh"));
        command
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(&self.path)
            .args(arguments);
        if let Some(library) = &self.clock {
            let clock = Clock::of(log);
            command
                .env("LD_PRELOAD", library)
                .env("TORTURE_CLOCK", clock.path());
        }
        let log = OpenOptions::new().append(true).create(true).open(log);
        command
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
