//! The languages that customers can be written to, and which one is shown for a customer that never chose.

/// Every value of `preferredLanguage` (vipmp contract, section 6).
const LANGUAGES: &[&str] = &[
    "bg-BG", "cs-CZ", "da-DK", "de-DE", "en-AE", "en-GB", "en-IL", "en-US", "en-XM", "es-ES",
    "es-LA", "es-MX", "es-NA", "et-EE", "fi-FI", "fr-CA", "fr-FR", "fr-MA", "fr-XM", "hr-HR",
    "hu-HU", "it-IT", "ja-JP", "ko-KR", "lt-LT", "lv-LV", "nb-NO", "nl-NL", "pl-PL", "pt-BR",
    "ro-RO", "ru-RU", "sk-SK", "sl-SI", "sr-RS", "sr-SP", "sv-SE", "tr-TR", "uk-UA", "zh-CN",
    "zh-HANS", "zh-HANT", "zh-TW",
];

/// The language of a customer in `country` that was born in another dialect: the first that ends in its country, else
/// American English.
pub(super) fn of_country(country: &str) -> &'static str {
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
            assert_eq!(of_country(country), language, "{country}");
        }
    }
}
