//! The parts of countries that addresses name: what stands behind the hyphen in ISO 3166-2 (vipmp contract, section 6).
//! `data/regions.tsv` has those of the countries that have lists.

use std::sync::LazyLock;

use super::tables::lines;

/// What says that there is none.
pub const NO_REGION: &str = "00";

/// A part of a country that has a list of them.
pub(super) struct Region {
    /// The country.
    pub(super) country: &'static str,
    /// Its code there.
    pub(super) code: &'static str,
    /// Its names.
    pub(super) names: Vec<&'static str>,
}

/// In the order of country and code.
static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    let regions = lines(include_str!("../../data/regions.tsv")).filter_map(|columns| {
        let [country, code, names @ ..] = &columns[..] else {
            return None;
        };
        Some(Region {
            country,
            code,
            names: names.to_vec(),
        })
    });
    regions.collect()
});

/// The parts of the countries that have a list of them: the United States and Canada.
pub(super) fn regions() -> &'static [Region] {
    &REGIONS
}

/// Whether an address in `country` can name that region. The United States and Canada have lists and are never without one;
/// elsewhere it is `00` or one to three upper-case letters or digits.
pub fn is_region(country: &str, region: &str) -> bool {
    match country {
        "US" | "CA" => {
            let of = |known: &Region| (known.country, known.code);
            let found = REGIONS.binary_search_by_key(&(country, region), of);
            found.is_ok()
        }
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
