//! A store with strangers in it: the demonstration's record and another tenant beside it, and callers of each dialect who stand
//! elsewhere than what they ask for.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use landfall_store::postgres::testing::Cluster;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Call, Landfall, RawAnswer, RawConnection, call, get, run, wait_until};

/// The MSP of the demonstration's client; what is printed in the contracts stands below it.
pub(crate) const MSP: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d04";
/// A reseller beside it.
pub(crate) const HOUSE_RESELLER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d03";
/// An organization that the tenant grants its zone to.
pub(crate) const GRANTED: &str = "87da343c-e260-43e2-8fbf-2fab7fae9203";
/// An organization with a zone of its own.
pub(crate) const OWNING: &str = "89535988-cfe8-44e0-8fdb-15f8ebf2109f";

/// What keeps the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// Makes a test of each of these functions for each engine; they take it.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $test() {
                super::$test($crate::world::Engine::Sqlite);
            })+
        }
        mod postgres {
            $(#[test]
            fn $test() {
                super::$test($crate::world::Engine::Postgres);
            })+
        }
    };
}
pub(crate) use on_both_engines;

/// Runs an operator's command, offline, on the store that the flags name.
pub(crate) fn made(data: &Path, flags: &[&str], arguments: &str) -> Value {
    let flags = flags.iter().copied();
    let words = flags.chain(arguments.split_whitespace()).chain(["--json"]);
    let output = run(data, &words.collect::<Vec<_>>());
    assert!(output.status.success(), "{arguments}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A member of what a command printed.
pub(crate) fn text(made: &Value, name: &str) -> String {
    let text = made[name].as_str();
    text.unwrap_or_else(|| panic!("{name} of {made}"))
        .to_owned()
}

/// A store with the demonstration's record, and beside it a tenant `globex` with a customer.
pub(crate) struct World {
    folder: Arc<TempDir>,
    cluster: Option<Arc<Cluster>>,
    /// The other tenant's customer.
    pub(crate) customer: Value,
}

impl World {
    /// Makes it. On PostgreSQL the demonstration's record was moved there.
    pub(crate) fn on(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let demo = Landfall::demo(&["--data", data.to_str().unwrap()]);
        demo.signal("TERM");
        assert!(demo.end().0.success());
        let cluster = (engine == Engine::Postgres).then(|| Arc::new(Cluster::start()));
        if let Some(cluster) = &cluster {
            let (from, to) = (data.to_str().unwrap(), cluster.url());
            let copied = run(&data, &["copy", "--from", from, "--to", &to]);
            assert!(copied.status.success(), "{copied:?}");
        }
        let mut world = Self {
            folder: Arc::new(folder),
            cluster,
            customer: Value::Null,
        };
        world.made("tenant create globex");
        world.customer = world.made(
            "organization create --tenant globex --kind customer --name Globex --country DE --region BY --city Augsburg \
             --address-line Weg --postal-code 86150 --email a@globex.example --first-name Ada --last-name Berg",
        );
        world
    }

    /// Its data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs an operator's command in it, offline.
    pub(crate) fn made(&self, arguments: &str) -> Value {
        let url = self.cluster.as_ref().map(|cluster| cluster.url());
        let flags: Vec<&str> = match &url {
            Some(url) => vec!["--store", url],
            None => Vec::new(),
        };
        made(&self.data(), &flags, arguments)
    }

    /// Runs a command in it; the server that runs gets it, if one does.
    pub(crate) fn run(&self, arguments: &[&str]) -> std::process::Output {
        let url = self.cluster.as_ref().map(|cluster| cluster.url());
        let mut words = Vec::new();
        if let Some(url) = &url {
            words.extend(["--store", url]);
        }
        words.extend(arguments);
        run(&self.data(), &words)
    }

    /// What an operator's command says that is refused.
    pub(crate) fn refused(&self, arguments: &str) -> String {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let output = run(&self.folder.path().join("data"), &words);
        assert!(!output.status.success(), "{arguments}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// A client for this dialect and a token of it.
    pub(crate) fn token(
        &self,
        tenant: &str,
        id: &str,
        dialect: &str,
        organization: Option<&str>,
    ) -> String {
        let bound = organization.map(|id| format!("--organization {id}"));
        let bound = bound.unwrap_or_default();
        self.made(&format!(
            "client create {id} --tenant {tenant} --grant {dialect}=read {bound}"
        ));
        let token = self.made(&format!(
            "token create --tenant {tenant} --client {id} --dialect {dialect}"
        ));
        text(&token, "token")
    }

    /// Serves the store; each tenant has a host.
    pub(crate) fn serve(&self) -> Landfall {
        let file = self.folder.path().join("landfall.toml");
        let hosts =
            "[hosts]\n\"acme.example\" = \"acmepaymentscorp\"\n\"globex.example\" = \"globex\"\n";
        std::fs::write(&file, hosts).unwrap();
        let url = self.cluster.as_ref().map(|cluster| cluster.url());
        let mut flags = vec!["--config", file.to_str().unwrap()];
        if let Some(url) = &url {
            flags.extend(["--store", url]);
        }
        let mut server = Landfall::serve(&self.data(), &flags);
        // It may outlive what it was started in, and opens its files again and again.
        server.keeps = Some(Arc::new((self.folder.clone(), self.cluster.clone())));
        // One that shares a store counts the fleet as soon as it has its lease.
        wait_until("somebody counts", || {
            get(server.address, "/readyz", &[]).status == 200
        });
        server
    }
}

/// What a caller gets to see, but for the time of day.
pub(crate) fn ask(server: &Landfall, method: &str, target: &str, lines: &str) -> RawAnswer {
    send(server, method, target, lines, "")
}

/// The same, of a request with a body.
pub(crate) fn send(
    server: &Landfall,
    method: &str,
    target: &str,
    lines: &str,
    body: &str,
) -> RawAnswer {
    let length = match (method, body.len()) {
        ("GET" | "HEAD", 0) => String::new(),
        (_, length) => format!("Content-Length: {length}\r\n"),
    };
    let request = format!("{method} {target} HTTP/1.1\r\n{lines}{length}\r\n{body}");
    let mut connection = RawConnection::to(server.address);
    connection.send(request.as_bytes());
    let mut answer = connection.answer(method).unwrap();
    answer.headers.retain(|(name, _)| name != "date");
    answer
}

/// Lines of a vipmp call; both ids are given, so that the answers can be equal.
pub(crate) fn vipmp(key: &str, token: &str) -> String {
    format!(
        "Host: localhost\r\nX-Api-Key: {key}\r\nAuthorization: Bearer {token}\r\nX-Correlation-Id: same\r\nX-Request-Id: same\r\n"
    )
}

/// Signs in and gives lines with the session's cookie, for calls to this host.
pub(crate) fn session(server: &Landfall, host: &str, email: &str, password: &str) -> String {
    let login = call(
        server.address,
        &Call {
            method: "POST",
            target: "/api/login",
            headers: &[("Content-Type", "application/json"), ("Host", host)],
            body: &format!(r#"{{"email":"{email}","password":"{password}"}}"#),
        },
    )
    .unwrap();
    assert_eq!(login.status, 200, "{}", login.body);
    let cookie = login.header("set-cookie").split(';').next().unwrap();
    format!("Cookie: {cookie}\r\n")
}
