//! The parts of countries that addresses name: what stands behind the hyphen in ISO 3166-2 (vipmp contract, section 6).

/// What says that there is none.
pub const NO_REGION: &str = "00";

/// States, the district, outlying areas, and the three regions of military mail.
#[rustfmt::skip]
const UNITED_STATES: [&str; 60] = [
    "AA", "AE", "AK", "AL", "AP", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL",
    "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV",
    "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UM", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
];
/// Provinces and territories, and another way to write Quebec.
const CANADA: [&str; 14] = [
    "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "PQ", "QC", "SK", "YT",
];

/// Whether an address in `country` can name that region. The United States and Canada have lists and are never without one;
/// elsewhere it is `00` or one to three upper-case letters or digits.
pub fn is_region(country: &str, region: &str) -> bool {
    match country {
        "US" => UNITED_STATES.binary_search(&region).is_ok(),
        "CA" => CANADA.binary_search(&region).is_ok(),
        _ => {
            let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            (1..=3).contains(&region.len()) && region.bytes().all(upper)
        }
    }
}

/// What a region in `country` has to be.
pub fn region_rule(country: &str) -> &'static str {
    match country {
        "US" => "the two letters of a state, such as CA",
        "CA" => "the two letters of a province, such as ON",
        _ => "00, or 1 to 3 upper-case letters or digits",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order() {
        assert!(UNITED_STATES.is_sorted_by(|one, next| one < next));
        assert!(CANADA.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn two_countries_have_lists_and_the_others_a_form() {
        for (country, region) in [
            ("US", "CA"),
            ("US", "DC"),
            ("US", "AE"),
            ("US", "PR"),
            ("CA", "QC"),
            ("CA", "PQ"),
            ("FI", "01"),
            ("FR", "BL"),
            ("NL", "BQ1"),
            ("SG", "00"),
            ("AT", "9"),
        ] {
            assert!(is_region(country, region), "{country} {region}");
        }
        for (country, region) in [
            ("US", "00"),
            ("US", "ON"),
            ("US", "ca"),
            ("US", ""),
            ("CA", "00"),
            ("CA", "CA"),
            ("DE", ""),
            ("DE", "by"),
            ("DE", "BAYE"),
            ("DE", "Ä"),
        ] {
            assert!(!is_region(country, region), "{country} {region}");
        }
    }
}
