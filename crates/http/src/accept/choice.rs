//! Choosing what to send.
//!
//! Each supported type takes the quality of the most specific range that covers it; the highest quality wins. Ties go to a type that
//! is named exactly, then to the order of the header, then to the server's preference.

use std::cmp::Reverse;

use super::{Accept, Specificity};

/// The media type to send, and what won it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The type out of the supported list, as spelled there.
    pub media_type: &'static str,
    /// Its place in the supported list.
    pub index: usize,
    /// Its quality in thousandths, 1 to 1,000.
    pub quality: u16,
    /// How closely the caller named it.
    pub specificity: Specificity,
}

impl Accept<'_> {
    /// Picks among `supported` (`type/subtype` without parameters, most preferred first); `None` means that nothing is acceptable.
    ///
    /// Several ranges that cover a type equally closely count as the one of the highest quality.
    pub fn negotiate(&self, supported: &[&'static str]) -> Option<Choice> {
        let offers = supported.iter().enumerate();
        offers
            .filter_map(|(index, media_type)| {
                let (place, range) = self
                    .ranges()
                    .iter()
                    .enumerate()
                    .filter(|(_, range)| range.covers(media_type))
                    .max_by_key(|(place, range)| {
                        (range.specificity(), range.quality(), Reverse(*place))
                    })?;
                let choice = Choice {
                    media_type,
                    index,
                    quality: range.quality(),
                    specificity: range.specificity(),
                };
                (choice.quality > 0).then_some((place, choice))
            })
            .max_by_key(|(place, choice)| {
                let exact = choice.specificity == Specificity::Exact;
                (
                    choice.quality,
                    exact,
                    Reverse(*place),
                    Reverse(choice.index),
                )
            })
            .map(|(_, choice)| choice)
    }
}

#[cfg(test)]
mod tests {
    use http::header::ACCEPT;
    use http::{HeaderMap, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    const SUPPORTED: [&str; 10] = [
        "application/vnd.soa.v84+json",
        "application/vnd.soa.v81+json",
        "application/json",
        "application/vnd.soa.v84+xml",
        "application/vnd.soa.v81+xml",
        "application/xml",
        "application/vnd.soa.v80+json",
        "application/vnd.soa.v80+xml",
        "text/xml",
        "application/rss+xml",
    ];

    fn chosen(accept: &str) -> Option<&'static str> {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_str(accept).unwrap())]);
        Accept::parse(&headers)
            .negotiate(&SUPPORTED)
            .map(|choice| choice.media_type)
    }

    #[test]
    fn akana_trap_1_no_accept_and_any() {
        let missing = HeaderMap::new();
        let choice = Accept::parse(&missing).negotiate(&SUPPORTED).unwrap();
        assert_eq!(choice.media_type, SUPPORTED[0]);
        for accept in ["*/*", "application/*", ""] {
            assert_eq!(chosen(accept), Some(SUPPORTED[0]), "{accept}");
        }
    }

    #[test]
    fn akana_trap_2_jquery() {
        assert_eq!(
            chosen("application/json, text/javascript, */*; q=0.01"),
            Some("application/json")
        );
    }

    #[test]
    fn akana_trap_3_browser() {
        assert_eq!(
            chosen("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            Some("application/xml")
        );
    }

    #[test]
    fn akana_trap_4_refused_with_q_0_and_unsupported() {
        assert_eq!(
            chosen("application/vnd.soa.v84+json;q=0, */*"),
            Some("application/vnd.soa.v81+json")
        );
        assert_eq!(chosen("application/vnd.soa.v83+json"), None);
    }

    #[test]
    fn names_are_case_insensitive_and_parameters_ignored() {
        assert_eq!(
            chosen("Application/JSON; charset=utf-8"),
            Some("application/json")
        );
        assert_eq!(chosen("TEXT/*"), Some("text/xml"));
    }

    #[test]
    fn ties_go_to_exact_then_header_order_then_server_preference() {
        assert_eq!(chosen("*/*, application/xml"), Some("application/xml"));
        assert_eq!(
            chosen("application/xml, application/json"),
            Some("application/xml")
        );
        assert_eq!(chosen("text/*, application/*"), Some("text/xml"));
    }

    #[test]
    fn the_most_specific_range_decides_even_when_it_is_lower() {
        assert_eq!(
            chosen("application/json;q=0.1, application/*;q=0.9, text/xml"),
            Some("text/xml")
        );
        assert_eq!(
            chosen("application/*;q=0, text/xml;q=0.1, application/json;q=0.05"),
            Some("text/xml")
        );
        assert_eq!(chosen("*/*;q=0"), None);
    }

    #[test]
    fn xml_only_when_it_is_preferred() {
        let prefers = |accept: &'static str| {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            Accept::parse(&headers)
                .negotiate(&["application/json", "application/xml", "text/xml"])
                .is_some_and(|choice| choice.index > 0)
        };
        assert!(prefers("application/xml"));
        assert!(prefers("text/xml;q=0.2, */*;q=0.1"));
        assert!(prefers(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        ));
        assert!(!prefers(""));
        assert!(!prefers("*/*"));
        assert!(!prefers("text/html"));
        assert!(!prefers("application/json, application/xml;q=0.9"));
        assert!(!prefers("application/xml;q=0"));
    }

    proptest! {
        #[test]
        fn the_choice_is_supported_and_wanted(
            ranges in prop::collection::vec((0..SUPPORTED.len(), 0..3u8, 0..=10u16), 1..6)
        ) {
            let accept = ranges
                .iter()
                .map(|(index, kind, tenths)| {
                    let name = SUPPORTED[*index];
                    let main = name.split('/').next().unwrap();
                    let range = match kind {
                        0 => name.to_owned(),
                        1 => format!("{main}/*"),
                        _ => "*/*".to_owned(),
                    };
                    format!("{range};q={}.{}", tenths / 10, tenths % 10)
                })
                .collect::<Vec<_>>()
                .join(", ");
            match chosen(&accept) {
                Some(media_type) => prop_assert!(SUPPORTED.contains(&media_type)),
                // Nothing is acceptable only when every range that decides about a type refuses it.
                None => prop_assert!(ranges.iter().all(|(_, kind, tenths)| *tenths == 0 || *kind > 0)),
            }
        }
    }
}
