//! A store with strangers in it: the demonstration's record and another tenant beside it, and callers of each dialect who stand
//! elsewhere than what they ask for.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Call, Landfall, RawAnswer, RawConnection, call, run};

/// The MSP of the demonstration's client; what is printed in the contracts stands below it.
pub(crate) const MSP: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d04";
/// A reseller beside it.
pub(crate) const HOUSE_RESELLER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d03";
/// An organization that the tenant grants its zone to.
pub(crate) const GRANTED: &str = "87da343c-e260-43e2-8fbf-2fab7fae9203";
/// An organization with a zone of its own.
pub(crate) const OWNING: &str = "89535988-cfe8-44e0-8fdb-15f8ebf2109f";

/// Runs an operator's command, offline.
pub(crate) fn made(data: &Path, arguments: &str) -> Value {
    let words = arguments.split_whitespace().chain(["--json"]);
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
    folder: TempDir,
    /// The other tenant's customer.
    pub(crate) customer: Value,
}

impl World {
    /// Makes it.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let demo = Landfall::demo(&["--data", data.to_str().unwrap()]);
        demo.signal("TERM");
        assert!(demo.end().0.success());
        made(&data, "tenant create globex");
        let customer = made(
            &data,
            "organization create --tenant globex --kind customer --name Globex --country DE --region BY --city Augsburg \
             --address-line Weg --postal-code 86150 --email a@globex.example --first-name Ada --last-name Berg",
        );
        Self { folder, customer }
    }

    /// Runs an operator's command in it, offline.
    pub(crate) fn made(&self, arguments: &str) -> Value {
        made(&self.folder.path().join("data"), arguments)
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
        let data = self.folder.path().join("data");
        Landfall::serve(&data, &["--config", file.to_str().unwrap()])
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
