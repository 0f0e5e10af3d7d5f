//! What is copied between engines: tables in an order in which each comes after those it refers to.

use crate::StoreError;

/// Tables that belong to a process or to an engine and not to the record. They stay where they are.
pub(crate) const NOT_COPIED: &[&str] = &["store", "writer", "lease"];

/// Tables that are made from the record's rows. A store that is filled with rows makes them itself; a copy of a file's pages has
/// them already.
const DERIVED: &[&str] = &["list_entry", "list_block", "list_change"];

/// Whether the rows of a table move with the record.
pub(crate) fn moves(table: &str) -> bool {
    !NOT_COPIED.contains(&table) && !DERIVED.contains(&table)
}

/// What a column holds, which both engines have a type for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text in UTF-8, documents too.
    Text,
    /// A whole number of 64 bits, moments too.
    Integer,
    /// A double.
    Real,
    /// True or false.
    Boolean,
    /// Bytes.
    Bytes,
    /// A UUID.
    Uuid,
}

impl Kind {
    /// The kind that PostgreSQL's type is of.
    pub(crate) fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Self::Text,
            "int8" => Self::Integer,
            "float8" => Self::Real,
            "bool" => Self::Boolean,
            "bytea" => Self::Bytes,
            "uuid" => Self::Uuid,
            _ => return None,
        })
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// By which columns its rows are read.
    pub(crate) order: Vec<String>,
    /// The column that numbers its rows by itself.
    pub(crate) identity: Option<String>,
}

impl Table {
    /// The column that numbers the rows, if it is the one of that name.
    pub(crate) fn is_identity(&self, column: &str) -> bool {
        self.identity.as_deref() == Some(column)
    }
}

/// A name as SQL has it; some are words of the language.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Puts tables behind those they refer to. `references` has pairs of a table and one that it refers to.
pub(crate) fn in_order(
    mut waiting: Vec<Table>,
    references: &[(String, String)],
) -> Result<Vec<Table>, StoreError> {
    let mut ordered: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: Vec<String> = waiting.iter().map(|table| table.name.clone()).collect();
        let is_ready = |table: &Table| {
            let mut targets = references.iter().filter(|(from, _)| *from == table.name);
            targets.all(|(from, to)| from == to || !names.contains(to))
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        if ready.is_empty() {
            return Err(StoreError::Engine(format!(
                "these tables refer to each other in a circle: {}",
                names.join(", ")
            )));
        }
        ordered.extend(ready);
        waiting = rest;
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str) -> Table {
        Table {
            name: name.to_owned(),
            columns: Vec::new(),
            order: Vec::new(),
            identity: None,
        }
    }

    fn references(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(from, to): &(&str, &str)| (from.to_owned(), to.to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn tables_come_behind_what_they_refer_to() {
        let tables = ["membership", "organization", "tenant"].map(table).to_vec();
        let all = references(&[
            ("membership", "organization"),
            ("organization", "organization"),
            ("organization", "tenant"),
        ]);
        let ordered = in_order(tables, &all).unwrap();
        let names: Vec<_> = ordered.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["tenant", "organization", "membership"]);
    }

    #[test]
    fn a_circle_is_refused() {
        let tables = ["a", "b"].map(table).to_vec();
        let circle = references(&[("a", "b"), ("b", "a")]);
        assert!(in_order(tables, &circle).is_err());
    }
}
