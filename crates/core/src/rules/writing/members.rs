//! Taking a body apart, member by member, and noting what is wrong on the way.

use serde_json::{Map, Value};

use super::{Reason, Refused};

/// What is wrong with a body by itself: one list for each step of the order of checks.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    pub(super) unexpected: Vec<String>,
    pub(super) missing: Vec<String>,
    /// Values that cannot be, each with whether it is a member of an address, which is told apart from others.
    pub(super) bad: Vec<(String, bool)>,
}

impl Faults {
    /// What has to be refused before it is looked at what the body asks for.
    pub(super) fn form(&self) -> Result<(), Refused> {
        Refused::if_any(Reason::Unexpected, &self.unexpected)?;
        Refused::if_any(Reason::Missing, &self.missing)
    }

    /// What has to be refused because of values.
    pub(super) fn values(&self) -> Result<(), Refused> {
        let mut details: Vec<String> = self.bad.iter().map(|(path, _)| path.clone()).collect();
        details.dedup();
        let is_address = self.bad.iter().all(|(_, is_address)| *is_address);
        let reason = if is_address {
            Reason::Address
        } else {
            Reason::Fields
        };
        Refused::if_any(reason, &details)
    }
}

/// An object of the body with its path. Every member is looked at once; `null` is as good as absent.
pub(super) struct Members<'b> {
    object: &'b Map<String, Value>,
    path: String,
    is_address: bool,
}

/// The body as an object.
pub(super) fn read_body(body: &[u8]) -> Result<Map<String, Value>, Refused> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Refused {
            reason: Reason::Missing,
            details: vec!["body".to_owned()],
        }),
    }
}

impl<'b> Members<'b> {
    /// The members of the whole body, which may be those.
    pub(super) fn of_body(
        object: &'b Map<String, Value>,
        known: &[&str],
        faults: &mut Faults,
    ) -> Self {
        Self::new(object, String::new(), known, faults)
    }

    fn new(
        object: &'b Map<String, Value>,
        path: String,
        known: &[&str],
        faults: &mut Faults,
    ) -> Self {
        let this = Self {
            object,
            path,
            is_address: false,
        };
        let unexpected = object.keys().filter(|name| !known.contains(&name.as_str()));
        faults
            .unexpected
            .extend(unexpected.map(|name| this.path_of(name)));
        this
    }

    /// What is wrong with members from here on is wrong with an address.
    pub(super) fn of_address(mut self) -> Self {
        self.is_address = true;
        self
    }

    /// The path of a member, from the root of the body.
    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// A member that is there.
    pub(super) fn get(&self, name: &str) -> Option<&'b Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// Notes that a member's value cannot be.
    pub(super) fn bad(&self, name: &str, faults: &mut Faults) {
        faults.bad.push((self.path_of(name), self.is_address));
    }

    /// Notes that a member is missing.
    pub(super) fn missing(&self, name: &str, faults: &mut Faults) {
        faults.missing.push(self.path_of(name));
    }

    /// A text, if there is one.
    pub(super) fn text(&self, name: &str, faults: &mut Faults) -> Option<&'b str> {
        let value = self.get(name)?;
        let text = value.as_str();
        if text.is_none() {
            self.bad(name, faults);
        }
        text
    }

    /// A text that has to be there and not blank.
    pub(super) fn required_text(&self, name: &str, faults: &mut Faults) -> Option<&'b str> {
        match self.get(name) {
            None => self.missing(name, faults),
            Some(Value::String(text)) if text.trim().is_empty() => self.missing(name, faults),
            Some(_) => return self.text(name, faults),
        }
        None
    }

    /// An object, if there is one, whose members may be those.
    pub(super) fn object(
        &self,
        name: &str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Members<'b>> {
        let value = self.get(name)?;
        let Some(object) = value.as_object() else {
            self.bad(name, faults);
            return None;
        };
        Some(Members::new(object, self.path_of(name), known, faults))
    }

    /// An object that has to be there.
    pub(super) fn required_object(
        &self,
        name: &str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Members<'b>> {
        if self.get(name).is_none() {
            self.missing(name, faults);
        }
        self.object(name, known, faults)
    }
}
