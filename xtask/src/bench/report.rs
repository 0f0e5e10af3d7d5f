//! Everything that a run found, with what is needed to judge it: as JSON in the order below, and as text of at most 100
//! columns.

use std::fmt::Write;
use std::time::Duration;

use serde::Serialize;

use super::machine::Machine;
use super::measure::Pair;
use super::statistics::{Share, Side};
use super::table;

/// What the run was told.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Parameters {
    /// Rounds.
    pub(super) rounds: u32,
    /// How long new requests are made in a round of one side.
    pub(super) seconds: f64,
    /// Requests at most in a round of one side.
    pub(super) most_requests: u32,
    /// Connections, each with one request under way.
    pub(super) connections: u16,
    /// Requests before a round counts.
    pub(super) warm_up: u32,
    /// Which side ran where.
    pub(super) placement: String,
    /// The server's log level, but for the call whose name says otherwise.
    pub(super) log_level: &'static str,
}

/// How much of a core others may use before they disturb what is measured.
const QUIET: f64 = 0.1;

/// What else happened on the machine during the run, in cores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Others {
    /// CPU time of processes that are not part of this, and interrupts.
    pub(super) busy_cores: f64,
    /// CPU time that the hypervisor gave to somebody else.
    pub(super) stolen_cores: f64,
}

impl Others {
    /// Whether a share and a latency of this run can be believed.
    pub(super) fn quiet(self) -> bool {
        self.busy_cores + self.stolen_cores < QUIET
    }

    /// Compares CPU times (of all, of ours, stolen) before and after `elapsed`.
    pub(super) fn between(before: [Duration; 3], after: [Duration; 3], elapsed: Duration) -> Self {
        let cores = |which: usize| {
            after[which].saturating_sub(before[which]).as_secs_f64() / elapsed.as_secs_f64()
        };
        Self {
            busy_cores: (cores(0) - cores(1)).max(0.0),
            stolen_cores: cores(2),
        }
    }
}

/// Resident memory, in KiB.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct ResidentKib {
    /// Of the server before the first round.
    pub(super) ready: u64,
    /// Of the server after the last round.
    pub(super) after: u64,
    /// Of the static peer after the last round.
    pub(super) static_peer: u64,
}

/// A call's figures.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Call {
    /// Its name.
    pub(super) name: &'static str,
    /// The length of its body.
    pub(super) body_bytes: usize,
    /// Its throughput as a share of the static peer's in the same round.
    pub(super) share_of_static: Share,
    /// The call.
    pub(super) landfall: Side,
    /// The static peer.
    #[serde(rename = "static")]
    pub(super) peer: Side,
}

/// Everything.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Report {
    bench: &'static str,
    machine: Machine,
    parameters: Parameters,
    others: Others,
    resident_kib: ResidentKib,
    calls: Vec<Call>,
}

impl Report {
    /// Sums up; every pair has had at least one round.
    pub(super) fn new(
        machine: Machine,
        parameters: Parameters,
        others: Others,
        resident_kib: ResidentKib,
        pairs: Vec<Pair>,
    ) -> Self {
        let call = |pair: Pair| {
            let body_bytes = pair.call.target.sample.body.len();
            let (landfall, peer) = (Side::of(pair.call.rounds), Side::of(pair.peer.rounds));
            Call {
                name: pair.name,
                body_bytes,
                share_of_static: Share::of(&landfall, &peer),
                landfall,
                peer,
            }
        };
        Self {
            bench: "reads",
            machine,
            parameters,
            others,
            resident_kib,
            calls: pairs.into_iter().map(call).collect(),
        }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("a text can grow");
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let (machine, parameters) = (&self.machine, &self.parameters);
        let cores = machine.cores;
        write!(out, "{}", machine.landfall)?;
        if let Some(revision) = &machine.revision {
            write!(out, ", revision {revision}")?;
        }
        writeln!(out, ", {}", machine.rustc)?;
        writeln!(
            out,
            "{}, {cores} cores, Linux {}",
            machine.processor, machine.kernel
        )?;
        writeln!(
            out,
            "{} rounds of {} s for each call and its static peer, {} connections, closed loop",
            parameters.rounds, parameters.seconds, parameters.connections,
        )?;
        writeln!(out, "placement: {}", parameters.placement)?;
        writeln!(
            out,
            "log level {}; \"logged\" is with the access log, level info, written to nowhere",
            parameters.log_level,
        )?;
        writeln!(
            out,
            "other processes kept {:.2} of {cores} cores busy meanwhile, the hypervisor took {:.2}",
            self.others.busy_cores, self.others.stolen_cores,
        )?;
        if !self.others.quiet() {
            writeln!(
                out,
                "NOT QUIET: shares, requests/s and latencies are disturbed; CPU times hold much better"
            )?;
        }
        writeln!(
            out,
            "resident memory: {} MiB when ready, {} MiB after the run; static peer {} MiB",
            self.resident_kib.ready / 1024,
            self.resident_kib.after / 1024,
            self.resident_kib.static_peer / 1024,
        )?;
        writeln!(out, "\n{}\n", table::table(&self.calls))?;
        writeln!(
            out,
            "share: of the static peer's requests/s in the same round, with its range; CPU: the server's time\n\
             for each request, and the static peer's. Medians of the rounds, but CPU, which is over all rounds."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_used_is_all_less_ours() {
        let seconds = |all, ours, stolen| [all, ours, stolen].map(Duration::from_secs);
        let elapsed = Duration::from_secs(10);
        let others = Others::between(seconds(100, 10, 1), seconds(118, 23, 3), elapsed);
        assert!((others.busy_cores - 0.5).abs() < 1e-9);
        assert!((others.stolen_cores - 0.2).abs() < 1e-9);
        assert!(!others.quiet());
        // Two clocks that tick apart can make ours more than all.
        let others = Others::between(seconds(0, 0, 0), seconds(1, 2, 0), elapsed);
        assert!(others.busy_cores.abs() < 1e-9);
        assert!(others.quiet());
    }
}
