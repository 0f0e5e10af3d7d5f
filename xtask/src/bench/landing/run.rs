//! A run: the parts that are wanted, one after the other.

use std::time::{Duration, Instant};

use super::LandingArguments;
use super::arguments::Part;
use super::landings;
use super::measures::{catch_up, idle, many, reconnect, status, watching};
use super::report::{Parameters, Report};
use super::sides::Secured;
use crate::bench::demonstration;
use crate::bench::full::Landfall;
use crate::bench::machine::Machine;
use crate::bench::placement::Placement;
use crate::bench::procfs;
use crate::bench::reads::tell;
use crate::error::Error;

/// What all parts have in common.
pub(super) struct Bench<'a> {
    pub(super) landfall: &'a Landfall,
    pub(super) placement: &'a Placement,
    pub(super) passes: u32,
}

/// Runs the command.
pub(in crate::bench) fn run(arguments: &LandingArguments) -> Result<(), Error> {
    let (binary, built_here) = match &arguments.landfall {
        Some(path) => (path.clone(), false),
        None => (demonstration::build()?, true),
    };
    super::receivers::raise_descriptors();
    let machine = Machine::look(&binary, built_here)?;
    let placement = Placement::take()?;
    let landfall = Landfall(binary);
    let bench = Bench {
        landfall: &landfall,
        placement: &placement,
        passes: arguments.passes(),
    };
    let parameters = Parameters {
        passes: arguments.passes(),
        placement: placement.describe(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::process("bench"))?;
    let report = runtime.block_on(measure(&bench, arguments, Report::new(machine, parameters)))?;
    tell(&report.text(), &report, arguments.json.as_deref())
}

async fn measure(
    bench: &Bench<'_>,
    arguments: &LandingArguments,
    mut report: Report,
) -> Result<Report, Error> {
    let (begun, stolen) = (Instant::now(), procfs::machine_cpu()?.1);
    if arguments.wants(Part::Landings) {
        for servers in arguments.fleets() {
            let landings = landings::measure(bench, servers, &mut report.notes).await?;
            report.landings.extend(landings);
        }
    }
    if arguments.wants(Part::Idle) {
        for secured in [Secured::No, Secured::Yes] {
            eprintln!("idle servers, {secured:?}");
            let (servers, seconds) = (arguments.held(), arguments.idle_seconds());
            report
                .idle
                .push(idle(bench, servers, secured, seconds).await?);
        }
    }
    if arguments.wants(Part::Reconnect) {
        eprintln!("everybody again");
        report.reconnected = reconnect(bench, arguments.held()).await?;
    }
    if arguments.wants(Part::Many) {
        eprintln!("many requests at once");
        report.many.push(many(bench, arguments.held()).await?);
    }
    if arguments.wants(Part::Status) {
        eprintln!("status calls");
        report.status = status(bench, arguments.largest()).await?;
    }
    if arguments.wants(Part::Watch) {
        eprintln!("watched landings");
        let (servers, requests) = (arguments.held(), arguments.watched());
        let watched = watching(bench, servers, requests).await?;
        report.watched.push(watched);
    }
    if arguments.wants(Part::CatchUp) {
        report
            .caught_up
            .push(catch_up(bench, arguments.accounts()).await?);
    }
    report.stolen_cores = cores(
        procfs::machine_cpu()?.1.saturating_sub(stolen),
        begun.elapsed(),
    );
    Ok(report)
}

fn cores(used: Duration, elapsed: Duration) -> f64 {
    used.as_secs_f64() / elapsed.as_secs_f64()
}
