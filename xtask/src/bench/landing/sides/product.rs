//! The product: the release binary on a record, and a client of the rulesv4 contract that deploys and watches the status.

use std::fs;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::side::{PATIENCE, Submitted};
use super::tunnel;
use crate::bench::connection::Connection;
use crate::bench::exchange::Answer;
use crate::bench::full::{Landfall, free_address, text, without_settings};
use crate::bench::landing::policies::Load;
use crate::bench::landing::record::Record;
use crate::bench::placement::Placement;
use crate::bench::process::Server;
use crate::bench::request::Request;
use crate::error::Error;

const NAME: &str = "landfall serve";
/// How often the status is asked for.
const ASKED_EVERY: Duration = Duration::from_millis(1);

/// A running server on a record.
pub(in crate::bench::landing) struct Product {
    pub(in crate::bench::landing) server: Server,
    pub(in crate::bench::landing) record: Record,
    /// Where this process's plain requests go.
    asked_at: SocketAddr,
    connection: Connection,
    policies: u64,
    /// The request that was submitted last by [`Product::land`].
    pub(in crate::bench::landing) newest: String,
}

/// Whether the server speaks TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bench::landing) enum Secured {
    No,
    Yes,
}

impl Product {
    /// Serves a record.
    pub(in crate::bench::landing) async fn start(
        landfall: &Landfall,
        placement: &Placement,
        record: Record,
        secured: Secured,
    ) -> Result<Self, Error> {
        let address = free_address().map_err(Error::process(NAME))?;
        Self::start_at(landfall, placement, record, secured, address).await
    }

    /// The same at an address.
    pub(in crate::bench::landing) async fn start_at(
        landfall: &Landfall,
        placement: &Placement,
        mut record: Record,
        secured: Secured,
        address: SocketAddr,
    ) -> Result<Self, Error> {
        let mut command = placement.command(&landfall.0);
        without_settings(&mut command);
        let (data, listen) = (record.data(), address.to_string());
        command.args(["serve", "--data", text(&data), "--listen", &listen]);
        command.args(["--metrics-listen", "", "--log-level", "warn"]);
        let mut asked_at = address;
        if secured == Secured::Yes {
            let made = rcgen::generate_simple_self_signed([tunnel::HOST.to_owned()]);
            let made = made.map_err(Error::process(NAME))?;
            let (certificate, key) = (data.join("bench.crt"), data.join("bench.key"));
            fs::write(&certificate, made.cert.pem())?;
            fs::write(&key, made.signing_key.serialize_pem())?;
            command.args([
                "--tls-certificate",
                text(&certificate),
                "--tls-key",
                text(&key),
            ]);
            let der = made.cert.der().to_vec();
            asked_at = tunnel::open(address, der.clone()).await?;
            record.pinning.certificate = Some(der);
            record.keep_pinning()?;
        }
        let question = Request::get("/readyz").bytes(address);
        let ready = || async {
            let Ok(mut connection) = Connection::open(asked_at).await else {
                return false;
            };
            let answer = connection.ask(&question).await;
            answer.is_ok_and(|answer| answer.status == 200)
        };
        let (server, _) = Server::start_silent(NAME, command, address, ready).await?;
        let connection = Connection::open(asked_at)
            .await
            .map_err(Error::process(NAME))?;
        Ok(Self {
            server,
            record,
            asked_at,
            connection,
            policies: 0,
            newest: String::new(),
        })
    }

    /// Where servers connect.
    pub(in crate::bench::landing) fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// A connection of its own for somebody else.
    pub(in crate::bench::landing) async fn another(&self) -> Result<Connection, Error> {
        Connection::open(self.asked_at)
            .await
            .map_err(Error::process(NAME))
    }

    /// A locked policy of an account; gives its id.
    pub(in crate::bench::landing) async fn lock(
        &mut self,
        account: usize,
        load: Load,
    ) -> Result<String, Error> {
        self.policies += 1;
        // One that waited for its turn for long was closed meanwhile.
        self.connection = self.another().await?;
        let body = load.body(self.policies);
        let request = self.written("/rules-engine/v1.1/policies", account, body);
        let answer = self.asked("policy", &request, &[201]).await?;
        id_of(&answer)
    }

    /// A request that an account writes with.
    fn written(&self, path: &str, account: usize, body: String) -> Request {
        Request::post_json(path, body)
            .header("Authorization", format!("Bearer {}", self.record.rulesv4))
            .header("x-owner-id", self.record.accounts[account].as_str())
    }

    /// What an account submits to have a policy deployed.
    pub(in crate::bench::landing) fn submission(&self, account: usize, policy: &str) -> Vec<u8> {
        let policy: u64 = policy.parse().unwrap_or_default();
        let message = format!("bench {policy}");
        let body = json!({ "policy_id": policy, "environment": "production", "message": message });
        let path = "/rules-engine/v1.1/deploy-requests";
        self.written(path, account, body.to_string())
            .bytes(self.server.address)
    }

    /// Asks how far a request has landed.
    pub(in crate::bench::landing) fn status(&self, request: &str) -> Vec<u8> {
        let account = &self.record.accounts[0];
        Request::get(format!(
            "/v2/mcc/customers/{account}/rulesv4/{request}/status"
        ))
        .header("Authorization", format!("TOK:{}", self.record.tok))
        .bytes(self.server.address)
    }

    /// The same in the native API, for any account.
    pub(in crate::bench::landing) fn progress(&self, request: &str) -> Vec<u8> {
        Request::get(format!("/landfall/v1/deploy-requests/{request}"))
            .header("Authorization", format!("Bearer {}", self.record.native))
            .bytes(self.server.address)
    }

    /// Watches how far a request lands.
    pub(in crate::bench::landing) fn watch(&self, request: &str) -> Vec<u8> {
        let path = format!("/landfall/v1/deploy-requests/{request}/watch");
        Request::get(path)
            .header("Authorization", format!("Bearer {}", self.record.native))
            .header("Accept", "text/event-stream")
            .bytes(self.server.address)
    }

    /// Deploys a policy of the first account and waits until it has landed.
    pub(in crate::bench::landing) async fn land(
        &mut self,
        account: usize,
        policy: &str,
    ) -> Result<Submitted, Error> {
        let submission = self.submission(account, policy);
        let begun = Instant::now();
        let answer = self.connection.ask(&submission).await;
        let answered = begun.elapsed();
        let answer = answer.map_err(Error::answer("submit"))?;
        let request = id_of(&expected("submit", answer, &[202])?)?;
        let status = self.status(&request);
        self.newest = request;
        loop {
            let answer = self
                .connection
                .ask(&status)
                .await
                .map_err(Error::answer("status"))?;
            let answer = expected("status", answer, &[200])?;
            if answer.body.contains("\"Status\":\"propagated\"") {
                return Ok(Submitted {
                    answered: Some(answered),
                    landed: begun.elapsed(),
                });
            }
            if begun.elapsed() > PATIENCE {
                let problem = format!("not landed after {PATIENCE:?}: {:.300}", answer.body);
                return Err(Error::answer("status")(problem));
            }
            tokio::time::sleep(ASKED_EVERY).await;
        }
    }

    async fn asked(
        &mut self,
        call: &'static str,
        request: &Request,
        statuses: &[u16],
    ) -> Result<Answer, Error> {
        let answer = self
            .connection
            .ask(&request.bytes(self.server.address))
            .await;
        expected(call, answer.map_err(Error::answer(call))?, statuses)
    }

    /// Ends it; the record stays.
    pub(in crate::bench::landing) async fn stop(self) -> Result<Record, Error> {
        self.server.stop().await?;
        Ok(self.record)
    }

    /// Ends it at once; the record stays.
    pub(in crate::bench::landing) async fn kill(self) -> Result<Record, Error> {
        self.server.kill().await?;
        Ok(self.record)
    }
}

fn expected(call: &'static str, answer: Answer, statuses: &[u16]) -> Result<Answer, Error> {
    if statuses.contains(&answer.status) {
        return Ok(answer);
    }
    let problem = format!("got {}: {:.300}", answer.status, answer.body);
    Err(Error::answer(call)(problem))
}

/// The id of what was made.
pub(in crate::bench::landing) fn id_of(answer: &Answer) -> Result<String, Error> {
    let body: Value = serde_json::from_str(&answer.body)?;
    let id = body.get("id").and_then(Value::as_str);
    let id = id.ok_or_else(|| Error::answer("rulesv4")(format!("no id: {:.300}", answer.body)))?;
    Ok(id.to_owned())
}
