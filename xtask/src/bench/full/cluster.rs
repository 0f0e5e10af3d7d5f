//! A PostgreSQL of this run's own, from the system's packages, in a temporary folder and reached by a socket in it. It is set
//! up for use, not for tests: everything is synced.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::command::text;
use crate::error::Error;

const NAME: &str = "PostgreSQL";
/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);
/// A moderate cache for the machine, and room for writes between checkpoints.
const SETTINGS: [&str; 5] = [
    "listen_addresses=",
    "shared_buffers=1GB",
    "max_wal_size=4GB",
    "max_connections=60",
    "jit=off",
];

/// A running server; it ends with this value.
#[derive(Debug)]
pub(in crate::bench) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    server: Child,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub(in crate::bench) async fn start() -> Result<Self, Error> {
        let programs = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("landfall-pg-")
            .tempdir()
            .map_err(Error::process(NAME))?;
        if is_root() {
            let mut give = Command::new("chown");
            give.args(["postgres", text(folder.path())]);
            run(give).await?;
        }
        let cluster = folder.path().join("cluster");
        let mut make = as_owner(&programs.join("initdb"));
        make.args([
            "--encoding=UTF8",
            "--no-locale",
            "--auth=trust",
            "--username=postgres",
        ])
        .args(["-D", text(&cluster)]);
        run(make).await?;
        let mut serve = as_owner(&programs.join("postgres"));
        serve.args(["-D", text(&cluster), "-k", text(folder.path())]);
        for setting in SETTINGS {
            serve.args(["-c", setting]);
        }
        let server = serve
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(Error::process(NAME))?;
        let cluster = Self {
            folder,
            programs,
            server,
        };
        let answering = async {
            while cluster.ask("SELECT 1").await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let answers = tokio::time::timeout(PATIENCE, answering).await;
        answers.map_err(|_| Error::process(NAME)("it does not start"))?;
        Ok(cluster)
    }

    /// The URL of its database.
    pub(in crate::bench) fn url(&self) -> String {
        let socket = text(self.folder.path()).replace('/', "%2F");
        format!("postgres://postgres@{socket}/postgres")
    }

    /// What a query gives, as text.
    pub(in crate::bench) async fn ask(&self, query: &str) -> Result<String, Error> {
        let mut ask = Command::new(self.programs.join("psql"));
        ask.args(["-h", text(self.folder.path()), "-U", "postgres"])
            .args(["--no-psqlrc", "-At", "-c", query]);
        run(ask).await
    }

    /// Stops the server in good order.
    pub(in crate::bench) async fn stop(mut self) -> Result<(), Error> {
        if let Some(id) = self.server.id() {
            let mut stop = Command::new("sh");
            stop.args(["-c", "kill -INT \"$0\"", &id.to_string()]);
            run(stop).await?;
        }
        self.server.wait().await.map_err(Error::process(NAME))?;
        Ok(())
    }
}

/// Where the programs of the newest PostgreSQL are that the system's packages have put here.
fn programs() -> Result<PathBuf, Error> {
    let root = Path::new("/usr/lib/postgresql");
    let missing = || Error::process(NAME)("it is not installed; --engine sqlite goes without");
    let entries = fs::read_dir(root).map_err(|_| missing())?;
    let versions = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let newest: u32 = versions.max().ok_or_else(missing)?;
    Ok(root.join(newest.to_string()).join("bin"))
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// A program as a user that PostgreSQL runs as: anybody but root.
fn as_owner(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
        .args(["--pdeathsig=INT"])
        .arg(program)
        .current_dir("/");
    command
}

async fn run(mut command: Command) -> Result<String, Error> {
    let output = command.stdin(Stdio::null()).output().await;
    let output = output.map_err(Error::process(NAME))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::process(NAME)(said.trim().to_owned()))
}
