//! Rules of a policy as a client sends them.

use std::collections::BTreeSet;

use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::super::limits::{MOST_RULES, too_many_rules};
use super::{
    body::Form,
    members::{Names, id, is_server_s, text},
    nodes,
    shape::{Object, Reading, ReadsList, ReadsObject},
};
use crate::id::RuleId;

/// A rule as a client sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// Which rule it replaces; none for a new one, and none in a policy that is created.
    pub id: Option<RuleId>,
    /// A name, if one was sent.
    pub name: Option<String>,
    /// A text for people, if one was sent.
    pub description: Option<String>,
    /// The match nodes, a JSON array as text: the client's own but for the server's keys, which are left out, and the one name of
    /// `select.first-match`.
    pub matches: String,
}

/// Reads the list of rules.
pub(super) struct Rules<'r> {
    pub(super) reading: &'r mut Reading,
    pub(super) list: &'r mut Vec<NewRule>,
    /// Whether rules may say which stored ones they replace.
    pub(super) replaces: bool,
}

impl<'de> ReadsList<'de> for Rules<'_> {
    const WANTED: &'static str = "This must be a list of rules.";

    fn reading(&mut self) -> &mut Reading {
        self.reading
    }

    fn elements<A: SeqAccess<'de>>(&mut self, list: &mut A) -> Result<(), A::Error> {
        let mark = self.reading.place.mark();
        let mut ids = BTreeSet::new();
        for index in 0..MOST_RULES {
            self.reading.place.push(index);
            let mut rule = NewRule {
                id: None,
                name: None,
                description: None,
                matches: String::new(),
            };
            let object = Object(OneRule {
                reading: self.reading,
                rule: &mut rule,
                replaces: self.replaces,
            });
            let there_is_one = list.next_element_seed(object)?.is_some();
            if let Some(id) = rule.id
                && !ids.insert(id)
            {
                let twice = "Another rule of this body has this id already.";
                self.reading.find_at("id", twice);
            }
            self.reading.place.back(mark);
            if !there_is_one {
                return Ok(());
            }
            self.list.push(rule);
        }
        if list.next_element::<IgnoredAny>()?.is_some() {
            self.reading.find(too_many_rules());
            while list.next_element::<IgnoredAny>()?.is_some() {}
        }
        Ok(())
    }
}

/// Reads one rule.
struct OneRule<'r> {
    reading: &'r mut Reading,
    rule: &'r mut NewRule,
    replaces: bool,
}

impl<'de> ReadsObject<'de> for OneRule<'_> {
    const WANTED: &'static str = "A rule must be an object.";

    fn reading(&mut self) -> &mut Reading {
        self.reading
    }

    fn members<A: MapAccess<'de>>(&mut self, object: &mut A) -> Result<(), A::Error> {
        let mut names = Names::default();
        while let Some(name) = object.next_key::<String>()? {
            if is_server_s(&name) || name == "id" && !self.replaces {
                object.next_value::<IgnoredAny>()?;
                continue;
            }
            if name == "matches" {
                names.add(&name, self.reading);
                let mark = self.reading.place.mark();
                self.reading.place.push(&name);
                self.rule.matches.clear();
                let list = nodes::of_rule(self.reading, &mut self.rule.matches);
                object.next_value_seed(list)?;
                self.reading.place.back(mark);
                continue;
            }
            let value: &RawValue = object.next_value()?;
            if self.reading.form == Form::Native && value.get() == "null" {
                continue;
            }
            names.add(&name, self.reading);
            match name.as_str() {
                "id" => self.rule.id = id(&name, value, self.reading),
                "@type" => {
                    text(&name, value, self.reading);
                }
                "name" => self.rule.name = text(&name, value, self.reading),
                "description" => {
                    self.rule.description = text(&name, value, self.reading);
                }
                _ => self.reading.find_at(&name, "A rule has no such key."),
            }
        }
        names.require(&["matches"], self.reading);
        Ok(())
    }
}
