//! An installation of its own: a tenant with a customer and a few POPs, and nothing else. What is in it, the product's own commands
//! have made.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use landfall_store::postgres::testing::Cluster;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Landfall, Partner, run};

const TENANT: &str = "acme";
const ADMINISTRATOR: &str = "root@acme.example";

/// What keeps the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A PostgreSQL of the test's own.
    Postgresql,
}

/// A data folder with a tenant `acme`, the account `0001`, and POPs.
pub(crate) struct Installation {
    folder: TempDir,
    /// The PostgreSQL that has the record, if one has.
    pub(crate) cluster: Option<Cluster>,
    /// Flags for `landfall serve`, such as a configuration with TLS.
    pub(crate) flags: Vec<String>,
}

impl Installation {
    /// With POPs of these numbers, each a place of its own, in a file.
    pub(crate) fn with_pops(pops: &[u64]) -> Self {
        Self::over(Engine::Sqlite, pops)
    }

    /// The same over any engine.
    pub(crate) fn over(engine: Engine, pops: &[u64]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cluster = || Cluster::with_settings(&["wal_level=replica"]);
        let cluster = (engine == Engine::Postgresql).then(cluster);
        let store = cluster
            .iter()
            .flat_map(|cluster| ["--store".to_owned(), cluster.url()]);
        let new = Self {
            folder,
            flags: store.collect(),
            cluster,
        };
        new.made(&format!("init --tenant {TENANT} --admin {ADMINISTRATOR}"));
        let customer = new.made(
            "organization create --tenant acme --kind customer --name Shop --country US --region CA --city Fremont \
             --address-line Road --postal-code 94539 --email a@shop.example --first-name Ada --last-name Example",
        );
        assert_eq!(customer["account_number"], "0001", "{customer}");
        let head = json!({ "landfall": { "version": 1 } });
        let pops = pops.iter().map(|id| {
            json!({ "pop": {
                "id": id, "tenant": TENANT, "region": "Europe", "place": format!("Place {id}"), "code": format!("P{id:02}"),
                "latitude": 48.4, "longitude": 10.9, "position": id,
            }})
        });
        let lines: Vec<_> = std::iter::once(head)
            .chain(pops)
            .map(|line| line.to_string())
            .collect();
        let file = new.path("pops.ndjson");
        fs::write(&file, lines.join("\n")).unwrap();
        new.made(&format!("import {}", file.display()));
        new
    }

    /// A place in the folder that all of it is in.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Runs an operator's command; the server that runs gets it, if one does.
    pub(crate) fn made(&self, arguments: &str) -> Value {
        let flags = self.flags.iter().map(String::as_str);
        let words = flags.chain(arguments.split_whitespace()).chain(["--json"]);
        let output = run(&self.data(), &words.collect::<Vec<_>>());
        assert!(output.status.success(), "{arguments}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// Serves on a free port.
    pub(crate) fn serve(&self) -> Landfall {
        self.serve_at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Serves where servers' agents look for it: where an earlier process has listened.
    pub(crate) fn serve_at(&self, address: SocketAddr) -> Landfall {
        let listen = address.to_string();
        let flags = self.flags.iter().map(String::as_str);
        let flags: Vec<&str> = flags.chain(["--listen", &listen]).collect();
        Landfall::serve(&self.data(), &flags)
    }

    /// An invitation of a server to that POP, `http_large`, production.
    pub(crate) fn invite(&self, pop: u64) -> String {
        let made = self.made(&format!(
            "server invite --tenant {TENANT} --pop {pop} --platform http_large --environment production"
        ));
        made["token"].as_str().unwrap().to_owned()
    }

    /// What the list of servers says of one.
    pub(crate) fn server(&self, id: u64) -> Value {
        let all = self.made(&format!("server list --tenant {TENANT}"));
        let all = all.as_array().unwrap().iter();
        let mut found = all.filter(|server| server["server"] == id);
        found.next().unwrap().clone()
    }

    /// Drains, removes or revokes a server; `how` is the word with its flags.
    pub(crate) fn take_out(&self, how: &str, id: u64) -> Value {
        self.made(&format!("server {how} {id} --tenant {TENANT}"))
    }

    /// Someone who writes the rules of account `0001` and asks how far they have got.
    pub(crate) fn partner(&self) -> Partner {
        self.made(&format!(
            "client create rules-app --tenant {TENANT} --grant rulesv4=write --home-account 0001"
        ));
        let bearer = self.made(&format!(
            "token create --tenant {TENANT} --client rules-app --dialect rulesv4-bearer"
        ));
        let status = self.made(&format!(
            "token create --tenant {TENANT} --user {ADMINISTRATOR} --account 0001"
        ));
        let token = |made: &Value| made["token"].as_str().unwrap().to_owned();
        Partner {
            bearer: format!("Bearer {}", token(&bearer)),
            token: format!("TOK:{}", token(&status)),
            authorities: None,
        }
    }
}

/// A file with this content for its owner alone.
pub(super) fn keep_private(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
