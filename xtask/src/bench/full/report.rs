//! Everything that a full run found: as JSON in the order below, and as text.

use std::fmt::Write;

use serde::Serialize;

use super::super::machine::Machine;
use super::super::report::Others;
use super::super::statistics::{Share, Side};
use super::engine::Engine;
use super::open_loop::OpenLoop;
use super::record::Effort;
use super::sandboxes::Sandbox;
use super::table;

/// What the run was told.
#[derive(Debug, Serialize)]
pub(super) struct Parameters {
    /// Customers, and as many fulfillments.
    pub(super) customers: u64,
    /// Rounds in a closed loop.
    pub(super) rounds: u32,
    /// How long new requests are made in a round of one side, and how long the open loop goes on.
    pub(super) seconds: f64,
    /// Connections.
    pub(super) connections: u16,
    /// The open loop's rate as a share of the closed loop's.
    pub(super) open_share: f64,
    /// Which side ran where.
    pub(super) placement: String,
    /// Seconds that making the lines up took.
    pub(super) generate_seconds: f64,
}

/// A call's figures.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    /// Its name.
    pub(super) name: &'static str,
    /// The length of its body; of one of them, when they differ.
    pub(super) body_bytes: usize,
    /// Its throughput as a share of the static peer's in the same round.
    pub(super) share_of_static: Share,
    /// The call in a closed loop.
    pub(super) landfall: Side,
    /// The static peer.
    #[serde(rename = "static")]
    pub(super) peer: Side,
    /// The call in an open loop.
    pub(super) open: OpenLoop,
}

/// One engine's figures.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    /// Which one.
    pub(super) engine: Engine,
    /// What making the record took.
    pub(super) effort: Effort,
    /// From the start of the process to its first good answer, in milliseconds.
    pub(super) start_ms: f64,
    /// Memory of the server when it was ready, without and with the parts of files that it has mapped, in KiB.
    pub(super) ready_kib: [u64; 2],
    /// The same after the run.
    pub(super) after_kib: [u64; 2],
    /// What else happened meanwhile.
    pub(super) others: Others,
    /// The calls.
    pub(super) calls: Vec<Call>,
}

/// Everything.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) bench: &'static str,
    pub(super) machine: Machine,
    pub(super) parameters: Parameters,
    pub(super) engines: Vec<Part>,
    /// Other sandboxes.
    pub(super) sandboxes: Vec<Sandbox>,
    /// Why there are none.
    pub(super) no_sandboxes: Option<String>,
}

impl Report {
    /// For people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("a text can grow");
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let (machine, parameters) = (&self.machine, &self.parameters);
        write!(out, "{}", machine.landfall)?;
        if let Some(revision) = &machine.revision {
            write!(out, ", revision {revision}")?;
        }
        writeln!(out, ", {}", machine.rustc)?;
        writeln!(
            out,
            "{}, {} cores, Linux {}",
            machine.processor, machine.cores, machine.kernel
        )?;
        writeln!(
            out,
            "{} customers and as many fulfillments, made up in {:.1} s",
            table::grouped(parameters.customers),
            parameters.generate_seconds
        )?;
        writeln!(
            out,
            "{} rounds of {} s for each call and its static peer, {} connections; then {} s in an open loop at {:.0} % of it",
            parameters.rounds,
            parameters.seconds,
            parameters.connections,
            parameters.seconds,
            100.0 * parameters.open_share
        )?;
        writeln!(out, "placement: {}", parameters.placement)?;
        for part in &self.engines {
            part.write(out, machine.cores)?;
        }
        match &self.no_sandboxes {
            Some(reason) => writeln!(out, "\nno other sandboxes: {reason}")?,
            None => writeln!(out, "\n{}", table::sandboxes(&self.sandboxes))?,
        }
        writeln!(
            out,
            "\nshare: of the static peer's requests/s in the same round, with its range; CPU: the server's time for each\n\
             request (of the product's process alone), and the static peer's; open: latencies from when a request was to come"
        )
    }
}

impl Part {
    fn write(&self, out: &mut String, cores: usize) -> std::fmt::Result {
        let name = match self.engine {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        };
        writeln!(out, "\n## {name}\n")?;
        writeln!(
            out,
            "other processes kept {:.2} of {cores} cores busy meanwhile, the hypervisor took {:.2}{}",
            self.others.busy_cores,
            self.others.stolen_cores,
            if self.others.quiet() {
                ""
            } else {
                "; NOT QUIET"
            }
        )?;
        writeln!(out, "\n{}\n", table::efforts(self))?;
        writeln!(out, "{}", table::calls(&self.calls))
    }
}
