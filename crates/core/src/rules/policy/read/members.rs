//! The members of an object: each name once, those of the server dropped, and the plain values.

use std::{collections::BTreeSet, str::FromStr};

use serde_json::value::RawValue;

use super::shape::Reading;

/// What the server adds to what it shows, so that a client that sends back what it got is understood.
pub(in super::super) fn is_server_s(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "@id",
        "@links",
        "created_at",
        "updated_at",
        "history",
        "policy_type",
        "ordinal",
    ];
    NAMES.contains(&name) || name.starts_with("raw_")
}

/// No object needs nearly as many keys.
const MOST_KEYS: usize = 256;

/// The names that an object has had so far.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Takes note of a name; a finding if the object has it already.
    pub(super) fn add(&mut self, name: &str, reading: &mut Reading) {
        self.add_as(name, name, reading);
    }

    /// Takes note of a name that was sent in one of several forms.
    pub(super) fn add_as(&mut self, name: &str, sent: &str, reading: &mut Reading) {
        if self.0.len() > MOST_KEYS {
            return;
        }
        if self.0.len() == MOST_KEYS {
            reading.find(format!("An object has at most {MOST_KEYS} keys."));
        }
        if !self.0.insert(name.to_owned()) {
            reading.find_at(sent, "This key is there twice.");
        }
    }

    /// Whether the object has had that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// A finding for each name that is missing.
    pub(super) fn require(&self, names: &[&str], reading: &mut Reading) {
        for name in names.iter().filter(|name| !self.has(name)) {
            reading.find(format!("The key {name:?} is required."));
        }
    }
}

/// A text without NUL, which one of the engines cannot keep.
pub(super) fn text(name: &str, value: &RawValue, reading: &mut Reading) -> Option<String> {
    match serde_json::from_str::<String>(value.get()) {
        Ok(text) if text.contains('\0') => {
            reading.find_at(name, "The text has the character U+0000 in it.");
            None
        }
        Ok(text) => Some(text),
        Err(_) => {
            reading.find_at(name, "This must be a string.");
            None
        }
    }
}

/// One of the texts of an enum.
pub(super) fn one_of<T: FromStr>(
    name: &str,
    value: &RawValue,
    choices: &str,
    reading: &mut Reading,
) -> Option<T> {
    let text = text(name, value, reading)?;
    let parsed = text.parse().ok();
    if parsed.is_none() {
        reading.find_at(name, format!("This must be one of {choices}."));
    }
    parsed
}

/// A number that names something, as an integer or as its digits in a string.
pub(super) fn id<T: FromStr>(name: &str, value: &RawValue, reading: &mut Reading) -> Option<T> {
    let text = value.get();
    let digits = match serde_json::from_str::<String>(text) {
        Ok(digits) => digits,
        Err(_) => text.to_owned(),
    };
    let parsed = digits.parse().ok();
    if parsed.is_none() {
        let wanted = "This must be an id: a positive integer below 2^53, or its digits.";
        reading.find_at(name, wanted);
    }
    parsed
}
