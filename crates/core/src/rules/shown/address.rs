//! Addresses (vipmp contract, section 6).

use super::{
    super::{
        country::is_country,
        postal_code::is_postal_code,
        region::{NO_REGION, is_region, region_rule},
    },
    findings::Findings,
    text::is_plain,
};
use crate::model::Address;

/// How much of an address has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// All that vipmp requires, and the postal code in the form of the country: what deployments have.
    Whole,
    /// The country alone. What was not given is empty, a region `00`.
    Country,
    /// Nothing.
    Part,
}

/// What does not fit about an address.
pub fn check_address(address: &Address, given: Given, findings: &mut Findings) {
    let country = address.country.as_str();
    let is_part = given == Given::Part && country.is_empty();
    findings.unless(
        is_part || is_country(country),
        "country",
        "a two-letter ISO code of a country that is served, such as DE",
    );
    let is_none = given != Given::Whole && address.region == NO_REGION;
    findings.unless(
        is_none || is_region(country, &address.region),
        "region",
        region_rule(country),
    );
    let is_whole = given == Given::Whole;
    text(findings, "city", &address.city, is_whole, 40);
    text(findings, "line1", &address.line1, is_whole, 60);
    text(findings, "line2", &address.line2, false, 60);
    text(findings, "postal_code", &address.postal_code, false, 40);
    findings.unless(
        !is_whole || is_postal_code(country, &address.postal_code),
        "postal_code",
        "a postal code in the form of its country",
    );
    text(findings, "phone", &address.phone, false, 40);
}

fn text(findings: &mut Findings, name: &str, text: &str, is_required: bool, most: usize) {
    findings.length(name, text, 0, most);
    findings.unless(is_plain(text), name, "a line of text without < > \"");
    findings.unless(
        !is_required || !text.trim().is_empty(),
        name,
        "present: an address abroad is whole",
    );
}
