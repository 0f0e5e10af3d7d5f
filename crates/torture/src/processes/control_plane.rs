//! The control plane as a process: always at the same address, over a record that outlives it.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Child,
    time::Duration,
};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use serde_json::Value;

use super::{binary::Binary, wait::until};

/// A start takes a moment; on a database, whose lease has to run out first, some seconds.
const START: Duration = Duration::from_mins(1);

/// A running control plane.
pub(super) struct ControlPlane {
    child: Child,
    pub(super) address: SocketAddr,
}

impl ControlPlane {
    /// Starts one over what the flags name, and waits until it serves. Without an address it takes a free one.
    pub(super) fn start(
        binary: &Binary,
        flags: &[String],
        address: Option<SocketAddr>,
        log: &Path,
    ) -> Self {
        let listen = address.map_or("127.0.0.1:0".to_owned(), |address| address.to_string());
        let mut all = flags.to_vec();
        all.extend(
            [
                "serve",
                "--log-format",
                "json",
                "--metrics-listen",
                "",
                "--listen",
                &listen,
            ]
            .map(str::to_owned),
        );
        let before = fs::metadata(log).map_or(0, |found| found.len());
        let mut child = binary.start(&all, log);
        let mut address = None;
        until(START, "the control plane serves", || {
            if let Some(status) = child.try_wait().unwrap() {
                panic!(
                    "the control plane ended with {status}: {}",
                    said(log, before)
                );
            }
            address = serving(&said(log, before));
            address
                .map(|_| ())
                .ok_or_else(|| "it does not say so".to_owned())
        });
        Self {
            child,
            address: address.unwrap(),
        }
    }

    /// Kills it without notice.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(super) fn process(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Whether it has ended by itself.
    pub(super) fn has_ended(&mut self) -> Option<String> {
        let ended = self.child.try_wait().unwrap();
        ended.map(|status| status.to_string())
    }
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn said(log: &Path, from: u64) -> String {
    let bytes = fs::read(PathBuf::from(log)).unwrap_or_default();
    let from = usize::try_from(from).unwrap().min(bytes.len());
    String::from_utf8_lossy(&bytes[from..]).into_owned()
}

fn serving(log: &str) -> Option<SocketAddr> {
    let mut lines = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let line = lines.find(|line: &Value| line["message"] == "serving")?;
    line["listen"].as_str()?.parse().ok()
}

/// Stops a process where it stands, or lets it go on.
pub(super) fn freeze(process: Pid, frozen: bool) {
    let signal = if frozen { Signal::STOP } else { Signal::CONT };
    let _ = kill_process(process, signal);
}

/// Lets no file of a process grow any more, which is what a full disk is to it, or takes that back. Needs no rights.
pub(super) fn fill_disk(process: Pid, full: bool) {
    let limit = Rlimit {
        current: full.then_some(0),
        maximum: None,
    };
    // It may have ended in this moment.
    let _ = prlimit(Some(process), Resource::Fsize, limit);
}
