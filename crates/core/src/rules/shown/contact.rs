//! People to talk to (vipmp contract, section 6; metallic contract, section 5).

use super::{
    super::account::is_email,
    address::{Given, check_address},
    findings::Findings,
    text::{is_person_name, is_plain},
};
use crate::model::Contact;

/// What does not fit about a contact.
pub fn check_contact(contact: &Contact, findings: &mut Findings) {
    for (name, text) in [
        ("first_name", &contact.first_name),
        ("last_name", &contact.last_name),
    ] {
        findings.unless(
            is_person_name(text),
            name,
            "1 to 35 letters, digits, spaces and any of _ , . & ' \" -",
        );
    }
    findings.unless(
        is_email(&contact.email),
        "email",
        "an address such as name@example.com, at most 240 characters",
    );
    findings.length("phone", &contact.phone, 0, 40);
    findings.unless(
        is_plain(&contact.phone),
        "phone",
        "a line of text without < > \"",
    );
    if let Some(address) = &contact.address {
        findings.within("address", |findings| {
            check_address(address, Given::Part, findings);
        });
    }
}
