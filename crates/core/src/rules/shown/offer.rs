//! Types of offers, with their discount levels and least quantities (vipmp contract, sections 3 and 6).

use super::findings::Findings;
use crate::model::{Discount, MinimumQuantity};

/// The benefit of large government agencies, as the dialect spells it.
pub const LARGE_AGENCY: &str = "LARGE_GOVERNMENT_AGENCY";

/// What can be licensed: the word, the discount levels, and the least quantity of a commitment.
struct Offer {
    name: &'static str,
    levels: &'static [&'static str],
    least: u32,
}

const OFFERS: [Offer; 2] = [
    Offer {
        name: "LICENSE",
        levels: &[
            "01", "02", "03", "04", "06", "07", "08", "09", "12", "13", "14",
        ],
        least: 10,
    },
    Offer {
        name: "CONSUMABLES",
        levels: &[
            "T1", "T2", "T3", "T4", "T5", "T6", "T7", "TB", "TC", "TD", "TE", "TF", "TG",
        ],
        least: 1000,
    },
];

fn offer(name: &str) -> Option<&'static Offer> {
    OFFERS.iter().find(|offer| offer.name == name)
}

/// Whether a type of offer has that discount level.
pub fn is_discount_level(offer_type: &str, level: &str) -> bool {
    offer(offer_type).is_some_and(|offer| offer.levels.contains(&level))
}

/// What does not fit about discounts: a list in the member `discounts`.
pub fn check_discounts(discounts: &[Discount], findings: &mut Findings) {
    findings.each("discounts", discounts, |findings, discount| {
        findings.unless(
            offer(&discount.offer_type).is_some(),
            "offer_type",
            "LICENSE or CONSUMABLES",
        );
        findings.unless(
            offer(&discount.offer_type).is_none()
                || is_discount_level(&discount.offer_type, &discount.level),
            "level",
            "01 to 04, 06 to 09 or 12 to 14 of LICENSE; T1 to T7 or TB to TG of CONSUMABLES",
        );
    });
    check_offer_types(
        "discounts",
        discounts.iter().map(|it| it.offer_type.as_str()),
        findings,
    );
}

/// What does not fit about the quantities of a commitment: a list in the member `minimum_quantities`.
pub fn check_minimum_quantities(quantities: &[MinimumQuantity], findings: &mut Findings) {
    findings.unless(
        !quantities.is_empty(),
        "minimum_quantities",
        "at least one quantity",
    );
    findings.each("minimum_quantities", quantities, |findings, minimum| {
        let offer = offer(&minimum.offer_type);
        findings.unless(offer.is_some(), "offer_type", "LICENSE or CONSUMABLES");
        findings.unless(
            offer.is_none_or(|offer| minimum.quantity >= offer.least),
            "quantity",
            "at least 10 of LICENSE and 1000 of CONSUMABLES",
        );
    });
    check_offer_types(
        "minimum_quantities",
        quantities.iter().map(|it| it.offer_type.as_str()),
        findings,
    );
}

/// Finds that a list has a type of offer more than once.
pub fn check_offer_types<'t>(
    name: &str,
    types: impl Iterator<Item = &'t str>,
    findings: &mut Findings,
) {
    let types: Vec<&str> = types.collect();
    findings.unless(
        super::market::is_each_once(&types),
        name,
        "each type of offer once",
    );
}
