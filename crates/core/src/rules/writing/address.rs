//! An address in a body.

use super::members::{Faults, Members};
use crate::{
    model::Address,
    rules::{
        country::is_country,
        postal_code::is_postal_code,
        shown::{Findings, Given, check_address, is_plain},
    },
};

/// The members of an address, each with the name that the record has for it, in the order in which they are told.
const MEMBERS: [(&str, &str); 7] = [
    ("country", "country"),
    ("region", "region"),
    ("city", "city"),
    ("addressLine1", "line1"),
    ("addressLine2", "line2"),
    ("postalCode", "postal_code"),
    ("phoneNumber", "phone"),
];
/// What an unknown country is told by, instead of its path.
const COUNTRY: &str = "country";

/// What is asked of a postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PostalCode {
    /// It fits its country.
    Fits,
    /// It is looked at later.
    IsText,
}

/// The address in `profile`, which has to be whole and right for its country; none if it is not to be read at all.
pub(super) fn required_address(
    profile: &Members<'_>,
    postal_code: PostalCode,
    faults: &mut Faults,
) -> Option<Address> {
    let known = MEMBERS.map(|(name, _)| name);
    let members = profile
        .required_object("address", &known, faults)?
        .of_address();
    let mut read = Faults::default();
    let country = members.required_text("country", &mut read);
    let mut required = |name| {
        let text = members.required_text(name, &mut read);
        text.unwrap_or_default().to_owned()
    };
    let mut address = Address {
        country: country.unwrap_or_default().to_owned(),
        region: required("region"),
        city: required("city"),
        line1: required("addressLine1"),
        ..Address::default()
    };
    let mut optional = |name| {
        let text = members.text(name, &mut read);
        text.unwrap_or_default().to_owned()
    };
    address.line2 = optional("addressLine2");
    address.phone = optional("phoneNumber");
    // Where codes are not checked there may be none.
    let may_lack_code = is_country(&address.country) && is_postal_code(&address.country, "");
    let code = if may_lack_code {
        members.text("postalCode", &mut read)
    } else {
        members.required_text("postalCode", &mut read)
    };
    code.unwrap_or_default()
        .clone_into(&mut address.postal_code);
    faults.missing.extend(read.missing);
    look(&address, postal_code, &members, &read.bad, faults);
    Some(address)
}

/// Whether a text can be a postal code of some country.
fn is_code_text(text: &str) -> bool {
    is_plain(text) && text.chars().count() <= 40
}

/// Notes which members cannot be, with those that could not be read. While the country is unknown, nothing can be said of what
/// depends on it.
fn look(
    address: &Address,
    postal_code: PostalCode,
    members: &Members<'_>,
    unreadable: &[(String, bool)],
    faults: &mut Faults,
) {
    let is_known = is_country(&address.country);
    let mut findings = Findings::default();
    check_address(address, Given::Whole, &mut findings);
    let mut found = findings.into_vec();
    if postal_code == PostalCode::IsText && is_code_text(&address.postal_code) {
        found.retain(|unfit| unfit.member != "postal_code");
    }
    for (name, known) in MEMBERS {
        let depends = matches!(name, "region" | "postalCode");
        let is_unfit = found.iter().any(|unfit| unfit.member == known);
        let path = members.path_of(name);
        if name == "country" {
            if !is_known {
                faults.bad.push((COUNTRY.to_owned(), false));
            }
        } else if unreadable.iter().any(|(bad, _)| *bad == path)
            || is_unfit && (is_known || !depends)
        {
            members.bad(name, faults);
        }
    }
}
