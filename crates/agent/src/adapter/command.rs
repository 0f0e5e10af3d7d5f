//! Commands of the local configuration that check, reload and probe the data plane. They are started as they are written
//! there, without a shell; nothing that came over the feed is ever part of them.

use std::{ffi::OsString, path::Path, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

use super::bounded::Bounded;
use crate::words::tidy;

/// What a command finds in its environment besides what is added for it: nothing of the agent's own.
const PASSED_ON: [&str; 5] = ["PATH", "HOME", "LANG", "LC_ALL", "TZ"];
/// How long an output is waited for when its command has ended and something else holds it open.
const OUTPUT_AFTER_END: Duration = Duration::from_millis(200);

/// A command with its time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// When it is late it is killed, with everything that it has started in its process group.
    pub limit: Duration,
}

/// The commands of a data plane. What is not configured is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hooks {
    /// Checks the configuration in the files: status 0 when it is good.
    pub check: Option<Hook>,
    /// Has it loaded.
    pub reload: Option<Hook>,
    /// Sees whether what was loaded serves: status 0 when it does.
    pub probe: Option<Hook>,
}

/// How a command has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ended {
    /// With status 0.
    Well,
    /// In another way; why, in one line.
    Badly(String),
    /// It could not even be started.
    NotStarted(String),
}

impl Hook {
    /// Runs it with the accounts' folder in its environment, as `LANDFALL_FOLDER`.
    pub(super) async fn run(&self, folder: &Path) -> Ended {
        let Some((program, arguments)) = self.command.split_first() else {
            return Ended::NotStarted("the command is empty".to_owned());
        };
        let passed_on = PASSED_ON
            .iter()
            .filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
        let started = Command::new(program)
            .args(arguments)
            .env_clear()
            .envs(passed_on)
            .env("LANDFALL_FOLDER", folder)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn();
        match started {
            Ok(child) => self.watch(program, child).await,
            Err(error) => Ended::NotStarted(format!("{program} cannot be started: {error}")),
        }
    }

    async fn watch(&self, program: &str, mut child: Child) -> Ended {
        let group = Group::of(&child);
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (mut said, mut complained) = (Bounded::default(), Bounded::default());
        let reading = async {
            let first = async {
                if let Some(stdout) = stdout {
                    said.read_from(stdout).await;
                }
            };
            let second = async {
                if let Some(stderr) = stderr {
                    complained.read_from(stderr).await;
                }
            };
            tokio::join!(first, second);
        };
        let ended = {
            tokio::pin!(reading);
            let watched = async {
                let mut read = false;
                loop {
                    tokio::select! {
                        status = child.wait() => {
                            if !read {
                                // Something that it has left behind may hold its output open.
                                let _ = tokio::time::timeout(OUTPUT_AFTER_END, &mut reading).await;
                            }
                            return status;
                        }
                        () = &mut reading, if !read => read = true,
                    }
                }
            };
            tokio::time::timeout(self.limit, watched).await
        };
        let output = tidy(&format!("{} {}", complained.text(), said.text()));
        let output = if output.is_empty() {
            output
        } else {
            format!(": {output}")
        };
        match ended {
            Ok(Ok(status)) => {
                group.ended();
                if status.success() {
                    Ended::Well
                } else {
                    Ended::Badly(format!("{program} ended with {status}{output}"))
                }
            }
            Ok(Err(error)) => Ended::NotStarted(format!("{program} cannot be waited for: {error}")),
            Err(_) => {
                drop(group);
                let _ = child.wait().await;
                let limit = self.limit.as_secs_f64();
                Ended::Badly(format!("{program} was not done after {limit} s{output}"))
            }
        }
    }
}

/// The process group of a command. Unless the command has ended, all of it is killed when this is dropped: when it is late,
/// and when nobody waits for it any more.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let number = child.id().and_then(|id| i32::try_from(id).ok());
        Self(number.and_then(Pid::from_raw))
    }

    /// The command has ended and was waited for, so its number may be another's.
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // It may have ended in this very moment.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}
