//! The countries that an account can be in: the officially assigned two-letter codes of ISO 3166-1, but for those that the
//! vipmp dialect does not take (vipmp contract, section 6). `data/countries.tsv` has all of them with their names.

use std::sync::LazyLock;

use super::tables::lines;

/// A country of ISO 3166-1.
pub(super) struct Country {
    /// Its two letters.
    pub(super) code: &'static str,
    /// Whether accounts can be there.
    is_served: bool,
    /// Its English short name, and others that people write.
    pub(super) names: Vec<&'static str>,
}

/// In the order of the codes.
static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let countries = lines(include_str!("../../data/countries.tsv")).filter_map(|columns| {
        let [code, served, names @ ..] = &columns[..] else {
            return None;
        };
        Some(Country {
            code,
            is_served: *served == "yes",
            names: names.to_vec(),
        })
    });
    countries.collect()
});

/// Whether an account can be in the country of that code.
pub fn is_country(code: &str) -> bool {
    country(code).is_some()
}

/// The country of that code, if an account can be there.
pub(super) fn country(code: &str) -> Option<&'static Country> {
    let found = COUNTRIES.binary_search_by_key(&code, |country| country.code);
    let country = &COUNTRIES[found.ok()?];
    country.is_served.then_some(country)
}

/// The countries that an account can be in, in the order of their codes.
pub(super) fn served() -> impl Iterator<Item = &'static Country> {
    COUNTRIES.iter().filter(|country| country.is_served)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_are_taken_and_codes_that_are_not() {
        for code in ["AD", "DE", "US", "CA", "HK", "PR", "TW", "VA", "ZW"] {
            assert!(is_country(code), "{code}");
        }
        // Unassigned, user-assigned, longer, in lower case, and assigned codes that the contract leaves out.
        for code in [
            "", "XX", "XK", "UK", "EU", "AN", "DEU", "de", "D", "DE ", "AQ", "CU", "IR", "KP",
            "SY", "TF",
        ] {
            assert!(!is_country(code), "{code}");
        }
        assert_eq!(served().count(), 224);
    }
}
