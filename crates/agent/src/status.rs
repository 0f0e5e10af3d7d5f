//! Where an agent stands, for people and for whoever asks whether it is ready.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use landfall_core::id::{AccountNumber, Timestamp};
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::{
    AgentError, Clock, Stop,
    agent::{AgentView, Identity},
    durable,
    link::LinkState,
    worker::Standing,
};

const NAME: &str = "status.json";
const MODE: u32 = 0o644;
/// The file is written no more often than this.
const EVERY: Duration = Duration::from_millis(250);

/// Where an agent stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The server's number.
    pub server: u64,
    /// Whether the last good state is being served; with a disk that was empty at the start, whether the log's end as it was
    /// then has been reached as well.
    pub ready: bool,
    /// Whether the feed is connected.
    pub connected: bool,
    /// Why it is not connected, or was not the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_problem: Option<String>,
    /// Whether it is dialled no more until the agent is started anew.
    pub gave_up_connecting: bool,
    /// Why the whole server is stuck, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// The log that it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// The epoch of its cursor.
    pub epoch: u32,
    /// Up to where nothing is owed to it.
    pub revision: u64,
    /// Where the log ended when it was last heard of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<u64>,
    /// Whether a list of all slots is still to come.
    pub unswept: bool,
    /// How many accounts have rules here.
    pub accounts: usize,
    /// Accounts that run something else than the cursor says.
    pub exceptions: Vec<StatusException>,
}

/// An account that runs something else than the cursor says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusException {
    /// The account.
    pub account: AccountNumber,
    /// The revision that really runs; 0 for none.
    pub running: u64,
    /// The revision that should.
    pub wanted: u64,
    /// Why it does not.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub retry_at: String,
}

impl Status {
    pub(crate) fn of(
        identity: &Identity,
        standing: &Standing,
        link: &LinkState,
        empty_at_start: bool,
    ) -> Self {
        let state = &standing.state;
        let slots = state.slots.values();
        let head = link.head.filter(|head| head.epoch == state.cursor.epoch);
        Self {
            server: identity.server.0,
            ready: Self::is_ready(standing, link, empty_at_start),
            connected: link.connected,
            connection_problem: link.problem.clone(),
            gave_up_connecting: link.given_up,
            trouble: standing.trouble.clone(),
            log: state.log.map(|log| log.to_string()),
            epoch: state.cursor.epoch.0,
            revision: state.cursor.revision.0,
            head: head.map(|head| head.revision.0),
            unswept: state.unswept,
            accounts: slots
                .filter(|slot| slot.running.is_some_and(|entry| entry.content.is_some()))
                .count(),
            exceptions: (state.exceptions())
                .map(|(account, running, failed)| StatusException {
                    account: account.clone(),
                    running: running.0,
                    wanted: failed.wanted.revision.0,
                    reason: failed.reason.clone(),
                    attempts: failed.attempts,
                    retry_at: failed.retry_at.to_string(),
                })
                .collect(),
        }
    }

    pub(crate) fn is_ready(standing: &Standing, link: &LinkState, empty_at_start: bool) -> bool {
        let caught_up = link.first_head.is_some_and(|head| {
            standing.state.log.is_some()
                && standing.state.cursor.epoch == head.epoch
                && standing.state.cursor.revision >= head.revision
        });
        standing.started && (!empty_at_start || caught_up)
    }
}

/// What the status file says: a status, and when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenStatus {
    /// When it was written; it is written when something changes.
    pub written_at: String,
    /// The status.
    #[serde(flatten)]
    pub status: Status,
}

/// The file in which an agent shows where it stands. It is for people: nothing is read from it at the start.
#[derive(Debug, Clone)]
pub struct StatusFile {
    path: PathBuf,
}

impl StatusFile {
    /// The status file of a state folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join(NAME),
        }
    }

    /// What it says; none if there is none.
    pub fn read(&self) -> Result<Option<WrittenStatus>, AgentError> {
        let bytes = match fs::read(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(AgentError::file(&self.path))?,
        };
        let path = self.path.display();
        serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            AgentError::Configuration(format!("{path} is no status file: {error}"))
        })
    }

    /// Writes it whenever something has changed, until the agent is stopped.
    pub(crate) async fn follow(self, mut view: AgentView, clock: Arc<dyn Clock>, mut stop: Stop) {
        let mut failing = false;
        loop {
            let (file, status, now) = (self.clone(), view.status(), clock.now());
            let written = tokio::task::spawn_blocking(move || file.write(status, now)).await;
            match written {
                Ok(Err(error)) if !failing => {
                    failing = true;
                    warn!(%error, "the status file cannot be written");
                }
                Ok(Ok(())) => failing = false,
                _ => {}
            }
            let changed = async {
                let there = view.changed().await;
                tokio::time::sleep(EVERY).await;
                there
            };
            tokio::select! {
                there = changed => if !there { return },
                () = stop.asked() => return,
            }
        }
    }

    fn write(&self, status: Status, now: Timestamp) -> std::io::Result<()> {
        let written = WrittenStatus {
            written_at: now.to_string(),
            status,
        };
        let text = serde_json::to_string_pretty(&written).map_err(std::io::Error::other)? + "\n";
        let beside = self.path.with_extension("new");
        durable::write_beside(&beside, text.as_bytes(), MODE, false)?;
        fs::rename(&beside, &self.path)
    }
}
