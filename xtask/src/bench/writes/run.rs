//! A run: for each engine the record, then rounds in which the product and the engine alone take turns.

use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::WritesArguments;
use super::ceiling::{Ceiling, TOGETHER};
use super::place::Place;
use super::report::{Report, Side, Writes};
use super::sample::Sample;
use super::subject::{self, Subject};
use super::{beside, followers, load, orders};
use crate::bench::demonstration;
use crate::bench::full::{Engine, Landfall};
use crate::bench::machine::Machine;
use crate::bench::process::Server;
use crate::bench::procfs;
use crate::bench::reads::tell;
use crate::error::Error;

/// Runs the command.
pub(in crate::bench) fn run(arguments: &WritesArguments) -> Result<(), Error> {
    let (binary, built_here) = match &arguments.landfall {
        Some(path) => (path.clone(), false),
        None => (demonstration::build()?, true),
    };
    let machine = Machine::look(&binary, built_here)?;
    let landfall = Landfall(binary);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::process("bench"))?;
    let turn = arguments.turn().as_secs_f64();
    let mut report = Report::new(machine, arguments.rounds(), turn);
    let (begun, stolen) = (Instant::now(), procfs::machine_cpu()?.1);
    for engine in arguments.engines() {
        runtime.block_on(measure(&landfall, engine, arguments, &mut report))?;
    }
    let stolen = procfs::machine_cpu()?.1.saturating_sub(stolen);
    report.stolen_cores = stolen.as_secs_f64() / begun.elapsed().as_secs_f64();
    tell(&report.text(), &report, arguments.json.as_deref())
}

async fn measure(
    landfall: &Landfall,
    engine: Engine,
    arguments: &WritesArguments,
    report: &mut Report,
) -> Result<(), Error> {
    eprintln!("{engine:?}: the record");
    let (place, subjects) = Place::make(landfall, engine).await?;
    let (followers, events) = arguments.followers();
    let tokens = if arguments.writes_only {
        Vec::new()
    } else {
        followers::tokens(landfall, &place, followers).await?
    };
    let mut ceiling = Ceiling::open(&place, &place.ceiling_file()).await?;
    let server = place.serve(landfall).await?;
    let mut first = None;
    for (subject, sample) in subjects {
        eprintln!("{engine:?}: {}", subject.name);
        let subject = Rc::new(subject);
        let both = (&subject, &sample);
        let writes = in_turns(engine, &server, &mut ceiling, both, arguments).await?;
        report.writes.push(writes);
        first.get_or_insert(subject);
    }
    if let Some(subject) = first.filter(|_| !arguments.writes_only) {
        eprintln!("{engine:?}: orders");
        let order = Rc::new(subject::order(place.credentials()));
        let ordered = orders::measure(&server, place.credentials(), order, arguments.orders());
        report.ordered.push((engine, ordered.await?));
        eprintln!("{engine:?}: reads beside writes");
        let time = arguments.turn() * 3;
        let beside = beside::measure(&place, &server, time).await?;
        report.beside.push((engine, beside));
        eprintln!("{engine:?}: {followers} who follow");
        let counts = (followers, events);
        let followed = followers::measure(&server, &subject, &tokens, counts).await?;
        report.followed.push((engine, followed));
    }
    server.stop().await?;
    drop(ceiling);
    place.stop().await
}

async fn in_turns(
    engine: Engine,
    server: &Server,
    ceiling: &mut Ceiling,
    (subject, sample): (&Rc<Subject>, &Sample),
    arguments: &WritesArguments,
) -> Result<Writes, Error> {
    let side = |&connections: &u16| Side {
        connections,
        rates: Vec::new(),
        p99_us: Vec::new(),
    };
    let mut writes = Writes {
        engine,
        subject: subject.name,
        rows: sample.rows.iter().map(|row| row.table.clone()).collect(),
        changed: sample.changed,
        ungrouped: Vec::new(),
        grouped: Vec::new(),
        sides: arguments.connections.iter().map(side).collect(),
    };
    let (turn, never) = (arguments.turn(), AtomicBool::new(false));
    for _ in 0..arguments.rounds() {
        writes.ungrouped.push(ceiling.rate(sample, 1, turn).await?);
        for side in &mut writes.sides {
            let written =
                load::drive(server.address, subject, side.connections, turn, &never).await?;
            side.rates.push(written.rate);
            side.p99_us.push(written.p99_us);
        }
        writes
            .grouped
            .push(ceiling.rate(sample, TOGETHER, turn).await?);
    }
    Ok(writes)
}
