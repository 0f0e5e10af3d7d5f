//! Taking a body apart, member by member, and noting what is wrong on the way.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Reason, Refused};
use crate::{id::VipmpId, rules::shown::is_plain};

/// What is wrong with a body by itself: one list for each step of the order of checks.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    pub(super) unexpected: Vec<String>,
    pub(super) missing: Vec<String>,
    /// Values that cannot be, each with whether it is a member of an address, which is told apart from others.
    pub(super) bad: Vec<(String, bool)>,
    /// The reference is too long, which is told by itself if nothing else is wrong.
    pub(super) long_reference: bool,
    /// Whatever is wrong with the body is told at once, not one step after the other.
    together: bool,
}

/// What paths begin with, in the order of a customer's members; what is not among them comes first.
const ORDER: [&str; 11] = [
    "globalSalesEnabled",
    "companyProfile.companyName",
    "companyProfile.preferredLanguage",
    "companyProfile.marketSegment",
    "companyProfile.marketSubSegments",
    "country",
    "companyProfile.address",
    "companyProfile.contacts",
    "benefits",
    "cotermDate",
    "linkedMembership",
];

/// The member of the body that has the partner's own reference.
pub(super) const REFERENCE: &str = "externalReferenceId";

impl Faults {
    /// None yet; all of them are to be told at once.
    pub(super) fn together() -> Self {
        Self {
            together: true,
            ..Self::default()
        }
    }

    /// What has to be refused before it is looked at what the body asks for.
    pub(super) fn form(&self) -> Result<(), Refused> {
        if self.together && !(self.unexpected.is_empty() && self.missing.is_empty()) {
            let reference = self.long_reference.then(|| REFERENCE.to_owned());
            let bad = self.bad.iter().map(|(path, _)| path.clone());
            let form = self.unexpected.iter().chain(&self.missing).cloned();
            let mut details: Vec<String> = form.chain(reference).chain(bad).collect();
            // What is missing cannot be right either.
            let mut told = HashSet::new();
            details.retain(|path| told.insert(path.clone()));
            return Refused::if_any(Reason::Fields, &details);
        }
        Refused::if_any(Reason::Unexpected, &self.unexpected)?;
        Refused::if_any(Reason::Missing, &self.missing)
    }

    /// Puts values that were found wrong by the others' light where their members stand.
    pub(super) fn in_order(&mut self) {
        let place = |path: &str| ORDER.iter().position(|first| path.starts_with(first));
        self.bad.sort_by_key(|(path, _)| place(path));
    }

    /// What has to be refused because of values.
    pub(super) fn values(&self) -> Result<(), Refused> {
        let mut details: Vec<String> = self.bad.iter().map(|(path, _)| path.clone()).collect();
        details.dedup();
        if self.long_reference {
            if details.is_empty() {
                return Err(Reason::LongReference.into());
            }
            // It is the first member that a client can set.
            details.insert(0, REFERENCE.to_owned());
            return Refused::if_any(Reason::Fields, &details);
        }
        let is_address = self.bad.iter().all(|(_, is_address)| *is_address);
        let reason = if is_address {
            Reason::Address
        } else {
            Reason::Fields
        };
        Refused::if_any(reason, &details)
    }
}

/// Another account that a body names.
#[derive(Debug, Clone)]
pub(super) enum Named {
    /// There is nothing to look for: it is missing, or no text.
    Not,
    /// A text, and the id if it has the form of one.
    As(Option<VipmpId>),
}

impl Named {
    /// What to look for.
    pub(super) fn id(&self) -> Option<&VipmpId> {
        match self {
            Self::Not => None,
            Self::As(id) => id.as_ref(),
        }
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

    /// Another account, which has to be named.
    pub(super) fn required_id(&self, name: &str, faults: &mut Faults) -> Named {
        match self.required_text(name, faults) {
            Some(text) => Named::As(text.parse().ok()),
            None => Named::Not,
        }
    }

    /// A boolean, if there is one.
    pub(super) fn flag(&self, name: &str, faults: &mut Faults) -> Option<bool> {
        let value = self.get(name)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.bad(name, faults);
        }
        flag
    }

    /// An array, if there is one.
    pub(super) fn list(&self, name: &str, faults: &mut Faults) -> Option<&'b [Value]> {
        let value = self.get(name)?;
        let list = value.as_array();
        if list.is_none() {
            self.bad(name, faults);
        }
        list.map(Vec::as_slice)
    }

    /// An element of an array at that path, which has to be an object, whose members may be those.
    pub(super) fn element(
        value: &'b Value,
        path: String,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let object = value.as_object();
        if object.is_none() {
            faults.bad.push((path.clone(), false));
        }
        object.map(|object| Self::new(object, path, known, faults))
    }

    /// The partner's own reference, if there is one.
    pub(super) fn reference(&self, faults: &mut Faults) -> Option<String> {
        let text = self.text(REFERENCE, faults)?;
        if !is_plain(text) {
            self.bad(REFERENCE, faults);
        } else if text.chars().count() > 35 {
            faults.long_reference = true;
        }
        Some(text.to_owned())
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
