//! A long run, told on standard error.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use landfall_torture::{Binary, Length, Report, Run, WritesReport, WritesRun, simulate};

use super::arguments::{TortureArguments, What, WritesArguments};
use crate::error::Error;

/// Runs, and tells what happened.
pub(crate) fn run(arguments: &TortureArguments) -> Result<(), Error> {
    if let Some(What::Writes(arguments)) = &arguments.what {
        return writes(arguments);
    }
    match arguments.turmoil_seeds {
        Some(count) => simulated(arguments.seed.unwrap_or(1), count),
        None => on_processes(arguments),
    }
}

/// How often the simulated runs say how far they are.
const TOLD_EVERY: u64 = 50;

/// Of how many simulated runs one is run twice, to see that its seed fixes it.
const TWICE_EVERY: u64 = 25;

fn simulated(first: u64, count: u64) -> Result<(), Error> {
    let (mut actions, mut changes, mut looks) = (0, 0, 0);
    for number in 0..count {
        let seed = first + number;
        let run = catch_unwind(|| simulate(seed))
            .map_err(|_| Error::Held(format!("simulated seed {seed}: something did not hold")))?;
        if number % TWICE_EVERY == 0 && simulate(seed) != run {
            let text = format!("simulated seed {seed}: a second run of it was another one");
            return Err(Error::Held(text));
        }
        actions += run.actions;
        changes += run.changes;
        looks += run.looks;
        if (number + 1) % TOLD_EVERY == 0 || number + 1 == count {
            eprintln!(
                "torture: seeds {first} to {seed}: {actions} faults, {changes} changes, {looks} times what is claimed was held \
                 against the disks. Everything held."
            );
        }
    }
    Ok(())
}

fn writes(arguments: &WritesArguments) -> Result<(), Error> {
    let binary = match &arguments.binary {
        Some(file) => file.clone(),
        None => built()?,
    };
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    eprintln!("torture: writes --seed {seed}");
    let run = WritesRun {
        binary: Binary::at(binary),
        engine: arguments.engine.into(),
        seed,
        length: Length::For(Duration::from_mins(arguments.minutes)),
        partners: arguments.partners.into(),
    };
    let told = |what: &str| eprintln!("torture: {what}");
    let report = catch_unwind(AssertUnwindSafe(|| run.run(&told)))
        .map_err(|_| Error::Held(format!("seed {seed}: something did not hold")))?;
    let WritesReport {
        kills,
        written,
        again,
        heard,
    } = report;
    eprintln!(
        "torture: {kills} kills; {written} writes answered, sent again {again} times; {heard} events heard. Everything held."
    );
    Ok(())
}

fn on_processes(arguments: &TortureArguments) -> Result<(), Error> {
    let binary = match &arguments.binary {
        Some(file) => file.clone(),
        None => built()?,
    };
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    eprintln!("torture: --seed {seed}");
    let run = Run {
        binary: Binary::at(binary),
        engine: arguments.engine.into(),
        seed,
        length: Length::For(Duration::from_mins(arguments.minutes)),
        round: Duration::from_secs(arguments.round_seconds),
        edges: arguments.servers.into(),
        accounts: arguments.accounts.into(),
        restores: true,
        each_kind: true,
    };
    let told = |what: &str| eprintln!("torture: {what}");
    // What does not hold is a panic, which has said so by now.
    let report = catch_unwind(AssertUnwindSafe(|| run.run(&told)))
        .map_err(|_| Error::Held(format!("seed {seed}: something did not hold")))?;
    tell(&report);
    Ok(())
}

fn tell(report: &Report) {
    for (fault, count) in &report.faults {
        eprintln!("torture: {count:6} {fault}");
    }
    let Report {
        rounds,
        restores,
        deployed,
        forgotten,
        statuses,
        on_their_way,
        ..
    } = report;
    eprintln!(
        "torture: {rounds} rounds and {restores} restores; {deployed} deployments kept, {forgotten} lost with a record; \
         {statuses} statuses held against the disks, {on_their_way} of them of changes on their way. Everything held."
    );
}

/// The product as it is built for development.
fn built() -> Result<PathBuf, Error> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--package", "landfall", "--message-format=json"])
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| Error::Build(error.to_string()))?;
    if !output.status.success() {
        return Err(Error::Build("cargo build failed".to_owned()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut executables = text.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executables
        .next_back()
        .ok_or_else(|| Error::Build("cargo does not say what it built".to_owned()))
}
