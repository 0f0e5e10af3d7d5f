//! Tables that fit the terminal.

use comfy_table::{ContentArrangement, Table, presets::NOTHING};

/// A table with a head. Columns shrink and wrap where the terminal is narrow; without a terminal nothing wraps.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(head.iter().map(|text| text.to_uppercase()));
    for row in rows {
        table.add_row(row);
    }
    let text = table.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_nothing_trails() {
        let text = table(
            &["tenant", "made"],
            [vec!["acme".to_owned(), "today".to_owned()]],
        );
        assert_eq!(text, " TENANT  MADE\n acme    today");
    }
}
