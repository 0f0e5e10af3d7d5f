//! Everything that a run found, as JSON and as a table.

use std::fmt::Write;

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use serde::Serialize;

use super::beside::Beside;
use super::followers::{Followed, Spread};
use super::orders::Ordered;
use crate::bench::full::Engine;
use crate::bench::machine::Machine;
use crate::bench::statistics::median;

/// Everything.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    bench: &'static str,
    pub(super) machine: Machine,
    pub(super) rounds: u32,
    pub(super) turn_seconds: f64,
    pub(super) stolen_cores: f64,
    pub(super) writes: Vec<Writes>,
    pub(super) beside: Vec<(Engine, Beside)>,
    pub(super) ordered: Vec<(Engine, [Ordered; 2])>,
    pub(super) followed: Vec<(Engine, Followed)>,
}

/// One subject on one engine. Rates are records a second, one of each round.
#[derive(Debug, Serialize)]
pub(super) struct Writes {
    pub(super) engine: Engine,
    pub(super) subject: &'static str,
    /// Rows that a record has, by table, and rows that it changes besides; the ceiling leaves these out.
    pub(super) rows: Vec<String>,
    pub(super) changed: usize,
    /// The engine alone, a record in each transaction.
    pub(super) ungrouped: Vec<f64>,
    /// The engine alone, 64 records in each.
    pub(super) grouped: Vec<f64>,
    pub(super) sides: Vec<Side>,
}

/// The product with so many connections.
#[derive(Debug, Serialize)]
pub(super) struct Side {
    pub(super) connections: u16,
    pub(super) rates: Vec<f64>,
    /// What 99 of 100 writes of a round did not exceed, in microseconds.
    pub(super) p99_us: Vec<u64>,
}

impl Report {
    pub(super) fn new(machine: Machine, rounds: u32, turn_seconds: f64) -> Self {
        Self {
            bench: "writes",
            machine,
            rounds,
            turn_seconds,
            stolen_cores: 0.0,
            writes: Vec::new(),
            beside: Vec::new(),
            ordered: Vec::new(),
            followed: Vec::new(),
        }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("a text can grow");
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let machine = &self.machine;
        write!(out, "{}", machine.landfall)?;
        if let Some(revision) = &machine.revision {
            write!(out, ", revision {revision}")?;
        }
        writeln!(out, ", {}", machine.rustc)?;
        writeln!(
            out,
            "{}, {} cores, Linux {}; {} rounds of {} s a side, in turns; nothing is kept on a core",
            machine.processor, machine.cores, machine.kernel, self.rounds, self.turn_seconds
        )?;
        writeln!(
            out,
            "the hypervisor took {:.2} cores meanwhile",
            self.stolen_cores
        )?;
        if !self.writes.is_empty() {
            writeln!(out, "\n{}", table(&self.writes))?;
            writeln!(
                out,
                "\na second: durable records, median. ÷ grouped, ÷ ungrouped: to the engine alone in the same round, with 64 records and\n\
                 with one in a transaction; on PostgreSQL one connection and 32."
            )?;
        }
        for of in &self.writes {
            let rows = of.rows.join(", ");
            writeln!(
                out,
                "{:?}, {}: rows {rows}; {} changed besides",
                of.engine, of.subject, of.changed
            )?;
        }
        for (engine, beside) in &self.beside {
            writeln!(
                out,
                "\n{engine:?}, reads at {:.0}/s (30 % of {:.0}): p99 {} µs alone, {} µs beside {:.0} writes/s; p50 {} and {} µs",
                beside.alone.rate,
                beside.peak,
                beside.alone.p99_us,
                beside.with_writes.p99_us,
                beside.writes,
                beside.alone.p50_us,
                beside.with_writes.p50_us,
            )?;
        }
        for (engine, both) in &self.ordered {
            for of in both {
                #[expect(clippy::cast_precision_loss, reason = "there are fewer than 2^52")]
                let orders = of.orders as f64;
                writeln!(
                    out,
                    "\n{engine:?}, {} orders of {} accounts over {} connections: all answered after {:.2} s ({:.0} a second), all complete \
                     after {:.2} s ({:.0} a second), {:.2} ms CPU each",
                    of.orders,
                    of.accounts,
                    of.connections,
                    of.answered_s,
                    orders / of.answered_s,
                    of.complete_s,
                    orders / of.complete_s,
                    of.cpu_ms,
                )?;
            }
        }
        for (engine, followed) in &self.followed {
            writeln!(
                out,
                "\n{engine:?}, an event to {} who follow, {} times, ms (p50, p99, most): answered {}; the first has it {}; the last {}, {} behind \
                 the answer; {:.1} CPU",
                followed.followers,
                followed.events,
                spread(followed.answered),
                spread(followed.first),
                spread(followed.last),
                spread(followed.behind_answer),
                followed.cpu_ms,
            )?;
        }
        Ok(())
    }
}

fn spread(of: Spread) -> String {
    format!("{:.1}, {:.1}, {:.1}", of.p50, of.p99, of.most)
}

fn table(all: &[Writes]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header([
        "engine",
        "write",
        "connections",
        "a second",
        "p99 ms",
        "÷ grouped",
        "÷ ungrouped",
    ]);
    for of in all {
        let engine = format!("{:?}", of.engine);
        for side in &of.sides {
            let p99: Vec<f64> = (side.p99_us.iter())
                .map(|&us| f64::from(u32::try_from(us).unwrap_or(u32::MAX)) / 1e3)
                .collect();
            table.add_row([
                engine.clone(),
                of.subject.to_owned(),
                side.connections.to_string(),
                format!("{:.0}", median(side.rates.clone())),
                format!("{:.1}", median(p99)),
                ratio(&side.rates, &of.grouped),
                ratio(&side.rates, &of.ungrouped),
            ]);
        }
        for (name, rates) in [("grouped", &of.grouped), ("ungrouped", &of.ungrouped)] {
            table.add_row([
                engine.clone(),
                of.subject.to_owned(),
                format!("engine, {name}"),
                format!("{:.0}", median(rates.clone())),
            ]);
        }
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        if at > 1 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// Of the rounds of one to those of the other: the median, and the least and the most.
fn ratio(one: &[f64], other: &[f64]) -> String {
    let all: Vec<f64> = one
        .iter()
        .zip(other)
        .map(|(one, other)| one / other)
        .collect();
    if all.is_empty() {
        return String::new();
    }
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    let most = all.iter().copied().fold(0.0, f64::max);
    format!("{:.2} [{least:.2}–{most:.2}]", median(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_the_same_round() {
        assert_eq!(
            ratio(&[1.0, 4.0, 9.0], &[2.0, 4.0, 10.0]),
            "0.90 [0.50–1.00]"
        );
        assert_eq!(ratio(&[], &[]), "");
    }
}
