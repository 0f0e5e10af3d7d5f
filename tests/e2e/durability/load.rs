//! Callers who write as fast as they are answered, until their server is gone.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet};

use super::text;
use crate::support::{Call, Connection, Landfall};

/// Who calls, all at the same time.
const CALLERS: [Caller; 7] = [
    Caller::Token,
    Caller::Token,
    Caller::Token,
    Caller::Organization,
    Caller::Organization,
    Caller::Client,
    Caller::Session,
];

/// What a caller wants, over and over.
#[derive(Debug, Clone, Copy)]
enum Caller {
    Token,
    Session,
    Organization,
    Client,
}

/// Where callers write, and as whom.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) data: PathBuf,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) email: String,
    pub(super) password: String,
    /// Below which organization customers are added.
    pub(super) reseller: String,
}

/// What kind of thing a command adds, and under which names answers have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// In replies and, before `.created`, in events.
    pub(super) thing: &'static str,
    /// The member with the name that was asked for.
    pub(super) name: &'static str,
    /// The member by which events name it.
    pub(super) id: &'static str,
}

pub(super) const ORGANIZATION: Kind = Kind {
    thing: "organization",
    name: "name",
    id: "organization",
};
pub(super) const CLIENT: Kind = Kind {
    thing: "client",
    name: "client_id",
    id: "client_id",
};

/// An operator's command under an idempotency key, and what it added if it was answered.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) kind: Kind,
    /// A name that nothing else has; the idempotency key too.
    pub(super) name: String,
    body: Value,
    pub(super) answer: Option<Value>,
}

impl Command {
    /// A customer to be added below the reseller.
    pub(super) fn customer(account: &Account, name: String) -> Self {
        Self {
            kind: ORGANIZATION,
            body: json!({ "organization_create": {
                "tenant": "acme", "kind": "customer", "name": name, "parent": account.reseller,
                "country": "DE", "region": "BY", "email": "lena@nordwind.example",
            }}),
            name,
            answer: None,
        }
    }

    /// A client to be added.
    pub(super) fn client(name: String) -> Self {
        Self {
            kind: CLIENT,
            body: json!({ "client_create": {
                "tenant": "acme", "client_id": name, "grants": [{ "dialect": "vipmp", "write": true }],
            }}),
            name,
            answer: None,
        }
    }

    /// Sends it; gives what it added.
    pub(super) async fn send(&self, connection: &mut Connection) -> Result<Value, String> {
        let body = json!({ "command": self.body, "idempotency_key": self.name }).to_string();
        let call = Call {
            method: "POST",
            target: "/landfall/admin",
            headers: &[("Content-Type", "application/json")],
            body: &body,
        };
        let answer = connection.send(&call).await?;
        assert_eq!(answer.status, 200, "{}: {}", self.name, answer.body);
        Ok(answer.json()[self.kind.thing].take())
    }
}

/// What callers asked for while a server lived. None stands for what was asked and not answered.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub(super) tokens: Vec<Option<String>>,
    pub(super) sessions: Vec<Option<String>>,
    pub(super) commands: Vec<Command>,
}

/// Asks for a token for the client; gives its text.
pub(super) async fn token(
    connection: &mut Connection,
    client_id: &str,
    secret: &str,
) -> Result<String, String> {
    let body =
        format!("grant_type=client_credentials&client_id={client_id}&client_secret={secret}");
    let call = Call {
        method: "POST",
        target: "/ims/token/v3",
        headers: &[("Content-Type", "application/x-www-form-urlencoded")],
        body: &body,
    };
    let answer = connection.send(&call).await?;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Ok(text(&answer.json()["access_token"]))
}

/// Signs in; gives the session's cookie.
async fn session(connection: &mut Connection, account: &Account) -> Result<String, String> {
    let body = json!({ "email": account.email, "password": account.password }).to_string();
    let call = Call {
        method: "POST",
        target: "/api/login",
        headers: &[("Content-Type", "application/json")],
        body: &body,
    };
    let answer = connection.send(&call).await?;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let cookie = answer.header("set-cookie").split(';').next();
    Ok(cookie.unwrap_or_default().to_owned())
}

/// What callers report to: each answer is told. And it says whether the server was killed.
#[derive(Clone)]
struct Report {
    answered: mpsc::UnboundedSender<()>,
    killed: Arc<AtomicBool>,
}

impl Report {
    /// Tells of an answer, if there is one.
    fn answer<T>(&self, answer: Result<T, String>) -> Option<T> {
        let answer = self.unless_killed(answer)?;
        // Once the server was killed nobody counts any more.
        let _ = self.answered.send(());
        Some(answer)
    }

    /// What came of a call. Only a killed server may leave a caller without.
    fn unless_killed<T>(&self, outcome: Result<T, String>) -> Option<T> {
        if let Err(error) = &outcome {
            assert!(self.killed.load(SeqCst), "the server lives, but: {error}");
        }
        outcome.ok()
    }
}

/// Lets all callers write until `answers` writes were answered, and kills the server at that moment: each caller has its next
/// write on the way then, at whatever point that one has reached. `life` is a name that no other life of the store has.
pub(super) fn until_killed(
    server: Landfall,
    account: &Account,
    life: &str,
    answers: usize,
) -> Life {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (answered, mut all_answered) = mpsc::unbounded_channel();
        let killed = Arc::new(AtomicBool::new(false));
        let mut callers = JoinSet::new();
        for (number, caller) in CALLERS.into_iter().enumerate() {
            let report = Report {
                answered: answered.clone(),
                killed: Arc::clone(&killed),
            };
            let (account, name) = (account.clone(), format!("{life}-{number}"));
            let address = server.address;
            callers.spawn(async move { caller.write(address, &account, &name, &report).await });
        }
        drop(answered);
        for _ in 0..answers {
            all_answered.recv().await.expect("somebody goes on calling");
        }
        killed.store(true, SeqCst);
        server.kill();
        let mut all = Life::default();
        while let Some(one) = callers.join_next().await {
            let one = one.unwrap();
            all.tokens.extend(one.tokens);
            all.sessions.extend(one.sessions);
            all.commands.extend(one.commands);
        }
        all
    })
}

impl Caller {
    /// Writes until there is no answer.
    async fn write(
        self,
        address: SocketAddr,
        account: &Account,
        name: &str,
        report: &Report,
    ) -> Life {
        let mut life = Life::default();
        let connected = match self {
            Self::Token | Self::Session => Connection::to_partners(address).await,
            Self::Organization | Self::Client => Connection::to_operators(&account.data).await,
        };
        let Some(mut connection) = report.unless_killed(connected) else {
            return life;
        };
        let mut answered = true;
        while answered {
            answered = match self {
                Self::Token => {
                    let (id, secret) = (&account.client_id, &account.client_secret);
                    let token = report.answer(token(&mut connection, id, secret).await);
                    life.tokens.push(token);
                    life.tokens.last().is_some_and(Option::is_some)
                }
                Self::Session => {
                    let session = report.answer(session(&mut connection, account).await);
                    life.sessions.push(session);
                    life.sessions.last().is_some_and(Option::is_some)
                }
                Self::Organization | Self::Client => {
                    let name = format!("{name}-{}", life.commands.len());
                    let mut command = match self {
                        Self::Client => Command::client(name),
                        _ => Command::customer(account, name),
                    };
                    command.answer = report.answer(command.send(&mut connection).await);
                    let answered = command.answer.is_some();
                    life.commands.push(command);
                    answered
                }
            };
        }
        life
    }
}
