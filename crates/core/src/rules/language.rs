//! The languages that accounts can be written to, and which one is shown for an account that never chose (vipmp contract,
//! section 6).

/// In the order of the alphabet.
#[rustfmt::skip]
const LANGUAGES: [&str; 43] = [
    "bg-BG", "cs-CZ", "da-DK", "de-DE", "en-AE", "en-GB", "en-IL", "en-US", "en-XM", "es-ES",
    "es-LA", "es-MX", "es-NA", "et-EE", "fi-FI", "fr-CA", "fr-FR", "fr-MA", "fr-XM", "hr-HR",
    "hu-HU", "it-IT", "ja-JP", "ko-KR", "lt-LT", "lv-LV", "nb-NO", "nl-NL", "pl-PL", "pt-BR",
    "ro-RO", "ru-RU", "sk-SK", "sl-SI", "sr-RS", "sr-SP", "sv-SE", "tr-TR", "uk-UA", "zh-CN",
    "zh-HANS", "zh-HANT", "zh-TW",
];

/// Whether an account can be written to in that language.
pub fn is_language(locale: &str) -> bool {
    LANGUAGES.binary_search(&locale).is_ok()
}

/// The language of an account in `country` that was born in another dialect: the first that ends in its country, else
/// American English.
pub fn language_of_country(country: &str) -> &'static str {
    let ends_in_country = |language: &&&str| {
        language
            .split_once('-')
            .is_some_and(|(_, place)| place == country)
    };
    LANGUAGES
        .iter()
        .find(ends_in_country)
        .copied()
        .unwrap_or("en-US")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_has_locales_alone() {
        assert!(LANGUAGES.is_sorted_by(|one, next| one < next));
        for language in LANGUAGES {
            assert!(is_language(language));
            let (word, place) = language.split_once('-').unwrap();
            assert!(word.len() == 2 && word.bytes().all(|b| b.is_ascii_lowercase()));
            assert!(
                (2..=4).contains(&place.len()) && place.bytes().all(|b| b.is_ascii_uppercase())
            );
        }
        for other in ["", "en", "xx-YY", "en-us", "en_US", "de-AT", "EN-US"] {
            assert!(!is_language(other), "{other}");
        }
    }

    #[test]
    fn the_first_language_that_ends_in_the_country() {
        for (country, language) in [
            ("DE", "de-DE"),
            ("CA", "fr-CA"),
            ("CN", "zh-CN"),
            ("MX", "es-MX"),
            ("US", "en-US"),
            ("CH", "en-US"),
            ("NT", "en-US"),
            ("", "en-US"),
        ] {
            assert_eq!(language_of_country(country), language, "{country}");
        }
    }
}
