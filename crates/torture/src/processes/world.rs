//! A control plane with its record, edge servers in two POPs, and partners' accounts.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use landfall_store::postgres::testing::Cluster;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::{
    binary::Binary,
    clock::Clock,
    control_plane::ControlPlane,
    edge::Edge,
    http::{Answer, Call, call},
};
use crate::proxy::Proxy;

pub(super) const TENANT: &str = "acme";
const ADMINISTRATOR: &str = "root@acme.example";

/// What keeps the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A PostgreSQL of the run's own.
    Postgres,
}

/// An account that policies are deployed for.
pub(super) struct Account {
    pub(super) number: String,
    client: String,
    bearer: Mutex<String>,
    status_token: String,
}

/// All that a run is about, but the edge servers: those can be taken out while others go on.
pub(super) struct World {
    folder: Option<TempDir>,
    pub(super) binary: Binary,
    pub(super) runtime: Runtime,
    engine: Engine,
    cluster: Mutex<Option<Arc<Cluster>>>,
    pub(super) control_plane: Mutex<Option<ControlPlane>>,
    pub(super) address: SocketAddr,
    pub(super) accounts: Vec<Account>,
}

impl World {
    /// A world with some accounts, without any server yet.
    pub(super) fn new(binary: &Binary, engine: Engine, accounts: usize) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("landfall-torture-")
            .tempdir()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let cluster = (engine == Engine::Postgres).then(|| Arc::new(Cluster::start()));
        let mut world = Self {
            binary: binary.with_clocks(folder.path()),
            folder: Some(folder),
            runtime: runtime.unwrap(),
            engine,
            cluster: Mutex::new(cluster),
            control_plane: Mutex::new(None),
            address: ([127, 0, 0, 1], 0).into(),
            accounts: Vec::new(),
        };
        world.run(&["init", "--tenant", TENANT, "--admin", ADMINISTRATOR]);
        let pops = world.path("pops.jsonl");
        fs::write(&pops, pops_as_lines()).unwrap();
        world.run(&["import", pops.to_str().unwrap()]);
        let server = ControlPlane::start(&world.binary, &world.flags(), None, &world.log());
        world.address = server.address;
        world.control_plane = Mutex::new(Some(server));
        world.accounts = (1..=accounts).map(|number| world.account(number)).collect();
        world
    }

    fn account(&self, number: usize) -> Account {
        let name = format!("Customer {number}");
        let made = self.run(&[
            "organization",
            "create",
            "--tenant",
            TENANT,
            "--kind",
            "customer",
            "--name",
            &name,
            "--country",
            "DE",
            "--email",
            "a@customer.example",
            "--first-name",
            "Ada",
            "--last-name",
            "Berg",
            "--city",
            "Augsburg",
            "--address-line",
            "Weg",
            "--postal-code",
            "86150",
            "--region",
            "BY",
        ]);
        let account = text(&made, "account_number");
        let client = format!("writer-{number}");
        self.run(&[
            "client",
            "create",
            &client,
            "--tenant",
            TENANT,
            "--grant",
            "rulesv4=write",
            "--home-account",
            &account,
        ]);
        // A user has one such token, for one account.
        let user = format!("reader-{number}@acme.example");
        self.run(&["user", "create", &user, "--tenant", TENANT]);
        let status = self.run(&[
            "token",
            "create",
            "--tenant",
            TENANT,
            "--user",
            &user,
            "--account",
            &account,
        ]);
        let bearer = self.bearer(&client);
        Account {
            number: account,
            client,
            bearer: Mutex::new(bearer),
            status_token: format!("TOK:{}", text(&status, "token")),
        }
    }

    fn bearer(&self, client: &str) -> String {
        let words = ["token", "create", "--tenant", TENANT, "--client", client];
        let dialect = ["--dialect", "rulesv4-bearer"];
        text(&self.run(&[&words[..], &dialect].concat()), "token")
    }

    /// Has every partner ask for a token anew.
    pub(super) fn renew_tokens(&self) {
        for account in &self.accounts {
            *lock(&account.bearer) = self.bearer(&account.client);
        }
    }

    /// Edge servers that have joined and run; two of three with a network that can fail.
    pub(super) fn edges(&self, count: usize) -> Vec<Mutex<Edge>> {
        let edges = (0..count).map(|number| {
            let pop = 1 + number as u64 % 2;
            let pop_text = pop.to_string();
            let made = self.run(&[
                "server",
                "invite",
                "--tenant",
                TENANT,
                "--pop",
                &pop_text,
                "--platform",
                "http_large",
                "--environment",
                "production",
            ]);
            let network =
                (number % 3 != 2).then(|| Proxy::start(self.runtime.handle(), self.address));
            let mut edge = Edge::join(
                &self.binary,
                (number, pop),
                self.folder.as_ref().unwrap().path(),
                (self.address, network),
                &text(&made, "token"),
            );
            edge.start();
            Mutex::new(edge)
        });
        edges.collect()
    }

    /// What an operator's command prints.
    pub(super) fn run(&self, arguments: &[&str]) -> Value {
        let flags = self.flags();
        let all: Vec<&str> = flags.iter().map(String::as_str).collect();
        self.binary.json(&[&all, arguments].concat())
    }

    /// The servers as an operator sees them.
    pub(super) fn servers(&self) -> Vec<Value> {
        let listed = self.run(&["server", "list", "--tenant", TENANT]);
        listed.as_array().unwrap().clone()
    }

    /// A call of an account's partner.
    pub(super) fn partner(
        &self,
        account: &Account,
        (method, target, body): (&str, &str, &str),
    ) -> Result<Answer, String> {
        let authorization = format!("Bearer {}", lock(&account.bearer));
        let made = Call {
            method,
            target,
            authorization: &authorization,
            lines: "",
            body,
        };
        call(self.address, &made)
    }

    /// How far a deploy request has landed, as its partner is told.
    pub(super) fn status(&self, account: &Account, request: &str) -> Result<Answer, String> {
        let target = format!(
            "/v2/mcc/customers/{}/rulesv4/{request}/status",
            account.number
        );
        let made = Call {
            method: "GET",
            target: &target,
            authorization: &account.status_token,
            lines: "",
            body: "",
        };
        call(self.address, &made)
    }

    /// Has the control plane's clock show so many seconds more than the machine's.
    pub(super) fn set_clock(&self, seconds: i64) {
        Clock::of(&self.log()).set(seconds);
    }

    /// Kills the control plane without notice, if one runs.
    pub(super) fn kill(&self) {
        if let Some(server) = lock(&self.control_plane).take() {
            server.kill();
        }
    }

    /// Starts the control plane over what there is.
    pub(super) fn start(&self) {
        let mut place = lock(&self.control_plane);
        assert!(place.is_none(), "a control plane runs");
        let started =
            ControlPlane::start(&self.binary, &self.flags(), Some(self.address), &self.log());
        *place = Some(started);
    }

    /// Takes a backup while the record is served.
    pub(super) fn back_up(&self) -> PathBuf {
        let file = self.path("backup.db");
        self.run(&["backup", file.to_str().unwrap(), "--force"]);
        file
    }

    /// Puts a backup in the place of the record. Nothing serves it meanwhile.
    pub(super) fn restore(&self, backup: &std::path::Path) {
        let (data, lost) = (self.path("data"), self.path("lost"));
        let _ = fs::remove_dir_all(&lost);
        fs::rename(&data, &lost).unwrap();
        if self.engine == Engine::Postgres {
            *lock(&self.cluster) = Some(Arc::new(Cluster::start()));
        }
        let key = lost.join("sealing.key");
        let (backup, key) = (backup.to_str().unwrap(), key.to_str().unwrap());
        self.run(&["restore", backup, "--key", key]);
    }

    /// Rows of the store, read without the product: whole numbers, and texts for all else.
    pub(super) fn rows(&self, statement: &str) -> Vec<Vec<i64>> {
        match self.engine {
            Engine::Sqlite => {
                let file = self.path("data").join("landfall.db");
                let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
                let store = rusqlite::Connection::open_with_flags(file, flags).unwrap();
                let mut prepared = store.prepare(statement).unwrap();
                let columns = prepared.column_count();
                let rows = prepared.query_map([], |row| {
                    (0..columns).map(|column| row.get(column)).collect()
                });
                rows.unwrap().map(Result::unwrap).collect()
            }
            Engine::Postgres => {
                let cluster = lock(&self.cluster).clone().unwrap();
                self.runtime.block_on(async {
                    let session = cluster.session().await;
                    session
                        .batch_execute("SET search_path TO landfall")
                        .await
                        .unwrap();
                    let rows = session.query(statement, &[]).await.unwrap();
                    let numbers = rows
                        .iter()
                        .map(|row| (0..row.len()).map(|column| row.get(column)).collect());
                    numbers.collect()
                })
            }
        }
    }

    /// What keeps the record.
    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.as_ref().unwrap().path().join(name)
    }

    fn log(&self) -> PathBuf {
        self.path("control-plane.log")
    }

    fn flags(&self) -> Vec<String> {
        let mut flags = vec![
            "--data".to_owned(),
            self.path("data").to_str().unwrap().to_owned(),
        ];
        if let Some(cluster) = &*lock(&self.cluster) {
            flags.extend(["--store".to_owned(), cluster.url()]);
        }
        flags
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(folder) = self.folder.take()
        {
            eprintln!("everything is kept in {}", folder.keep().display());
        }
    }
}

/// What another thread that has failed was doing is of no interest any more.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn text(value: &Value, name: &str) -> String {
    let text = value[name].as_str();
    text.unwrap_or_else(|| panic!("{name} of {value}"))
        .to_owned()
}

fn pops_as_lines() -> String {
    let pop = |id: u64, place: &str| {
        let pop = json!({
            "id": id, "tenant": TENANT, "region": "Europe", "place": place, "code": "XXX",
            "latitude": 48.0, "longitude": 11.0, "position": id,
        });
        format!("{}\n", json!({ "pop": pop }))
    };
    let header = json!({ "landfall": { "version": 1 } });
    format!("{header}\n{}{}", pop(1, "Augsburg"), pop(2, "Bergamo"))
}
