//! The table, as Markdown: it reads well in a terminal, and what was printed can go into a page as it is.

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};

use super::report::Call;

const HEAD: [&str; 8] = [
    "call",
    "bytes",
    "req/s",
    "share of static",
    "p50 µs",
    "p99 µs",
    "CPU µs",
    "static",
];

/// A line for each call.
pub(super) fn table(calls: &[Call]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(HEAD);
    for call in calls {
        table.add_row(line(call));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

fn line(call: &Call) -> [String; 8] {
    let (ours, share) = (&call.landfall, call.share_of_static);
    [
        call.name.to_owned(),
        call.body_bytes.to_string(),
        grouped(ours.requests_per_second),
        format!("{:.2} [{:.2}–{:.2}]", share.median, share.least, share.most),
        grouped(ours.p50_us),
        grouped(ours.p99_us),
        format!("{:.1}", ours.cpu_us_per_request),
        format!("{:.1}", call.peer.cpu_us_per_request),
    ]
}

/// A whole number with its thousands apart.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
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
    use super::super::statistics::{Round, Share, Side};
    use super::super::subjects::LONGEST_NAME;
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let texts = [0.4, 999.0, 1_000.4, 123_456.5, 1e6].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "123,456", "1,000,000"]);
    }

    #[test]
    fn the_table_is_markdown_and_fits_a_terminal() {
        let side = Side::of(vec![Round {
            requests: 999_999,
            seconds: 1.0,
            cpu_seconds: 999.9,
            p50_us: 99_999,
            p99_us: 999_999,
        }]);
        let name: &'static str = "the longest name there.";
        let name = &name[..LONGEST_NAME];
        let call = Call {
            name,
            body_bytes: 99_999,
            share_of_static: Share {
                median: 0.5,
                least: 0.25,
                most: 0.75,
            },
            landfall: side.clone(),
            peer: side,
        };
        let text = table(&[call]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("| call "), "{text}");
        assert!(lines[1].starts_with("|---"), "{text}");
        assert!(lines[2].contains(" 999,999 | 0.50 [0.25–0.75] |"), "{text}");
        assert!(
            lines.iter().all(|line| line.chars().count() <= 100),
            "{text}"
        );
    }
}
