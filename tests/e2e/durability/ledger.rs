//! What was asked of a store and what it answered, over all the lives of its servers, and the search for it.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::{
    json,
    load::{Account, CLIENT, Command, Kind, Life, ORGANIZATION, token},
    text,
};
use crate::support::{Call, Connection, Landfall};

/// How many things a page of a list has.
const PAGE: usize = 200;
/// How many tokens are listed at most.
const TOKENS: usize = 1000;

/// The ledger of one store.
pub(super) struct Ledger {
    account: Account,
    /// A token that sees the reseller and what is below it.
    reader: String,
    /// What there was before the first entry, by the names of things and the ids in events.
    given: BTreeSet<String>,
    /// The tokens and the sessions' cookies that were answered.
    tokens: Vec<String>,
    sessions: Vec<String>,
    unanswered_tokens: usize,
    unanswered_sessions: usize,
    /// Tokens that were asked for in the search itself.
    further_tokens: usize,
    commands: Vec<Command>,
    /// How many of `commands` have been repeated by now.
    repeated: usize,
    /// All events as they were last seen.
    events: Vec<Value>,
}

/// What became of the commands that were not answered.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unanswered {
    pub(super) done: usize,
    pub(super) not_done: usize,
}

/// What the lists of a running server show.
struct Shown {
    organizations: Vec<Value>,
    clients: Vec<Value>,
    tokens: Vec<Value>,
    events: Vec<Value>,
}

impl Shown {
    fn of(account: &Account) -> Self {
        let list = |arguments: &[&str]| {
            let listed = json(&account.data, arguments);
            listed.as_array().unwrap().clone()
        };
        let (page, tokens) = (PAGE.to_string(), TOKENS.to_string());
        let acme = ["list", "--tenant", "acme"];
        Self {
            organizations: all_pages(|so_far| {
                let offset = so_far.len().to_string();
                let paged = ["--offset", &offset, "--limit", &page];
                list(&[&["organization"], &acme[..], &paged[..]].concat())
            }),
            clients: list(&[&["client"], &acme[..]].concat()),
            tokens: list(&[&["token"], &acme[..], &["--limit", &tokens]].concat()),
            events: all_pages(|so_far| {
                let after = so_far.last().map_or(0, position).to_string();
                list(&["event", "list", "--after", &after, "--limit", &page])
            }),
        }
    }

    fn things(&self, kind: Kind) -> &[Value] {
        match kind {
            ORGANIZATION => &self.organizations,
            _ => &self.clients,
        }
    }
}

impl Ledger {
    /// A ledger over a store as it is. Its first entry is a customer for all tokens to read.
    pub(super) async fn open(account: Account, reader: String) -> Self {
        let shown = Shown::of(&account);
        let ids = shown.events.iter().map(|event| text(&event["resource_id"]));
        let organizations = shown.organizations.iter().map(|one| text(&one["name"]));
        let clients = shown.clients.iter().map(|one| text(&one["client_id"]));
        let given = ids.chain(organizations).chain(clients).collect();

        let mut first = Command::customer(&account, "first".to_owned());
        let mut operators = Connection::to_operators(&account.data).await.unwrap();
        first.answer = Some(first.send(&mut operators).await.unwrap());
        Self {
            account,
            reader,
            given,
            tokens: Vec::new(),
            sessions: Vec::new(),
            unanswered_tokens: 0,
            unanswered_sessions: 0,
            // The reader's.
            further_tokens: 1,
            commands: vec![first],
            repeated: 0,
            events: shown.events,
        }
    }

    /// Writes down what callers did while a server lived.
    pub(super) fn add(&mut self, life: Life) {
        let unanswered =
            |asked: &[Option<String>]| asked.iter().filter(|one| one.is_none()).count();
        self.unanswered_tokens += unanswered(&life.tokens);
        self.unanswered_sessions += unanswered(&life.sessions);
        self.sessions.extend(life.sessions.into_iter().flatten());
        self.tokens.extend(life.tokens.into_iter().flatten());
        self.commands.extend(life.commands);
    }

    /// Finds what was answered exactly once, nothing that nobody asked for, and each thing with its one event.
    pub(super) fn find(&mut self) -> Unanswered {
        let shown = Shown::of(&self.account);
        let in_order = |pair: &[Value]| position(&pair[0]) < position(&pair[1]);
        assert!(shown.events.windows(2).all(in_order), "{:?}", shown.events);
        assert!(
            shown.events.starts_with(&self.events),
            "events were lost or changed"
        );
        self.count_tokens_and_sessions(&shown);
        are_numbers_without_gaps(&shown);
        let mut unanswered = Unanswered::default();
        for kind in [ORGANIZATION, CLIENT] {
            self.find_things(kind, &shown, &mut unanswered);
        }
        self.events = shown.events;
        unanswered
    }

    fn find_things(&self, kind: Kind, shown: &Shown, unanswered: &mut Unanswered) {
        let unknown = |name: &String| !self.given.contains(name);
        let mut things = by(shown.things(kind), kind.name);
        let created = format!("{}.created", kind.thing);
        let events = shown
            .events
            .iter()
            .filter(|event| event["kind"] == *created);
        let mut events = by(events, "resource_id");
        for command in self.commands.iter().filter(|command| command.kind == kind) {
            let found = things.remove(&command.name).unwrap_or_default();
            match (&command.answer, &found[..]) {
                (Some(answer), [thing]) => assert_eq!(&without_secret(answer), *thing),
                (None, [_]) => unanswered.done += 1,
                (None, []) => unanswered.not_done += 1,
                _ => panic!("{command:?} is there {} times", found.len()),
            }
            for thing in found {
                let events = events.remove(&text(&thing[kind.id])).unwrap_or_default();
                assert_eq!(events.len(), 1, "events of {thing}");
                let told = events[0]["detail"].get("name");
                assert!(told.is_none_or(|name| *name == command.name), "{events:?}");
            }
        }
        let strangers: Vec<String> = things.into_keys().filter(unknown).collect();
        assert!(strangers.is_empty(), "nobody asked for {strangers:?}");
        let events: Vec<String> = events.into_keys().filter(unknown).collect();
        assert!(events.is_empty(), "{created} without it: {events:?}");
    }

    /// Tokens and sessions have no name to look for; there are as many as were answered, or as may be. A list of tokens that is
    /// cut off says nothing.
    fn count_tokens_and_sessions(&self, shown: &Shown) {
        let tokens = self.tokens.len() + self.further_tokens;
        let range = tokens..=tokens + self.unanswered_tokens;
        let listed = shown.tokens.len();
        assert!(
            listed == TOKENS || range.contains(&listed),
            "{range:?}, but {:?}",
            shown.tokens
        );

        let signed_in = |event: &&Value| event["kind"] == "user.signed_in";
        let told = shown.events.iter().filter(signed_in).count();
        let sessions = self.sessions.len();
        let range = sessions..=sessions + self.unanswered_sessions;
        assert!(range.contains(&told), "{range:?}, but {told} events");
    }

    /// Calls with every answered token and session, and reads every customer by way of the tree: an organization without its
    /// place there would not be found.
    pub(super) async fn use_all(&self, server: &Landfall) {
        let mut connection = Connection::to_partners(server.address).await.unwrap();
        let first = self.commands[0].answer.as_ref().unwrap();
        for token in &self.tokens {
            read(&mut connection, &self.account.client_id, token, first).await;
        }
        for thing in Shown::of(&self.account).organizations {
            if thing["kind"] == "customer" {
                read(&mut connection, "reader", &self.reader, &thing).await;
            }
        }
        for cookie in &self.sessions {
            let call = Call {
                method: "GET",
                target: "/api/login/status",
                headers: &[("Cookie", cookie)],
                body: "",
            };
            let answer = connection.send(&call).await.unwrap();
            assert_eq!(answer.status, 200, "{cookie}: {}", answer.body);
        }
    }

    /// Sends every command again that was not repeated yet. What was answered is answered as before, but for the secret; what
    /// was not is done by now.
    pub(super) async fn repeat(&mut self, server: &Landfall) {
        let mut operators = Connection::to_operators(&self.account.data).await.unwrap();
        let mut partners = Connection::to_partners(server.address).await.unwrap();
        for command in &mut self.commands[self.repeated..] {
            let again = command.send(&mut operators).await.unwrap();
            if let Some(answer) = &command.answer {
                assert_eq!(again, without_secret(answer), "{}", command.name);
                // A secret that was answered opens, although it cannot be shown again.
                if let Some(secret) = answer["secret"].as_str() {
                    token(&mut partners, &command.name, secret).await.unwrap();
                    self.further_tokens += 1;
                }
            }
            command.answer = Some(again);
        }
        self.repeated = self.commands.len();
    }
}

/// Reads a customer; its name has to be the one that the record shows.
async fn read(connection: &mut Connection, client_id: &str, token: &str, customer: &Value) {
    let target = format!("/v3/customers/{}", text(&customer["vipmp_id"]));
    let call = Call {
        method: "GET",
        target: &target,
        headers: &[
            ("X-Api-Key", client_id),
            ("Authorization", &format!("Bearer {token}")),
            ("X-Correlation-Id", "c"),
        ],
        body: "",
    };
    let answer = connection.send(&call).await.unwrap();
    assert_eq!(answer.status, 200, "{customer}: {}", answer.body);
    let name = &answer.json()["companyProfile"]["companyName"];
    assert_eq!(*name, customer["name"]);
}

fn position(event: &Value) -> u64 {
    event["position"].as_u64().unwrap()
}

/// Everything that a list has; `page` gives what follows what it is shown.
fn all_pages(page: impl Fn(&[Value]) -> Vec<Value>) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        let more = page(&all);
        let full = more.len() == PAGE;
        all.extend(more);
        if !full {
            return all;
        }
    }
}

/// The customers' account numbers come from a counter that goes back with what is undone: they follow each other.
fn are_numbers_without_gaps(shown: &Shown) {
    let numbers = shown.organizations.iter();
    let numbers = numbers.filter_map(|one| one["account_number"].as_str());
    let mut numbers: Vec<u64> = numbers
        .map(|number| u64::from_str_radix(number, 16).unwrap())
        .collect();
    numbers.sort_unstable();
    let follow = |pair: &[u64]| pair[0] + 1 == pair[1];
    assert!(numbers.windows(2).all(follow), "{numbers:?}");
}

/// The values by the text of one of their members.
fn by<'a>(
    values: impl IntoIterator<Item = &'a Value>,
    member: &str,
) -> HashMap<String, Vec<&'a Value>> {
    let mut found: HashMap<String, Vec<&Value>> = HashMap::new();
    for value in values {
        found.entry(text(&value[member])).or_default().push(value);
    }
    found
}

/// An answer as it is given to a repetition.
fn without_secret(answer: &Value) -> Value {
    let mut answer = answer.clone();
    if let Some(members) = answer.as_object_mut() {
        members.remove("secret");
    }
    answer
}
