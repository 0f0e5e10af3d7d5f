//! The report as text: Markdown tables and sentences.

use std::fmt::{Result, Write};

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};

use super::landings::Landing;
use super::measures::Spread;
use super::pass::Ratio;
use super::report::Report;

/// Writes it.
pub(super) fn write(report: &Report, out: &mut String) -> Result {
    let machine = &report.machine;
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
        "{} passes, sides in turns; {}",
        report.parameters.passes, report.parameters.placement
    )?;
    writeln!(
        out,
        "the hypervisor took {:.2} cores meanwhile",
        report.stolen_cores
    )?;
    for note in &report.notes {
        writeln!(out, "left out: {note}")?;
    }
    if !report.landings.is_empty() {
        writeln!(out, "\n{}", landings(&report.landings))?;
        writeln!(
            out,
            "\nms: from submission to the last acknowledgement, median. ÷ floor, ÷ bare: to the TCP side whose receivers check,\n\
             and whose receivers do nothing, in the same pass. CPU ms: the sender's for each change."
        )?;
    }
    for idle in &report.idle {
        writeln!(
            out,
            "\nidle, {} servers{}: {} KiB when ready, pushes leave {} KiB; KiB more a server: {:.1} connected, {:.1} idle, \
             {:.1} after pushes; {:.1} ms CPU a second",
            idle.servers,
            if idle.tls { ", TLS" } else { "" },
            idle.ready_kib,
            idle.left_by_pushes_kib,
            idle.connected,
            idle.later,
            idle.pushed,
            idle.cpu_ms_a_second,
        )?;
    }
    for again in &report.reconnected {
        writeln!(
            out,
            "\n{}, {} servers: answers again after {:.0} ms, all are back after {:.0} ms, {:.0} ms CPU",
            if again.killed { "killed" } else { "stopped" },
            again.servers,
            again.away_ms,
            again.back_ms,
            again.cpu_ms,
        )?;
    }
    for many in &report.many {
        writeln!(
            out,
            "\n{} requests at once, {} servers: answered after {:.0} ms, landed after {:.0} ms; CPU: control plane {:.0} ms, \
             servers {:.0} ms",
            many.requests,
            many.servers,
            many.answered_ms,
            many.landed_ms,
            many.cpu_ms,
            many.receivers_cpu_ms,
        )?;
    }
    for asked in &report.status {
        writeln!(
            out,
            "\nstatus of {} servers, {}: {} calls, p50 {} µs, p99 {} µs, at most {} µs",
            asked.servers,
            if asked.busy {
                "all acknowledging"
            } else {
                "nothing going on"
            },
            asked.calls,
            asked.p50_us,
            asked.p99_us,
            asked.most_us,
        )?;
    }
    for watched in &report.watched {
        writeln!(
            out,
            "\n{} requests, one after the other, watched by server-sent events, {} servers: first event {}; landed {}; behind the \
             status call {}",
            watched.requests,
            watched.servers,
            spread(watched.first),
            spread(watched.landed),
            spread(watched.behind_status),
        )?;
    }
    for caught_up in &report.caught_up {
        writeln!(
            out,
            "\n{} accounts, {} bytes of payload: a receiver {:.0} ms, an agent {:.0} ms ({:.0} ms CPU, {} MiB); \
             one more change {:.0} ms; control plane {:.0} ms CPU",
            caught_up.accounts,
            caught_up.bytes,
            caught_up.receiver_ms,
            caught_up.agent_ms,
            caught_up.agent_cpu_ms,
            caught_up.agent_kib / 1_024,
            caught_up.change_ms,
            caught_up.cpu_ms,
        )?;
    }
    Ok(())
}

fn spread(spread: Spread) -> String {
    let Spread {
        p50_ms,
        p99_ms,
        most_ms,
    } = spread;
    format!("p50 {p50_ms:.0}, p99 {p99_ms:.0}, at most {most_ms:.0} ms")
}

fn landings(all: &[Landing]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header([
        "servers", "payload", "side", "ms", "answered", "÷ floor", "÷ bare", "CPU ms",
    ]);
    for one in all {
        table.add_row([
            one.servers.to_string(),
            one.load.to_owned(),
            one.side.to_owned(),
            format!("{:.0}", one.landed_ms),
            one.answered_ms
                .map(|ms| format!("{ms:.0}"))
                .unwrap_or_default(),
            ratio(one.to_floor),
            ratio(one.to_bare_floor),
            format!("{:.0}", one.cpu_ms),
        ]);
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        if at != 2 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

fn ratio(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(String::new, |ratio| {
        format!("{:.2} [{:.2}–{:.2}]", ratio.median, ratio.least, ratio.most)
    })
}
