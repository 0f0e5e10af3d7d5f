//! Between the words of this face and those in which the rules for writing read bodies: members one way, paths back.

use landfall_core::rules::wish::Wish;
use serde_json::{Map, Value};

use super::members::Members;
use crate::error::InputError;

/// Puts a text under another name; for one that is to be what it is if nobody says anything, the empty text.
pub(super) fn text(
    from: &Members<'_>,
    (name, word): (&str, &str),
    words: &mut Map<String, Value>,
    errors: &mut Vec<InputError>,
) {
    let text = match from.text(name, errors) {
        Wish::Unsaid => return,
        Wish::Default => String::new(),
        Wish::Is(text) => text,
    };
    words.insert(word.to_owned(), text.into());
}

/// An address under the names that the rules have for its members.
pub(super) fn address(
    from: &Members<'_>,
    words: &mut Map<String, Value>,
    errors: &mut Vec<InputError>,
) {
    let known = ADDRESS.map(|(name, _)| name);
    let address = match from.object("address", &known, errors) {
        Wish::Unsaid => return,
        Wish::Default => Value::Null,
        Wish::Is(members) => {
            let mut address = Map::new();
            for pair in ADDRESS {
                text(&members, pair, &mut address, errors);
            }
            Value::Object(address)
        }
    };
    words.insert("address".to_owned(), address);
}

/// The members of an address in both.
const ADDRESS: [(&str, &str); 7] = [
    ("country", "country"),
    ("region", "region"),
    ("city", "city"),
    ("line1", "addressLine1"),
    ("line2", "addressLine2"),
    ("postal_code", "postalCode"),
    ("phone", "phoneNumber"),
];

/// What the rules call a member, what it is here, and what it has to be. Members that are called the same and need no more words
/// are not named.
const MEMBERS: &[(&str, &str, &str)] = &[
    (
        "externalReferenceId",
        "external_reference",
        "at most 35 characters without < > \"",
    ),
    (
        "resellerId",
        "parent_id",
        "a reseller or an MSP within the caller's view",
    ),
    (
        "distributorId",
        "parent_id",
        "a distributor within the caller's view",
    ),
    (
        "globalSalesEnabled",
        "profile/global_sales",
        "true or false",
    ),
    (
        "cotermDate",
        "profile/coterm_date",
        "a day more than a year ahead, and at most 36 months, or 48 of a customer in EDU",
    ),
    (
        "benefits",
        "profile/benefits",
        "a list of benefits, each type once",
    ),
    ("companyProfile", "profile", "an object"),
    (
        "companyName",
        "name",
        "4 to 80 letters, digits, spaces and any of _ , . & ' ( ) \" / -",
    ),
    (
        "preferredLanguage",
        "preferred_language",
        "a locale, such as en-US",
    ),
    (
        "marketSegment",
        "market_segments",
        "one of COM, EDU and GOV",
    ),
    (
        "marketSegments",
        "market_segments",
        "some of COM, EDU and GOV, each once",
    ),
    (
        "marketSubSegments",
        "market_sub_segments",
        "K_12, HIGHER_ED or NON_PROFIT in EDU; FEDERAL or STATE in GOV; each once",
    ),
    (
        "country",
        "country",
        "the ISO 3166-1 alpha-2 code of a country that is served, such as DE",
    ),
    (
        "region",
        "region",
        "a region of the country, as ISO 3166-2 has it without the country, or 00",
    ),
    ("city", "city", "1 to 40 characters without < > \""),
    ("addressLine1", "line1", "1 to 60 characters without < > \""),
    (
        "addressLine2",
        "line2",
        "at most 60 characters without < > \"",
    ),
    (
        "postalCode",
        "postal_code",
        "a postal code as the country writes it",
    ),
    (
        "phoneNumber",
        "phone",
        "at most 40 characters without < > \"",
    ),
    ("contacts", "contacts", "a list of at least one contact"),
    (
        "firstName",
        "first_name",
        "1 to 35 letters, digits, spaces and any of _ , . & ' \" -",
    ),
    (
        "lastName",
        "last_name",
        "1 to 35 letters, digits, spaces and any of _ , . & ' \" -",
    ),
    (
        "email",
        "email",
        "an address such as name@example.com, at most 240 characters",
    ),
    (
        "commitmentRequest",
        "commitment_request",
        "a request with minimum_quantities, where no other one is open",
    ),
    (
        "recommitmentRequest",
        "recommitment_request",
        "a request with minimum_quantities, while a commitment runs",
    ),
    (
        "minimumQuantities",
        "minimum_quantities",
        "a list of at least one quantity, each offer_type once",
    ),
    (
        "offerType",
        "offer_type",
        "LICENSE or CONSUMABLES, each once",
    ),
    (
        "quantity",
        "quantity",
        "at least 10 of LICENSE and 1000 of CONSUMABLES",
    ),
    (
        "type",
        "type",
        "three_year_commit or large_government_agency, each once",
    ),
    ("startDate", "start", "left to the server"),
    ("endDate", "end", "left to the server"),
    ("status", "status", "active or inactive"),
];

/// What a body of the rules' words is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// A customer or a reseller.
    Account,
    /// A deployment.
    Deployment,
}

/// A pointer into a body of this face for a path of the rules, such as `companyProfile.contacts[0].email`, and what the member has
/// to be.
pub(crate) fn pointed(path: &str, of: Of) -> (String, &'static str) {
    let path = match path {
        "body" => return (String::new(), "a JSON object"),
        // That of the address is told without its path.
        "country" => "companyProfile.address.country",
        path => path,
    };
    let mut pointer = String::new();
    let mut rule = "something else";
    for step in path.split(['.', '[']) {
        let step = step.trim_end_matches(']');
        let known = MEMBERS.iter().find(|(word, ..)| *word == step);
        let (name, needed) = match known {
            Some((_, name, needed)) => (*name, *needed),
            None => (step, rule),
        };
        rule = needed;
        let is_profile = step == "companyProfile";
        if step == "companyName" {
            pointer.clear();
        }
        if !(is_profile && of == Of::Deployment) {
            pointer.push('/');
            pointer.push_str(name);
        }
    }
    if pointer.is_empty() {
        // Of a deployment's profile there is the address alone.
        return ("/address".to_owned(), "an address");
    }
    (pointer, rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_rules_is_a_pointer_into_the_body() {
        let of = |path| pointed(path, Of::Account).0;
        for (path, expected) in [
            ("body", ""),
            ("country", "/profile/address/country"),
            ("companyProfile", "/profile"),
            ("companyProfile.companyName", "/name"),
            (
                "companyProfile.address.addressLine1",
                "/profile/address/line1",
            ),
            (
                "companyProfile.contacts[12].phoneNumber",
                "/profile/contacts/12/phone",
            ),
            (
                "companyProfile.marketSegments[1]",
                "/profile/market_segments/1",
            ),
            ("globalSalesEnabled", "/profile/global_sales"),
            (
                "benefits[0].commitmentRequest.minimumQuantities[1].offerType",
                "/profile/benefits/0/commitment_request/minimum_quantities/1/offer_type",
            ),
            ("resellerId", "/parent_id"),
        ] {
            assert_eq!(of(path), expected);
        }
        let of = |path| pointed(path, Of::Deployment).0;
        for (path, expected) in [
            ("companyProfile", "/address"),
            ("companyProfile.address", "/address"),
            ("companyProfile.address.postalCode", "/address/postal_code"),
            ("country", "/address/country"),
            ("status", "/status"),
        ] {
            assert_eq!(of(path), expected);
        }
    }
}
