//! A full run: the lines once, then for each engine the record, the server, its static peer, and the questions.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::arguments::ReadsArguments;
use super::super::connection::Connection;
use super::super::demonstration;
use super::super::exchange::Answer;
use super::super::load::{self, Amount};
use super::super::machine::Machine;
use super::super::measure::{self, Contestant, Pair};
use super::super::placement::Placement;
use super::super::process::Server;
use super::super::procfs;
use super::super::reads::{start_peer, tell};
use super::super::report::Others;
use super::super::request::Request;
use super::super::samples;
use super::super::statistics::{Share, Side};
use super::super::target::Target;
use super::calls::{Asked, Call, calls};
use super::command::Landfall;
use super::engine::Engine;
use super::open_loop;
use super::record::{Lines, Record};
use super::report::{self, Parameters, Part, Report};
use super::sandboxes;
use crate::error::Error;

/// Requests on each connection before a round counts: caches are filled, and the process has got used to it.
const WARM_UP: u32 = 100;
/// The open loop's rate as a share of the closed loop's.
const OPEN_SHARE: f64 = 0.3;
/// What is asked of other sandboxes at a time, and before it counts: they answer a few hundred times a second.
const SANDBOX: (u16, u32) = (8, 10);
const NAME: &str = "landfall serve";

/// Runs the command.
pub(in crate::bench) fn run(arguments: &ReadsArguments, customers: u64) -> Result<(), Error> {
    let (binary, built_here) = match &arguments.landfall {
        Some(path) => (path.clone(), false),
        None => (demonstration::build()?, true),
    };
    let machine = Machine::look(&binary, built_here)?;
    let placement = Placement::take()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::process("load"))?;
    let report = runtime.block_on(async {
        let landfall = Landfall(binary);
        eprintln!("making up {customers} customers");
        let lines = Lines::make(&landfall, customers).await?;
        let engines = match arguments.engine {
            Some(engine) => vec![engine],
            None => vec![Engine::Sqlite, Engine::Postgres],
        };
        let (mut parts, mut customer) = (Vec::new(), None);
        for engine in engines {
            let run = Run {
                landfall: &landfall,
                placement: &placement,
                arguments,
                lines: &lines,
            };
            let (part, sample) = run.engine(engine).await?;
            parts.push(part);
            customer = Some(sample);
        }
        let sandboxes = match customer {
            Some(customer) if !arguments.without_sandboxes => {
                let amount = Amount {
                    connections: SANDBOX.0,
                    warm_up: SANDBOX.1,
                    ..amount(arguments)
                };
                sandboxes::measure(&placement, &customer, amount, arguments.rounds()).await
            }
            _ => Err("not asked for".to_owned()),
        };
        let (sandboxes, no_sandboxes) = match sandboxes {
            Ok(sandboxes) => (sandboxes, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        Ok::<_, Error>(Report {
            bench: "reads, full",
            machine,
            parameters: Parameters {
                customers,
                rounds: arguments.rounds(),
                seconds: arguments.round().as_secs_f64(),
                connections: arguments.connections,
                open_share: OPEN_SHARE,
                placement: placement.describe(),
                generate_seconds: lines.generate_seconds,
            },
            engines: parts,
            sandboxes,
            no_sandboxes,
        })
    })?;
    tell(&report.text(), &report, arguments.json.as_deref())
}

fn amount(arguments: &ReadsArguments) -> Amount {
    Amount {
        connections: arguments.connections,
        warm_up: WARM_UP,
        requests: u32::MAX,
        time: arguments.round(),
    }
}

/// What the engines' parts have in common.
struct Run<'a> {
    landfall: &'a Landfall,
    placement: &'a Placement,
    arguments: &'a ReadsArguments,
    lines: &'a Lines,
}

impl Run<'_> {
    /// Measures one engine; gives an answer with a customer, too.
    async fn engine(&self, engine: Engine) -> Result<(Part, Answer), Error> {
        let folder = tempfile::tempdir().map_err(Error::process(NAME))?;
        eprintln!("{engine:?}: bringing the record in");
        let record = Record::make(
            self.landfall,
            self.placement,
            engine,
            self.lines,
            folder.path(),
        )
        .await?;
        let (server, start) = self.serve(&record).await?;
        let kib = || {
            Ok::<_, Error>([
                procfs::anonymous_kib(server.id)?,
                procfs::resident_kib(server.id)?,
            ])
        };
        let ready_kib = kib()?;
        let calls = self.questions(&record, server.address).await?;
        let answers: Vec<&Answer> = calls.iter().map(|(_, answer)| answer).collect();
        let customer = answers.first().map(|answer| Answer::clone(answer));
        let customer = customer.ok_or_else(|| Error::process(NAME)("there is no call"))?;
        let peer = start_peer(self.placement, &answers).await?;
        let mut pairs = pairs(&calls, &server, &peer);
        let (begun, before) = (Instant::now(), used(&server, &peer)?);
        let amount = amount(self.arguments);
        for round in 1..=self.arguments.rounds() {
            eprintln!("{engine:?}: round {round} of {}", self.arguments.rounds());
            measure::round(&mut pairs, amount).await?;
        }
        eprintln!("{engine:?}: the open loop");
        let mut figures = Vec::new();
        for pair in pairs {
            let (landfall, peer) = (Side::of(pair.call.rounds), Side::of(pair.peer.rounds));
            let target = pair.call.target;
            let rate = OPEN_SHARE * landfall.requests_per_second;
            let failed = Error::answer(pair.name);
            let connections = load::warmed_up(&target, amount).await.map_err(&failed)?;
            let open = open_loop::drive(connections, &target, rate, amount.time).await;
            figures.push(report::Call {
                name: pair.name,
                body_bytes: target.sample.body.len(),
                share_of_static: Share::of(&landfall, &peer),
                landfall,
                peer,
                open: open.map_err(&failed)?,
            });
        }
        let part = Part {
            engine,
            effort: record.effort,
            start_ms: 1e3 * start.as_secs_f64(),
            ready_kib,
            after_kib: kib()?,
            others: Others::between(before, used(&server, &peer)?, begun.elapsed()),
            calls: figures,
        };
        peer.stop().await?;
        server.stop().await?;
        record.place.stop().await?;
        Ok((part, customer))
    }

    /// Starts the server, and waits for its first good answer to a question that needs the record.
    async fn serve(&self, record: &Record) -> Result<(Server, Duration), Error> {
        let address = sandboxes::free_address().map_err(Error::process(NAME))?;
        let listen = address.to_string();
        let mut arguments = vec!["serve", "--listen", &listen, "--metrics-listen", ""];
        arguments.extend(["--log-level", "warn", "--default-tenant"]);
        arguments.push(&record.demonstration.tenant);
        arguments.extend(record.place.arguments(&record.data));
        let mut command = self.placement.command(&self.landfall.0);
        super::command::without_settings(&mut command);
        command.args(arguments);
        let question = Request::get("/readyz").bytes(address);
        let ready = || async {
            let Ok(mut connection) = Connection::open(address).await else {
                return false;
            };
            let answer = connection.ask(&question).await;
            answer.is_ok_and(|answer| answer.status == 200)
        };
        Server::start_silent(NAME, command, address, ready).await
    }

    /// The calls, each with an answer.
    async fn questions(
        &self,
        record: &Record,
        server: SocketAddr,
    ) -> Result<Vec<(Call, Answer)>, Error> {
        let (session, tag) = samples::signed_in(server, &record.demonstration).await?;
        let count = async |filter: &str| {
            let path = format!("/api/v1/partner/fulfillments?{filter}pageSize=1");
            let token = format!("Bearer {}", record.access.metallic);
            let request = Request::get(path).header("Authorization", token);
            let answer = samples::ask(server, "fulfillments", &request, 200).await?;
            total(&answer).ok_or_else(|| Error::answer("fulfillments")("there is no total"))
        };
        let fulfillments = (count("filter=status:complete&").await?, count("").await?);
        let asked = Asked {
            demonstration: &record.demonstration,
            session: &session,
            tag: &tag,
            access: &record.access,
            customers: &self.lines.customers,
            seller: &self.lines.customers.seller,
            fulfillments,
        };
        let mut answered = Vec::new();
        for call in calls(&asked) {
            let first = call.names.as_ref().and_then(|names| names.first());
            let request = match first {
                Some(name) => call.request.naming(name),
                None => call.request.clone(),
            };
            let answer = samples::ask(server, call.name, &request, call.status).await?;
            answered.push((call, answer));
        }
        Ok(answered)
    }
}

/// Every call beside its static peer.
fn pairs(calls: &[(Call, Answer)], server: &Server, peer: &Server) -> Vec<Pair> {
    let pair = |(number, (call, answer)): (usize, &(Call, Answer))| {
        let contestant = |process: u32, target: Target| Contestant {
            process,
            target,
            rounds: Vec::new(),
        };
        let target = match &call.names {
            Some(names) => {
                Target::any(server.address, &call.request, names.clone(), answer.clone())
            }
            None => Target::same(server.address, &call.request, answer.clone()),
        };
        let constant = call.request.naming("0").under(number);
        Pair {
            name: call.name,
            call: contestant(server.id, target),
            peer: contestant(
                peer.id,
                Target::same(peer.address, &constant, answer.clone()),
            ),
        }
    };
    calls.iter().enumerate().map(pair).collect()
}

/// How many rows a list says it has.
fn total(answer: &Answer) -> Option<u64> {
    let body: Value = serde_json::from_str(&answer.body).ok()?;
    find(&body, "totalRecords")?.as_u64()
}

fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members
            .get(name)
            .or_else(|| members.values().find_map(|member| find(member, name))),
        _ => None,
    }
}

/// CPU time so far: of all processes, of ours, and what was stolen.
fn used(server: &Server, peer: &Server) -> Result<[Duration; 3], Error> {
    let (all, stolen) = procfs::machine_cpu()?;
    let mut ours = Duration::ZERO;
    for process in [std::process::id(), server.id, peer.id] {
        ours += procfs::cpu_time(process)?;
    }
    Ok([all, ours, stolen])
}
