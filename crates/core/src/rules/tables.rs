//! Tables of public facts: files of this crate's folder `data`, text with a line for each fact and tabs between its columns. They are
//! a part of the program, and read once, when they are first asked.

/// The lines of a table, each with its columns. Lines that begin with `#` say what the table is.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let facts = table.lines().filter(|line| !line.starts_with('#'));
    facts.map(|line| line.split('\t').collect())
}
