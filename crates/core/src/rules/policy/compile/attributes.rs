//! The attributes of one node, read as its type's table says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::super::{
    finding::{Findings, Pointer},
    read::is_server_s,
    types::{Attribute, Read},
};

/// What was read, by the names of the table. Of each the key is kept under which it was sent, to point at it.
#[derive(Debug, Default)]
pub(super) struct Values<'v> {
    read: BTreeMap<&'static str, (Read, &'v str)>,
    /// All that were sent, whether understood or not.
    sent: BTreeSet<String>,
}

/// Reads the members of a node but for those that have been dealt with. Findings are about what is unknown, wrong or missing.
pub(super) fn values<'v>(
    members: &'v Map<String, Value>,
    dealt_with: &[&str],
    table: &[Attribute],
    place: &Pointer,
    findings: &mut Findings,
) -> Values<'v> {
    let mut values = Values::default();
    for (key, value) in members {
        if dealt_with.contains(&key.as_str()) || is_server_s(key) {
            continue;
        }
        let name = key.replace('_', "-");
        values.sent.insert(name.clone());
        let Some(attribute) = table.iter().find(|one| one.name == name) else {
            findings.add(&place.at(key), unknown(table));
            continue;
        };
        match attribute.takes.read(value) {
            Ok(read) => {
                values.read.insert(attribute.name, (read, key.as_str()));
            }
            Err(reason) => findings.add(&place.at(key), reason),
        }
    }
    let required_ones = table.iter().filter(|one| one.required);
    for missing in required_ones.filter(|one| !values.is_sent(one.name)) {
        findings.add(place, required(missing.name));
    }
    values
}

/// What is said of an attribute that is missing.
pub(super) fn required(name: &str) -> String {
    format!("The attribute {name:?} is required.")
}

fn unknown(table: &[Attribute]) -> String {
    let names: Vec<&str> = table.iter().map(|one| one.name).collect();
    match names.as_slice() {
        [] => "This type has no attributes.".to_owned(),
        names => format!(
            "This type has no such attribute; it has: {}.",
            names.join(", ")
        ),
    }
}

impl Values<'_> {
    /// The key under which an attribute was sent.
    pub(super) fn key<'k>(&'k self, name: &'k str) -> &'k str {
        self.read.get(name).map_or(name, |(_, key)| key)
    }

    /// Whether an attribute was sent, understood or not.
    pub(super) fn is_sent(&self, name: &str) -> bool {
        self.sent.contains(name)
    }

    fn value(&self, name: &str) -> Option<&Read> {
        self.read.get(name).map(|(read, _)| read)
    }

    /// A text, or the texts or words of a list.
    pub(super) fn texts(&self, name: &str) -> Option<&[String]> {
        match self.value(name)? {
            Read::Words(texts) | Read::Texts(texts) => Some(texts),
            Read::Text(text) => Some(std::slice::from_ref(text)),
            _ => None,
        }
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.value(name)? {
            Read::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Read::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.value(name)? {
            Read::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn numbers(&self, name: &str) -> Option<&[i64]> {
        match self.value(name)? {
            Read::Numbers(numbers) => Some(numbers),
            _ => None,
        }
    }

    pub(super) fn one_of(&self, name: &str) -> Option<&'static str> {
        match self.value(name)? {
            Read::OneOf(text) => Some(text),
            _ => None,
        }
    }
}
