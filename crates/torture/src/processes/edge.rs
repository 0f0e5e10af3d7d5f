//! An edge server: a folder, a data plane made of files and commands, an agent as a process, and a network between it and the
//! control plane that can be anything.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Child,
    time::Duration,
};

use landfall_agent::{StatusFile, WrittenStatus};
use rustix::process::Pid;

use super::{binary::Binary, clock::Clock, control_plane::fill_disk, wait::until};
use crate::proxy::{Mode, Proxy};

const SCRIPT: &str = include_str!("dataplane.sh");
/// A check that takes longer is refused.
const LIMIT: u64 = 2;

/// An edge server.
pub(super) struct Edge {
    pub(super) number: usize,
    pub(super) pop: u64,
    place: PathBuf,
    /// What stands between it and the control plane; some are connected directly.
    network: Option<Proxy>,
    agent: Option<Child>,
    binary: Binary,
}

impl Edge {
    /// An edge server in a folder of its own that has joined the fleet.
    pub(super) fn join(
        binary: &Binary,
        (number, pop): (usize, u64),
        folder: &Path,
        (control_plane, network): (SocketAddr, Option<Proxy>),
        invitation: &str,
    ) -> Self {
        let place = folder.join(format!("edge-{number}"));
        fs::create_dir_all(place.join("accounts")).unwrap();
        fs::write(place.join("dataplane.sh"), SCRIPT).unwrap();
        let edge = Self {
            number,
            pop,
            network,
            agent: None,
            binary: binary.clone(),
            place,
        };
        fs::write(edge.config(), edge.configuration()).unwrap();
        let address = edge.network.as_ref().map_or(control_plane, Proxy::address);
        let config = edge.config();
        binary.json(&[
            "agent",
            "join",
            &address.to_string(),
            config.to_str().unwrap(),
            "--plaintext",
            "--invitation",
            invitation,
            "--name",
            &format!("edge-{number}"),
        ]);
        edge
    }

    fn config(&self) -> PathBuf {
        self.place.join("agent.toml")
    }

    fn configuration(&self) -> String {
        let place = self.place.display();
        let command = |step: &str| {
            format!(
                "[{step}]\ncommand = [\"sh\", \"{place}/dataplane.sh\", \"{step}\", \"{place}\"]\nseconds = {LIMIT}\n"
            )
        };
        let commands: String = ["check", "reload", "probe"].map(command).concat();
        format!("state = \"{place}/state\"\n[files]\nfolder = \"{place}/accounts\"\n{commands}")
    }

    fn log(&self) -> PathBuf {
        self.place.join("agent.log")
    }

    /// Has its clock show so many seconds more than the machine's.
    pub(super) fn set_clock(&self, seconds: i64) {
        Clock::of(&self.log()).set(seconds);
    }

    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    pub(super) fn start(&mut self) {
        assert!(self.agent.is_none(), "edge-{} runs", self.number);
        let config = self.config();
        let words = ["agent".as_ref(), "run".as_ref(), config.as_os_str()];
        self.agent = Some(self.binary.start(&words, &self.log()));
    }

    /// Kills the agent without notice; the data plane goes on.
    pub(super) fn kill(&mut self) {
        if let Some(mut agent) = self.agent.take() {
            agent.kill().unwrap();
            agent.wait().unwrap();
        }
    }

    /// Kills it while it loads something, if it does so soon; says whether it did.
    pub(super) fn kill_while_loading(&mut self, soon: Duration) -> bool {
        let mark = self.place.join("loading");
        let _ = fs::remove_file(&mark);
        self.set("slow", true);
        let start = std::time::Instant::now();
        while !mark.exists() && start.elapsed() < soon {
            super::wait::pause(Duration::from_millis(2));
        }
        let loading = mark.exists();
        self.kill();
        self.set("slow", false);
        loading
    }

    pub(super) fn process(&self) -> Option<Pid> {
        self.agent.as_ref().map(Pid::from_child)
    }

    /// Whether it has ended by itself.
    pub(super) fn has_ended(&mut self) -> Option<String> {
        let ended = self.agent.as_mut()?.try_wait().unwrap();
        ended.map(|status| status.to_string())
    }

    pub(super) fn fill_disk(&self, full: bool) {
        if let Some(process) = self.process() {
            fill_disk(process, full);
        }
    }

    /// Has the data plane fail in a way, or not any more.
    pub(super) fn set(&self, fault: &str, there: bool) {
        let file = self.place.join(fault);
        if there {
            fs::write(file, "").unwrap();
        } else if let Err(error) = fs::remove_file(file) {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
        }
    }

    pub(super) fn has_network(&self) -> bool {
        self.network.is_some()
    }

    /// What the network does from now on.
    pub(super) fn network(&self, mode: Mode) {
        if let Some(network) = &self.network {
            network.set(mode);
        }
    }

    /// What the agent shows; none if it has shown nothing yet.
    pub(super) fn status(&self) -> Option<WrittenStatus> {
        let file = StatusFile::in_folder(&self.place.join("state"));
        file.read().unwrap()
    }

    /// Waits until the agent shows what is wanted.
    pub(super) fn until(&self, what: &str, wanted: impl Fn(&landfall_agent::Status) -> bool) {
        until(
            Duration::from_mins(1),
            &format!("edge-{}: {what}", self.number),
            || match self.status() {
                Some(shown) if wanted(&shown.status) => Ok(()),
                shown => Err(format!("{shown:?}")),
            },
        );
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        self.kill();
    }
}
