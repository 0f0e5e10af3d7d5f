//! Which process runs on which core. Sharing cores, the generator of load takes time from the server that it measures, so
//! where it can be done the servers get one core and this process another.

use std::path::Path;
use std::process::{self, Stdio};

use tokio::process::Command;

use super::procfs;
use crate::error::Error;

/// Where the processes run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Placement {
    /// Each side on a core of its own.
    Apart {
        /// The servers' core. They take turns, so they do not disturb each other.
        server: usize,
        /// This process's core.
        generator: usize,
    },
    /// Wherever the system puts them.
    Anywhere {
        /// Why.
        reason: &'static str,
    },
}

impl Placement {
    /// Moves this process to its core. Has to be called while it has one thread only.
    pub(super) fn take() -> Result<Self, Error> {
        let cores = procfs::allowed_cores()?;
        let [server, generator, ..] = cores[..] else {
            let reason = "there is one core only";
            return Ok(Self::Anywhere { reason });
        };
        let moved = process::Command::new("taskset")
            .args(["-c", "-p", &generator.to_string()])
            .arg(process::id().to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        Ok(if moved.is_ok_and(|status| status.success()) {
            Self::Apart { server, generator }
        } else {
            let reason = "taskset is not there, or may not do it";
            Self::Anywhere { reason }
        })
    }

    /// A command that runs a server where it belongs, in this process's stead and under its id.
    pub(super) fn command(&self, program: &Path) -> Command {
        match self {
            Self::Apart { server, .. } => {
                let mut command = Command::new("taskset");
                command.args(["-c", &server.to_string()]).arg(program);
                command
            }
            Self::Anywhere { .. } => Command::new(program),
        }
    }

    /// A command that runs something on the cores of all, where it is to have what the machine has.
    pub(super) fn everywhere(&self, program: &Path) -> Command {
        match self {
            Self::Apart { server, generator } => {
                let mut command = Command::new("taskset");
                let cores = format!("{server},{generator}");
                command.args(["-c", &cores]).arg(program);
                command
            }
            Self::Anywhere { .. } => Command::new(program),
        }
    }

    /// In words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Apart { server, generator } => {
                format!("the servers, in turns, on core {server}, the load on core {generator}")
            }
            Self::Anywhere { reason } => format!("not pinned: {reason}"),
        }
    }
}
