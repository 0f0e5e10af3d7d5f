//! An edge server: a folder with an agent's state, and a data plane made of files and commands.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use landfall_agent::{
    Address, Agent, AgentSettings, AgentView, Identity, Kept, Stopper, SystemClock,
    adapter::{Files, FilesAdapter, Hook, Hooks},
};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::control_plane::{ControlPlane, identity, quick, until};

/// The data plane checks that no file says `refuse` unless it is lenient, loads by copying, and serves unless a file says
/// `crash`. A file `broken-…` has one of its commands fail, a file `hold` has the check wait.
const CHECK: &str = "cd \"$1\"; test ! -e broken-check || exit 7; while test -e hold; do : > held; sleep 0.02; done; rm -f held
    test -e lenient || ! grep -l refuse accounts/*.json 2>/dev/null";
const RELOAD: &str =
    "cd \"$1\"; test ! -e broken-reload || { echo 'the data plane does not answer'; exit 1; }
    exec 9>lock; flock 9; new=$(mktemp -d loading.XXXXXX); cp accounts/*.json $new/ 2>/dev/null
    ln -sfn $new loaded.new && mv -T loaded.new loaded";
const PROBE: &str = "cd \"$1\"; ! grep -l crash loaded/*.json 2>/dev/null";

pub(crate) struct Edge {
    folder: TempDir,
}

/// An agent that runs.
pub(crate) struct Running {
    pub(crate) view: AgentView,
    stopper: Stopper,
    task: JoinHandle<()>,
}

fn hook(script: &str, place: &Path) -> Hook {
    let words = ["sh", "-c", script, "sh"].map(str::to_owned);
    let place = place.to_str().unwrap().to_owned();
    Hook {
        command: words.into_iter().chain([place]).collect(),
        limit: Duration::from_secs(30),
    }
}

/// The data plane of a place, with its commands.
pub(crate) fn adapter(place: &Path) -> FilesAdapter {
    let files = Files::in_folder(place.join("accounts"), 0o640).unwrap();
    let hooks = Hooks {
        check: Some(hook(CHECK, place)),
        reload: Some(hook(RELOAD, place)),
        probe: Some(hook(PROBE, place)),
    };
    FilesAdapter::new(files, hooks)
}

impl Edge {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("accounts")).unwrap();
        Self { folder }
    }

    pub(crate) fn place(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn state_folder(&self) -> PathBuf {
        self.place().join("state")
    }

    pub(crate) fn accounts(&self) -> PathBuf {
        self.place().join("accounts")
    }

    pub(crate) fn start(&self, plane: &ControlPlane) -> Running {
        self.start_as(plane.address(), identity())
    }

    pub(crate) fn start_as(&self, address: Address, identity: Identity) -> Running {
        let (decide, connect) = quick();
        self.run(AgentSettings {
            identity,
            address,
            decide,
            connect,
        })
    }

    /// Starts it with settings of its own.
    pub(crate) fn start_with(
        &self,
        plane: &ControlPlane,
        set: impl FnOnce(&mut AgentSettings),
    ) -> Running {
        let (decide, connect) = quick();
        let mut settings = AgentSettings {
            identity: identity(),
            address: plane.address(),
            decide,
            connect,
        };
        set(&mut settings);
        self.run(settings)
    }

    fn run(&self, settings: AgentSettings) -> Running {
        let kept = Kept::in_folder(&self.state_folder()).unwrap();
        let adapter = Arc::new(adapter(self.place()));
        let agent = Agent::new(
            settings,
            kept,
            adapter,
            Arc::new(SystemClock),
            fastrand::Rng::with_seed(1),
        );
        let view = agent.view();
        let (stopper, stop) = Stopper::pair();
        let task = tokio::spawn(agent.run(stop));
        Running {
            view,
            stopper,
            task,
        }
    }

    /// The accounts' files in a folder of the data plane.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, String> {
        let entries = fs::read_dir(self.place().join(folder))
            .into_iter()
            .flatten();
        let files = entries.filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let number = name.strip_suffix(".json")?.to_owned();
            let text = fs::read_to_string(self.place().join(folder).join(&name)).unwrap();
            Some((number, text))
        });
        files.collect()
    }

    /// What the data plane has loaded of an account.
    pub(crate) fn serves(&self, account: &str) -> Option<String> {
        self.files("loaded").remove(account)
    }

    /// Has the check wait from now on.
    pub(crate) fn hold(&self) {
        fs::write(self.place().join("hold"), "").unwrap();
    }

    /// Whether it does.
    pub(crate) fn is_held(&self) -> bool {
        self.place().join("held").exists()
    }

    pub(crate) fn release(&self) {
        fs::remove_file(self.place().join("hold")).unwrap();
    }

    /// Has a command of the data plane fail, or not any more.
    pub(crate) fn break_command(&self, which: &str, broken: bool) {
        let file = self.place().join(format!("broken-{which}"));
        if broken {
            fs::write(file, "").unwrap();
        } else {
            fs::remove_file(file).unwrap();
        }
    }
}

impl Running {
    /// Stops it in good order.
    pub(crate) async fn stop(self) {
        self.stopper.stop();
        self.task.await.unwrap();
    }

    pub(crate) async fn until(
        &self,
        what: &str,
        condition: impl Fn(&landfall_agent::Status) -> bool,
    ) {
        until(what, || condition(&self.view.status())).await;
    }
}
