//! Markets and their finer segments (vipmp contract, section 6).

use super::findings::Findings;
use crate::model::{MarketSegment, OrganizationKind, Profile};

/// The finer segments, each with the segment that it is part of.
pub const MARKET_SUB_SEGMENTS: [(&str, MarketSegment); 5] = [
    ("K_12", MarketSegment::Education),
    ("HIGHER_ED", MarketSegment::Education),
    ("NON_PROFIT", MarketSegment::Education),
    ("FEDERAL", MarketSegment::Government),
    ("STATE", MarketSegment::Government),
];

/// What does not fit about the markets of a profile. A customer that never chose is of the commercial one.
pub fn check_market(kind: OrganizationKind, profile: &Profile, findings: &mut Findings) {
    let segments = profile.market_segments.as_slice();
    let is_customer = kind == OrganizationKind::Customer;
    findings.unless(
        !is_customer || segments.len() <= 1,
        "market_segments",
        "one, since a customer is of one market",
    );
    findings.unless(
        is_each_once(segments),
        "market_segments",
        "each segment once",
    );
    let segment = match segments {
        [] => MarketSegment::Commercial,
        [first, ..] => *first,
    };
    let finer = profile.market_sub_segments.as_slice();
    findings.each("market_sub_segments", finer, |findings, word| {
        let known = MARKET_SUB_SEGMENTS.iter().find(|(name, _)| name == word);
        findings.unless(
            known.is_some_and(|(_, of)| is_customer && *of == segment),
            "",
            "K_12, HIGHER_ED or NON_PROFIT of a customer in EDU; FEDERAL or STATE of one in GOV",
        );
    });
    findings.unless(
        is_each_once(finer),
        "market_sub_segments",
        "each segment once",
    );
    findings.unless(
        !profile.global_sales || is_customer && segment == MarketSegment::Commercial,
        "global_sales",
        "false but for customers of the segment COM",
    );
    if profile.is_large_agency() {
        findings.unless(
            segment == MarketSegment::Government,
            "market_segments",
            "GOV for a large government agency",
        );
        findings.unless(
            finer.len() == 1,
            "market_sub_segments",
            "FEDERAL or STATE for a large government agency",
        );
        let country = profile.address.as_ref().map(|it| it.country.as_str());
        findings.unless(
            matches!(country, Some("US" | "CA")),
            "address.country",
            "US or CA for a large government agency",
        );
    }
}

pub(super) fn is_each_once<T: PartialEq>(list: &[T]) -> bool {
    let mut rest = list;
    while let [first, behind @ ..] = rest {
        if behind.contains(first) {
            return false;
        }
        rest = behind;
    }
    true
}
