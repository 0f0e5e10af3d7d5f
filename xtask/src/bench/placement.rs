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
        Ok(if moved(process::id(), &generator.to_string()) {
            Self::Apart { server, generator }
        } else {
            let reason = "taskset is not there, or may not do it";
            Self::Anywhere { reason }
        })
    }

    /// Moves a server that is running to its core, with all of its threads, and this process to the other.
    pub(super) fn part(server_process: u32) -> Result<Self, Error> {
        let cores = procfs::allowed_cores()?;
        let [server, generator, ..] = cores[..] else {
            let reason = "there is one core only";
            return Ok(Self::Anywhere { reason });
        };
        let both = moved(server_process, &server.to_string())
            && moved(process::id(), &generator.to_string());
        Ok(if both {
            Self::Apart { server, generator }
        } else {
            let reason = "taskset is not there, or may not do it";
            Self::Anywhere { reason }
        })
    }

    /// Undoes [`part`](Self::part): both may run on either core.
    pub(super) fn join(&self, server_process: u32) -> Result<(), Error> {
        let Self::Apart { server, generator } = self else {
            return Ok(());
        };
        let cores = format!("{server},{generator}");
        if moved(server_process, &cores) && moved(process::id(), &cores) {
            return Ok(());
        }
        Err(Error::process("taskset")("nobody could be moved back"))
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

/// Moves all threads of a process.
fn moved(process: u32, cores: &str) -> bool {
    let moved = process::Command::new("taskset")
        .args(["-a", "-c", "-p", cores])
        .arg(process.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    moved.is_ok_and(|status| status.success())
}
