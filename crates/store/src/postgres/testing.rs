//! A PostgreSQL of a test's own, from the system's packages: started in a temporary folder, reached by a socket in it, and
//! gone with the value, also when the test panics or is killed.
//!
//! Making a cluster takes a second and more, so one is made for this machine and user and copied for each test; a copy
//! starts in a tenth of that. Nothing is synced to disk: the tests end processes, not the machine.

#![allow(
    clippy::unwrap_used,
    reason = "only built for tests, where a panic is the report"
)]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::Address;

/// A running cluster.
pub struct Cluster {
    folder: TempDir,
    server: Option<Child>,
    settings: Vec<String>,
}

/// How a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// In good order: sessions are ended, everything is written.
    Fast,
    /// As if it had crashed.
    Immediate,
}

impl Cluster {
    /// Starts a cluster with one empty database, `postgres`, that belongs to the user `postgres`.
    pub fn start() -> Self {
        Self::with_settings(&[])
    }

    /// Starts one with settings of its own, such as `port=5433`.
    pub fn with_settings(settings: &[&str]) -> Self {
        let mut cluster = Self::prepare(settings);
        cluster.resume();
        cluster
    }

    /// A cluster that is still to be started.
    pub fn prepare(settings: &[&str]) -> Self {
        let owner = Owner::find();
        let template = template(&owner);
        let folder = tempfile::Builder::new()
            .prefix("landfall-pg-")
            .tempdir()
            .unwrap();
        let copied = Command::new("cp")
            .args(["-a", "--reflink=auto"])
            .args([template, folder.path().join("cluster")])
            .status();
        assert!(copied.unwrap().success(), "the cluster cannot be copied");
        owner.give(folder.path());
        Self {
            folder,
            server: None,
            settings: settings.iter().map(ToString::to_string).collect(),
        }
    }

    /// The socket that the server listens on.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }

    /// Puts a file into the server's own folder, readable by the server alone.
    pub fn keep(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join("cluster").join(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        Owner::find().give(&path);
        path
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        self.url_of("postgres", "postgres")
    }

    /// The URL of a database as a user sees it.
    pub fn url_of(&self, user: &str, database: &str) -> String {
        let socket = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://{user}@{socket}/{database}")
    }

    /// The address of the database.
    pub fn address(&self) -> Address {
        self.url().parse().unwrap()
    }

    /// A plain session of its own as the user `postgres`.
    pub async fn session(&self) -> tokio_postgres::Client {
        let (client, connection) = tokio_postgres::connect(&self.url(), tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
    }

    /// Keeps a copy of all that there is, as a replica has that gets no further. The server is stopped for it and started again.
    pub fn leave_replica_behind(&mut self) {
        self.stop(Stop::Fast);
        let _ = fs::remove_dir_all(self.folder.path().join("replica"));
        self.copy_folder("cluster", "replica");
        self.resume();
    }

    /// The server is lost, and the replica takes its place, with a history of its own. Needs the setting `wal_level=replica`.
    pub fn fail_over(&mut self) {
        self.stop(Stop::Immediate);
        fs::remove_dir_all(self.folder.path().join("cluster")).unwrap();
        self.copy_folder("replica", "cluster");
        self.keep("recovery.signal", "");
        // There is nothing to fetch: it has what it has.
        self.settings.push("restore_command=false".to_owned());
        self.resume();
    }

    fn copy_folder(&self, from: &str, to: &str) {
        let place = |name| self.folder.path().join(name);
        let copied = Command::new("cp")
            .args(["-a", "--reflink=auto"])
            .args([place(from), place(to)])
            .status();
        assert!(copied.unwrap().success(), "the cluster cannot be copied");
    }

    /// Stops the server and waits until it has ended.
    pub fn stop(&mut self, how: Stop) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        let signal = match how {
            Stop::Fast => "-INT",
            Stop::Immediate => "-QUIT",
        };
        let _ = Command::new("kill")
            .args([signal, &server.id().to_string()])
            .status();
        let _ = server.wait();
    }

    /// Starts the server again, or for the first time, and waits until it takes connections. To be called on the thread of
    /// the test: the server is ended with the thread that started it.
    pub fn resume(&mut self) {
        let mut command = Owner::find().command(&binary("postgres"));
        let fixed = [
            "listen_addresses=",
            "port=5432",
            "fsync=off",
            "full_page_writes=off",
            "shared_buffers=16MB",
            "max_connections=60",
            "wal_level=minimal",
            "max_wal_senders=0",
            "jit=off",
            // Its transactions would hold back events for a moment that no test could foresee.
            "autovacuum=off",
        ];
        command
            .arg("-D")
            .arg(self.folder.path().join("cluster"))
            .arg("-k")
            .arg(self.folder.path());
        for setting in fixed
            .into_iter()
            .chain(self.settings.iter().map(String::as_str))
        {
            command.args(["-c", setting]);
        }
        let mut server = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
        let mut said = String::new();
        loop {
            let Some(Ok(line)) = log.next() else {
                panic!("PostgreSQL did not start:\n{said}");
            };
            if line.contains("ready to accept connections") {
                break;
            }
            said.push_str(&line);
            said.push('\n');
        }
        // Read on, or the server would wait for a reader at some point.
        std::thread::spawn(move || log.for_each(drop));
        self.server = Some(server);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop(Stop::Immediate);
    }
}

/// Who runs the server: PostgreSQL refuses to be run by root.
enum Owner {
    Ourselves,
    Other { user: u32, group: u32 },
}

impl Owner {
    fn find() -> Self {
        if fs::metadata("/proc/self").unwrap().uid() != 0 {
            return Self::Ourselves;
        }
        let users = fs::read_to_string("/etc/passwd").unwrap();
        let of = |name: &str| {
            let line = users
                .lines()
                .find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2).map(str::parse);
            Some(Self::Other {
                user: fields.next()?.ok()?,
                group: fields.next()?.ok()?,
            })
        };
        of("postgres").or_else(|| of("nobody")).unwrap()
    }

    /// Hands a file or folder over.
    fn give(&self, path: &Path) {
        if let Self::Other { user, group } = self {
            chown(path, Some(*user), Some(*group)).unwrap();
        }
    }

    /// Refuses what is not that user's: anybody may put something into the temporary folder.
    fn refuse_others(&self, path: &Path) {
        let ours = match self {
            Self::Ourselves => fs::metadata("/proc/self").unwrap().uid(),
            Self::Other { user, .. } => *user,
        };
        let theirs = fs::metadata(path).unwrap().uid();
        assert_eq!(theirs, ours, "{} is somebody else's", path.display());
    }

    /// Runs a program as that user. It is ended with the thread that started it, however that ends.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "QUIT"]);
        if let Self::Other { user, group } = self {
            command.args([
                "--reuid",
                &user.to_string(),
                "--regid",
                &group.to_string(),
                "--clear-groups",
            ]);
        }
        command.arg(program).current_dir("/");
        command
    }

    fn name(&self) -> String {
        match self {
            Self::Ourselves => fs::metadata("/proc/self").unwrap().uid().to_string(),
            Self::Other { user, .. } => user.to_string(),
        }
    }
}

/// A program of the newest PostgreSQL that Debian's packages have put here.
fn binary(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").map(|entries| {
        let names = entries.filter_map(|entry| entry.unwrap().file_name().into_string().ok());
        names.filter_map(|name| name.parse::<u32>().ok()).max()
    });
    let Ok(Some(version)) = versions else {
        panic!("the tests need PostgreSQL: apt-get install postgresql");
    };
    PathBuf::from(format!("/usr/lib/postgresql/{version}/bin/{name}"))
}

/// The cluster that the others are copies of; made when there is none.
fn template(owner: &Owner) -> PathBuf {
    let version = binary("")
        .components()
        .nth(4)
        .unwrap()
        .as_os_str()
        .to_owned();
    let name = format!(
        "landfall-postgresql-{}-{}",
        version.to_str().unwrap(),
        owner.name()
    );
    let place = std::env::temp_dir().join(name);
    if place.join("PG_VERSION").exists() {
        owner.refuse_others(&place);
        return place;
    }
    let draft = tempfile::Builder::new()
        .prefix("landfall-pg-")
        .tempdir()
        .unwrap();
    owner.give(draft.path());
    let cluster = draft.path().join("cluster");
    let made = owner
        .command(&binary("initdb"))
        .args([
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "--auth=trust",
        ])
        .args(["--username=postgres", "--wal-segsize=1"])
        .arg("-D")
        .arg(&cluster)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let mut slimming = owner
        .command(&binary("postgres"))
        .args(["--single", "-D"])
        .arg(&cluster)
        .arg("postgres")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let slimmer = b"UPDATE pg_database SET datistemplate = false WHERE datname = 'template1'\nDROP DATABASE template1\n";
    slimming.stdin.take().unwrap().write_all(slimmer).unwrap();
    assert!(slimming.wait().unwrap().success());
    // Another test may have been quicker, which is as good.
    if let Err(error) = fs::rename(&cluster, &place) {
        assert!(place.join("PG_VERSION").exists(), "{error}");
    }
    place
}
