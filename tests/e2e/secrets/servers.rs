//! Servers of the fleet: one with an agent, and some in one process.

use std::{
    io::BufReader,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use landfall_simulate::Folder;

use super::assert_written;
use crate::support::{
    Edge, Installation, Landfall, Log, SECRETS, assert_unwritten, command, policy, wait_until,
};

/// A server of the fleet joins, tries once more with the invitation that is used up, lands a change and comes back.
pub(super) fn an_edge_server(installation: &Installation, server: &Landfall) -> Edge {
    let invitation = installation.invite(1);
    let mut edge = Edge::new();
    assert!(
        edge.join(server.address, &invitation, &["--plaintext"])
            .status
            .success()
    );
    let mut late = Edge::new();
    for used in [
        invitation.clone(),
        format!("{invitation}x"),
        invitation.replace('.', ".x"),
    ] {
        assert!(
            !late
                .join(server.address, &used, &["--plaintext"])
                .status
                .success()
        );
    }
    edge.start();
    let partner = installation.partner();
    let id = partner.add(server.address, &policy("locked", &["one"]).to_string());
    let request = partner.submit(server.address, &id, "one");
    partner.wait_until_landed(server.address, &request.id);
    assert_written(&edge.kill(), "landfall_agent");
    edge.start();
    wait_until("it is back", || {
        installation.server(edge.server)["connected"] == true
    });
    installation.take_out("revoke", edge.server);
    wait_until("it is cut off", || {
        installation.server(edge.server)["connected"] == false
    });
    edge
}

/// Servers in one process.
pub(super) struct Simulated {
    child: Child,
    log: Option<[Log; 2]>,
    folder: PathBuf,
}

impl Simulated {
    pub(super) fn run(installation: &Installation, address: SocketAddr) -> Self {
        let folder = installation.path("simulated");
        let mut child = command()
            .arg("--data")
            .arg(installation.data())
            .args(&installation.flags)
            .args([
                "fleet",
                "simulate",
                "--json",
                "--log-level",
                "trace",
                "--servers",
                "2",
                "--pops",
                "1",
            ])
            .args(["--connect", &format!("http://{address}"), "--state"])
            .arg(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Log::read(BufReader::new(child.stderr.take().unwrap()));
        let output = Log::read(BufReader::new(child.stdout.take().unwrap()));
        let new = Self {
            child,
            log: Some([log, output]),
            folder,
        };
        wait_until("they are connected", || {
            let servers = installation.made("server list --tenant acme");
            let connected = servers
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["connected"] == true);
            connected.count() >= 2
        });
        new
    }

    /// Ends it, and looks for what its servers show when they connect.
    pub(super) fn assert_unwritten(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        keep_simulated(&self.folder);
        let [log, output] = self.log.take().unwrap().map(Log::until_the_end);
        assert_unwritten("a simulation", &log);
        assert_unwritten("a simulation, to its standard output,", &output);
        assert_written(&log, "landfall_simulate");
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn keep_simulated(folder: &Path) {
    let folder = Folder::open(folder).unwrap();
    assert!(!folder.servers().is_empty());
    for kept in folder.servers().values() {
        SECRETS.keep("a simulated server's credential", &kept.identity.credential);
    }
}
