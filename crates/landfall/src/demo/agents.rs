//! The demonstration's servers as real connections: a process of its own holds them. It ends with the demonstration, however that
//! ends, since it watches a pipe that nobody but the demonstration holds open.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use landfall_agent::Identity;
use landfall_control::{
    Clock,
    secret::{KeyRing, SealingKey},
};
use landfall_core::id::ServerId;
use landfall_demo::{Agent, admit};
use landfall_simulate::{Folder, Kept, SimulateError, State};
use landfall_store::Store;
use tokio::{
    process::{Child, Command},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::error::CommandError;

/// How long the process gets to end by itself.
const ENDING: Duration = Duration::from_secs(5);
/// How long to wait before a process that has ended is started again.
const AGAIN: Duration = Duration::from_secs(2);
/// Between two looks whether a process of an earlier demonstration has let go of the servers.
const LOOK: Duration = Duration::from_millis(20);
/// How long it may take for that.
const LETTING_GO: Duration = Duration::from_secs(10);

/// What the servers are made from.
pub(super) struct Place {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) sealing: SealingKey,
    /// Where they are kept.
    pub(super) folder: PathBuf,
    /// The control plane's address.
    pub(super) base: String,
    pub(super) log_level: String,
}

/// The process with the servers, kept running.
pub(super) struct Agents {
    stopping: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Agents {
    /// Sees to it that every server has a credential, and starts the process. All of it happens beside the demonstration.
    pub(super) fn start(place: Place) -> Self {
        let (stopping, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            if let Err(error) = keep(place, stopped).await {
                tracing::error!(%error, "the demonstration's servers do not connect");
            }
        });
        Self { stopping, task }
    }

    /// Ends the process and waits for that.
    pub(super) async fn stop(self) {
        let _ = self.stopping.send(());
        let _ = self.task.await;
    }
}

async fn keep(place: Place, mut stopped: oneshot::Receiver<()>) -> Result<(), CommandError> {
    tokio::select! {
        prepared = prepare(&place) => prepared?,
        _ = &mut stopped => return Ok(()),
    }
    loop {
        let mut child = spawn(&place)?;
        // Closed by whatever ends this process.
        let pipe = child.stdin.take();
        tokio::select! {
            ended = child.wait() => {
                let status = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
                tracing::warn!(status, "the process with the demonstration's servers has ended; it is started again");
            }
            _ = &mut stopped => {
                drop(pipe);
                if timeout(ENDING, child.wait()).await.is_err() {
                    let _ = child.kill().await;
                }
                return Ok(());
            }
        }
        tokio::select! {
            () = sleep(AGAIN) => {}
            _ = &mut stopped => return Ok(()),
        }
    }
}

fn spawn(place: &Place) -> Result<Child, CommandError> {
    let program = std::env::current_exe().map_err(CommandError::file("landfall"))?;
    Command::new(&program)
        .arg("demo-servers")
        .args(["--connect", &place.base, "--log-level", &place.log_level])
        .arg("--state")
        .arg(&place.folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        // What a terminal sends to the demonstration is the demonstration's business.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(CommandError::file(program))
}

/// Gives a credential to each server that has none yet, and forgets those that are not in the record any more.
async fn prepare(place: &Place) -> Result<(), CommandError> {
    let failed = |error: SimulateError| CommandError::Server(error.to_string());
    let opened = timeout(LETTING_GO, opened(&place.folder)).await;
    let opened = opened.unwrap_or_else(|_| Folder::open(&place.folder));
    let mut folder = opened.map_err(failed)?;
    let known: BTreeSet<ServerId> = folder.servers().keys().copied().collect();
    let admitted = admit(place.store.as_ref(), place.clock.as_ref(), &known).await?;
    let keys = KeyRing::open(&place.store.keys().await?, &place.sealing)?;
    let (number, public) = keys.change_key();
    let public = public.try_into().map_err(|_| {
        CommandError::Server(
            "the key that signs changes is of another kind than expected".to_owned(),
        )
    })?;
    let gone: Vec<_> = known.difference(&admitted.all).copied().collect();
    let new = (admitted.new.into_iter()).map(|agent| kept(agent, (number, public)));
    let new: Vec<_> = new.collect();
    tokio::task::spawn_blocking(move || {
        folder.forget(&gone)?;
        folder.add(new)
    })
    .await
    .map_err(|error| CommandError::Server(error.to_string()))?
    .map_err(failed)
}

/// Opens the folder once nobody else has it: a process of a demonstration that was killed lets go in a moment.
async fn opened(path: &Path) -> Result<Folder, SimulateError> {
    loop {
        match Folder::open(path) {
            Err(SimulateError::Folder(landfall_agent::AgentError::Locked { .. })) => {
                sleep(LOOK).await;
            }
            other => return other,
        }
    }
}

fn kept(agent: Agent, key: (u64, [u8; 32])) -> Kept {
    let server = agent.server;
    let state = agent.at.map_or_else(State::default, |(log, cursor)| State {
        log: Some(log),
        cursor,
        ..State::default()
    });
    Kept {
        identity: Identity {
            server: server.id,
            tenant: server.tenant,
            placement: server.placement,
            credential: agent.credential.reveal().to_owned(),
            keys: vec![key],
        },
        name: server.name,
        state,
    }
}
