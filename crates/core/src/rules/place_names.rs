//! Countries and states by their names, for contracts that take names as well as codes (metallic contract, section 5): the
//! English short names of ISO 3166-1 with some that people write, and the names of the parts of the United States and Canada.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    country::{country, served},
    region::regions,
};

/// The codes of countries by their names in lower case.
static COUNTRIES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let named = served().flat_map(|country| {
        let names = country.names.iter();
        names.map(|name| (name.to_lowercase(), country.code))
    });
    named.collect()
});

/// The codes of regions by their country and their names in lower case.
static REGIONS: LazyLock<HashMap<(&'static str, String), &'static str>> = LazyLock::new(|| {
    let named = regions().iter().flat_map(|region| {
        let names = region.names.iter();
        names.map(|name| ((region.country, name.to_lowercase()), region.code))
    });
    named.collect()
});

/// The code of the country that has that code or that name, letter case aside, if an account can be there.
pub fn country_code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    match country(&text.to_ascii_uppercase()) {
        Some(country) => Some(country.code),
        None => COUNTRIES.get(&text.to_lowercase()).copied(),
    }
}

/// The code of the part of a country that has that code or, in the United States and Canada, that name, letter case aside.
/// Elsewhere it is the text in upper case; whether that can be a code is for [`is_region`](super::region::is_region) to say.
pub fn region_code(country: &str, text: &str) -> String {
    let text = text.trim();
    let country = ["US", "CA"].into_iter().find(|known| *known == country);
    let found = country.and_then(|country| REGIONS.get(&(country, text.to_lowercase())));
    found.map_or_else(|| text.to_uppercase(), |code| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::region::is_region;

    #[test]
    fn names_and_codes_are_read_letter_case_aside() {
        for (text, code) in [
            ("Germany", "DE"),
            ("germany", "DE"),
            ("DE", "DE"),
            ("de", "DE"),
            (" United States ", "US"),
            ("TÜRKIYE", "TR"),
        ] {
            assert_eq!(country_code(text), Some(code), "{text}");
        }
        for text in ["", "Germania", "Cuba", "CU", "D", "DEU"] {
            assert_eq!(country_code(text), None, "{text}");
        }
    }

    #[test]
    fn states_are_read_by_name_and_elsewhere_a_text_is_a_code() {
        for (country, text, code) in [
            ("US", "CALIFORNIA", "CA"),
            ("US", "ca", "CA"),
            ("US", "Armed Forces Europe", "AE"),
            ("US", "Ontario", "ONTARIO"),
            ("CA", " québec ", "QC"),
            ("CA", "Quebec", "QC"),
            ("DE", "by", "BY"),
            ("DE", "California", "CALIFORNIA"),
        ] {
            assert_eq!(region_code(country, text), code, "{country} {text}");
        }
        assert!(!is_region("DE", &region_code("DE", "Bavaria")));
    }
}
