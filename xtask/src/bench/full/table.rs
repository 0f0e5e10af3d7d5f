//! The tables, as Markdown.

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};

use super::report::{Call, Part};
use super::sandboxes::Sandbox;

const CALLS: [&str; 10] = [
    "call",
    "bytes",
    "req/s",
    "share of static",
    "CPU µs",
    "static",
    "p50 µs",
    "p99 µs",
    "open p50",
    "open p99",
];

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(head.to_vec());
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// A line for each call.
pub(super) fn calls(calls: &[Call]) -> String {
    let line = |call: &Call| {
        let (ours, share) = (&call.landfall, call.share_of_static);
        vec![
            call.name.to_owned(),
            call.body_bytes.to_string(),
            whole(ours.requests_per_second),
            format!("{:.2} [{:.2}–{:.2}]", share.median, share.least, share.most),
            format!("{:.1}", ours.cpu_us_per_request),
            format!("{:.1}", call.peer.cpu_us_per_request),
            whole(ours.p50_us),
            whole(ours.p99_us),
            grouped(call.open.p50_us),
            grouped(call.open.p99_us),
        ]
    };
    table(&CALLS, calls.iter().map(line))
}

/// A line for each other sandbox.
pub(super) fn sandboxes(sandboxes: &[Sandbox]) -> String {
    let line = |sandbox: &Sandbox| {
        vec![
            sandbox.name.to_owned(),
            sandbox.call.clone(),
            sandbox.body_bytes.to_string(),
            whole(sandbox.side.requests_per_second),
            format!("{:.0}", sandbox.side.cpu_us_per_request),
            whole(sandbox.side.p50_us),
        ]
    };
    let head = ["sandbox", "call", "bytes", "req/s", "CPU µs", "p50 µs"];
    table(&head, sandboxes.iter().map(line))
}

/// What making the record took, a line for each thing.
pub(super) fn efforts(part: &Part) -> String {
    let effort = &part.effort;
    let rate = |seconds: f64| {
        let rate = float(effort.objects) / seconds;
        format!("{} a second, {seconds:.1} s", whole(rate))
    };
    let mib = |bytes: u64| format!("{} MiB", grouped(bytes >> 20));
    let memory = |[alone, mapped]: [u64; 2]| {
        format!(
            "{} MiB, with mapped files {} MiB",
            grouped(alone >> 10),
            grouped(mapped >> 10)
        )
    };
    let rows = [
        ("objects", grouped(effort.objects)),
        ("import", rate(effort.import_seconds)),
        ("export", rate(effort.export_seconds)),
        (
            "backup",
            format!(
                "{:.1} s, {}",
                effort.backup_seconds,
                mib(effort.backup_bytes)
            ),
        ),
        (
            "disk",
            format!(
                "{}, {:.0} bytes an object",
                mib(effort.bytes_after),
                effort.bytes_an_object()
            ),
        ),
        ("start to first answer", format!("{:.0} ms", part.start_ms)),
        ("memory when ready", memory(part.ready_kib)),
        ("memory after the run", memory(part.after_kib)),
    ];
    let rows = rows.map(|(name, value)| vec![name.to_owned(), value]);
    table(&["", ""], rows.into_iter())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts here stay far below what a double holds exactly"
)]
fn float(count: u64) -> f64 {
    count as f64
}

fn whole(number: f64) -> String {
    apart(&format!("{number:.0}"))
}

/// A whole number with its thousands apart.
pub(super) fn grouped(number: u64) -> String {
    apart(&number.to_string())
}

fn apart(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 1_000, 1_000_000].map(grouped),
            ["0", "999", "1,000", "1,000,000"]
        );
        assert_eq!(whole(1_234.4), "1,234");
    }
}
