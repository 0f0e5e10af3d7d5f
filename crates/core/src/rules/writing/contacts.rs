//! Contacts in a body.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    echo::at,
    members::{Faults, Members},
};
use crate::{
    model::Contact,
    rules::{
        search::folded,
        shown::{Findings, check_contact},
    },
};

/// The members of a contact, each with the name that the record has for it, in the order in which they are told.
const MEMBERS: [(&str, &str); 4] = [
    ("firstName", "first_name"),
    ("lastName", "last_name"),
    ("email", "email"),
    ("phoneNumber", "phone"),
];

/// The contacts in `profile`, if there are any.
pub(super) fn contacts(profile: &Members<'_>, faults: &mut Faults) -> Vec<Contact> {
    let list = profile.list("contacts", faults).unwrap_or_default();
    let path = profile.path_of("contacts");
    let each = list.iter().enumerate();
    each.filter_map(|(index, value)| contact(value, format!("{path}[{index}]"), faults))
        .collect()
}

fn contact(value: &Value, path: String, faults: &mut Faults) -> Option<Contact> {
    let known = MEMBERS.map(|(name, _)| name);
    let members = Members::element(value, path, &known, faults)?;
    let mut read = Faults::default();
    let mut required = |name| {
        let text = members.required_text(name, &mut read);
        text.unwrap_or_default().to_owned()
    };
    let mut contact = Contact {
        first_name: required("firstName"),
        last_name: required("lastName"),
        email: required("email"),
        ..Contact::default()
    };
    let phone = members.text("phoneNumber", &mut read);
    phone.unwrap_or_default().clone_into(&mut contact.phone);
    let mut findings = Findings::default();
    check_contact(&contact, &mut findings);
    let found = findings.into_vec();
    for (name, known) in MEMBERS {
        let path = members.path_of(name);
        let unreadable = read.bad.iter().any(|(bad, _)| *bad == path);
        if unreadable || found.iter().any(|unfit| unfit.member == known) {
            members.bad(name, faults);
        }
    }
    faults.missing.extend(read.missing);
    Some(contact)
}

/// Contacts by their addresses, letter case aside; of several with one address the first. There may be thousands.
fn by_address(contacts: &[Contact]) -> HashMap<String, &Contact> {
    let mut all = HashMap::with_capacity(contacts.len());
    for contact in contacts {
        all.entry(folded(&contact.email)).or_insert(contact);
    }
    all
}

/// The contacts as they are kept: those whose address is known have the name that is known of it.
pub(super) fn with_known_names(given: &[Contact], known: &[Contact]) -> Vec<Contact> {
    let known = by_address(known);
    let named = |given: &Contact| {
        let mut contact = given.clone();
        if let Some(known) = known.get(&folded(&given.email)) {
            contact.first_name.clone_from(&known.first_name);
            contact.last_name.clone_from(&known.last_name);
        }
        contact
    };
    given.iter().map(named).collect()
}

/// The contacts that take the place of `stored`: whoever was there keeps the name, and where they are; who is new is known by
/// the name that somebody else has given, if there is one. None given means that nothing changes.
pub(super) fn in_place_of(
    stored: &[Contact],
    given: &[Contact],
    known: &[Contact],
) -> Vec<Contact> {
    if given.is_empty() {
        return stored.to_vec();
    }
    let before = by_address(stored);
    let named = with_known_names(given, known);
    let merged = named.into_iter().map(|given| {
        let Some(before) = before.get(&folded(&given.email)) else {
            return given;
        };
        Contact {
            phone: given.phone,
            ..(*before).clone()
        }
    });
    merged.collect()
}

/// The addresses of contacts.
pub(super) fn addresses(contacts: &[Contact]) -> Vec<String> {
    contacts
        .iter()
        .map(|contact| contact.email.clone())
        .collect()
}

/// Whether the contacts of a body are those that are shown.
pub(super) fn is_shown(sent: &Value, shown: &Value) -> bool {
    let path = "companyProfile.contacts";
    at(sent, path).is_some_and(|sent| at(shown, path) == Some(sent))
}
