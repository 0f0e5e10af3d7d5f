//! `cargo xtask bench reads`: build, start, take a sample of every call, measure, tell.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::arguments::ReadsArguments;
use super::demonstration::{self, LOGGED, QUIET};
use super::exchange::Answer;
use super::load::Amount;
use super::machine::Machine;
use super::measure::{self, Contestant, Pair};
use super::placement::Placement;
use super::process::Server;
use super::procfs;
use super::report::{Others, Parameters, Report, ResidentKib};
use super::request::Request;
use super::samples;
use super::subjects::Subject;
use super::target::Target;
use crate::error::Error;

/// Requests on each connection before a round counts: enough to fill the server's caches of tokens and statements.
const WARM_UP: u32 = 20;
/// The most requests that count in a round of one side.
const MOST_REQUESTS: u32 = 1_000_000;
/// The longest run: the session that asks for zones ends a few minutes later.
const LONGEST: Duration = Duration::from_mins(25);

/// Runs the command.
pub(super) fn run(arguments: &ReadsArguments) -> Result<(), Error> {
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
        let servers = Servers::start(&binary, &placement).await?;
        let measured = servers.measure(arguments, machine, &placement).await;
        servers.stop().await?;
        measured
    })?;
    tell(&report.text(), &report, arguments.json.as_deref())
}

/// Writes the table and the JSON where they belong.
pub(super) fn tell(table: &str, report: &impl Serialize, json: Option<&Path>) -> Result<(), Error> {
    let json_text = || serde_json::to_string_pretty(report).map_err(Error::from);
    match json {
        None => write!(std::io::stdout().lock(), "{table}")?,
        Some(path) if path == Path::new("-") => {
            writeln!(std::io::stdout().lock(), "{}", json_text()?)?;
            write!(std::io::stderr().lock(), "{table}")?;
        }
        Some(path) => {
            write!(std::io::stdout().lock(), "{table}")?;
            std::fs::write(path, json_text()? + "\n")?;
        }
    }
    Ok(())
}

/// Everything that runs besides this process.
struct Servers {
    quiet: Server,
    logged: Server,
    peer: Server,
    /// The calls, in the order of the peer's answers.
    subjects: Vec<(Subject, Answer)>,
}

impl Servers {
    async fn start(binary: &Path, placement: &Placement) -> Result<Self, Error> {
        let (quiet, credentials) = demonstration::start(binary, placement, QUIET).await?;
        let (logged, _) = demonstration::start(binary, placement, LOGGED).await?;
        let mut subjects = Vec::new();
        for subject in samples::prepare(quiet.address, &credentials).await? {
            let server = if subject.logged { &logged } else { &quiet };
            let answer = samples::sample(server.address, &subject).await?;
            subjects.push((subject, answer));
        }
        let answers: Vec<&Answer> = subjects.iter().map(|(_, answer)| answer).collect();
        let peer = start_peer(placement, &answers).await?;
        Ok(Self {
            quiet,
            logged,
            peer,
            subjects,
        })
    }

    /// Every call beside its static peer.
    fn pairs(&self) -> Vec<Pair> {
        let contestant = |server: &Server, request: &Request, expected: &Answer| Contestant {
            process: server.id,
            target: Target::same(server.address, request, expected.clone()),
            rounds: Vec::new(),
        };
        let pair = |(number, (subject, answer)): (usize, &(Subject, Answer))| {
            let server = if subject.logged {
                &self.logged
            } else {
                &self.quiet
            };
            let constant = subject.request.under(number);
            Pair {
                name: subject.name,
                call: contestant(server, &subject.request, answer),
                peer: contestant(&self.peer, &constant, answer),
            }
        };
        self.subjects.iter().enumerate().map(pair).collect()
    }

    async fn measure(
        &self,
        arguments: &ReadsArguments,
        machine: Machine,
        placement: &Placement,
    ) -> Result<Report, Error> {
        let mut pairs = self.pairs();
        let amount = Amount {
            connections: arguments.connections,
            warm_up: WARM_UP,
            requests: MOST_REQUESTS / u32::from(arguments.connections),
            time: arguments.round(),
        };
        let sides = u32::try_from(2 * pairs.len()).unwrap_or(u32::MAX);
        let expected = amount.time * sides * arguments.rounds();
        if expected > LONGEST {
            return Err(Error::TooLong {
                expected,
                longest: LONGEST,
            });
        }
        let ready = procfs::resident_kib(self.quiet.id)?;
        let (start, before) = (Instant::now(), self.used()?);
        for round in 1..=arguments.rounds() {
            eprintln!("round {round} of {}", arguments.rounds());
            measure::round(&mut pairs, amount).await?;
        }
        let others = Others::between(before, self.used()?, start.elapsed());
        Ok(Report::new(
            machine,
            Parameters {
                rounds: arguments.rounds(),
                seconds: amount.time.as_secs_f64(),
                most_requests: MOST_REQUESTS,
                connections: amount.connections,
                warm_up: WARM_UP * u32::from(amount.connections),
                placement: placement.describe(),
                log_level: QUIET,
            },
            others,
            ResidentKib {
                ready,
                after: procfs::resident_kib(self.quiet.id)?,
                static_peer: procfs::resident_kib(self.peer.id)?,
            },
            pairs,
        ))
    }

    /// CPU time so far: of all processes, of ours, and what was stolen.
    fn used(&self) -> Result<[Duration; 3], Error> {
        let (all, stolen) = procfs::machine_cpu()?;
        let mut ours = Duration::ZERO;
        for process in [
            std::process::id(),
            self.quiet.id,
            self.logged.id,
            self.peer.id,
        ] {
            ours += procfs::cpu_time(process)?;
        }
        Ok([all, ours, stolen])
    }

    async fn stop(self) -> Result<(), Error> {
        self.peer.stop().await?;
        self.logged.stop().await?;
        self.quiet.stop().await
    }
}

/// Starts the static peer with its answers.
pub(super) async fn start_peer(
    placement: &Placement,
    answers: &[&Answer],
) -> Result<Server, Error> {
    let mut command = placement.command(&this_program()?);
    command.args(["bench", "static-peer"]);
    Server::start("static peer", command, &serde_json::to_string(answers)?).await
}

fn this_program() -> Result<PathBuf, Error> {
    env::current_exe().map_err(Error::process("static peer"))
}
