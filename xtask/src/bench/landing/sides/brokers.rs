//! NATS and etcd from the system's packages, each started on free ports in folders that go with it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use tempfile::TempDir;

use super::side::PATIENCE;
use crate::bench::full::{free_address, text};
use crate::bench::landing::receivers::Nats;
use crate::bench::landing::receivers::etcd_wire::{self as wire, Etcd, Watch};
use crate::bench::landing::synthetic;
use crate::bench::placement::Placement;
use crate::bench::process::Server;
use crate::error::Error;

const NATS: &str = "nats-server";
const ETCD: &str = "etcd";

/// A broker, and a submitter that counts what comes back.
pub(super) struct NatsSide {
    pub(super) process: Server,
    connection: Nats,
    revision: u64,
}

/// A store with watches, and a submitter that watches what comes back.
pub(super) struct EtcdSide {
    pub(super) process: Server,
    connection: Etcd,
    acks: Watch,
    revision: u64,
    _folder: TempDir,
}

/// Where a program is; packages put servers where a user's path does not look.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/bin".into()]);
    folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

async fn answers(address: SocketAddr) -> bool {
    tokio::net::TcpStream::connect(address).await.is_ok()
}

impl NatsSide {
    /// Starts it; none if it is not installed.
    pub(super) async fn start(placement: &Placement) -> Result<Option<Self>, Error> {
        let Some(program) = program(NATS) else {
            return Ok(None);
        };
        let address = free_address().map_err(Error::process(NATS))?;
        let mut command = placement.command(&program);
        command.args(["-a", "127.0.0.1", "-p", &address.port().to_string()]);
        command.stderr(Stdio::null());
        let (process, _) =
            Server::start_silent(NATS, command, address, || answers(address)).await?;
        let connection = Nats::connect(address, crate::bench::landing::receivers::ACKS).await;
        Ok(Some(Self {
            process,
            connection: connection.map_err(Error::process(NATS))?,
            revision: 0,
        }))
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.process.address
    }

    /// Sends a change and counts the answers.
    pub(super) async fn land(
        &mut self,
        bytes: usize,
        servers: u64,
    ) -> Result<Option<Instant>, Error> {
        self.revision += 1;
        let message = synthetic::message(self.revision, bytes);
        let subject = crate::bench::landing::receivers::CHANGES;
        let landing = async {
            self.connection.publish(subject, &message).await?;
            for _ in 0..servers {
                self.connection.message().await?;
            }
            Ok::<_, String>(())
        };
        let landed = tokio::time::timeout(PATIENCE, landing).await;
        landed
            .map_err(Error::process(NATS))?
            .map_err(Error::process(NATS))?;
        Ok(None)
    }
}

impl EtcdSide {
    /// Starts it; none if it is not installed.
    pub(super) async fn start(placement: &Placement) -> Result<Option<Self>, Error> {
        let Some(program) = program(ETCD) else {
            return Ok(None);
        };
        let folder = tempfile::tempdir().map_err(Error::process(ETCD))?;
        let (clients, peers) = (free(ETCD)?, free(ETCD)?);
        let (for_clients, for_peers) = (format!("http://{clients}"), format!("http://{peers}"));
        let cluster = format!("default={for_peers}");
        let mut command = placement.command(&program);
        command
            .args(["--data-dir", text(folder.path()), "--log-level", "error"])
            .args([
                "--listen-client-urls",
                &for_clients,
                "--advertise-client-urls",
                &for_clients,
            ])
            .args([
                "--listen-peer-urls",
                &for_peers,
                "--initial-advertise-peer-urls",
                &for_peers,
            ])
            .args(["--initial-cluster", &cluster])
            .stderr(Stdio::null());
        let (process, _) =
            Server::start_silent(ETCD, command, clients, || answers(clients)).await?;
        let failed = Error::process::<String>(ETCD);
        let mut connection = Etcd::connect(clients).await.map_err(&failed)?;
        let acks = connection
            .watch(wire::ACKS.0, Some(wire::ACKS.1))
            .await
            .map_err(&failed)?;
        Ok(Some(Self {
            process,
            connection,
            acks,
            revision: 0,
            _folder: folder,
        }))
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.process.address
    }

    /// Puts a change and counts the answers.
    pub(super) async fn land(
        &mut self,
        bytes: usize,
        servers: u64,
    ) -> Result<Option<Instant>, Error> {
        self.revision += 1;
        let message = synthetic::message(self.revision, bytes);
        let landing = async {
            self.connection.put(wire::CHANGES, &message).await?;
            let answered = Instant::now();
            let mut counted = 0;
            while counted < servers {
                counted += self.acks.values().await?.len() as u64;
            }
            Ok::<_, String>(answered)
        };
        let landed = tokio::time::timeout(PATIENCE, landing).await;
        let answered = landed
            .map_err(Error::process(ETCD))?
            .map_err(Error::process(ETCD))?;
        Ok(Some(answered))
    }
}

fn free(name: &'static str) -> Result<SocketAddr, Error> {
    free_address().map_err(Error::process(name))
}
