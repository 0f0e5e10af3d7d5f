//! The `Authorization` header: its scheme, and the credentials of the schemes that more than one face takes.
//!
//! A header that is sent twice, or that is not text, holds no credentials at all: which of two a caller means is not ours to guess.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// Padding says nothing, and some clients leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The header's text when it was sent once and is visible ASCII.
pub fn text(headers: &HeaderMap) -> Option<&str> {
    let mut lines = headers.get_all(AUTHORIZATION).iter();
    let line = lines.next()?;
    match lines.next() {
        Some(_) => None,
        None => line.to_str().ok(),
    }
}

/// What follows the scheme, if the header names that scheme, in any case.
pub fn of_scheme<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let (found, rest) = text(headers)?.trim_start_matches(' ').split_once(' ')?;
    found
        .eq_ignore_ascii_case(scheme)
        .then(|| rest.trim_matches(' '))
}

/// The token of `Authorization: Bearer`; never empty and without a space in it.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    of_scheme(headers, "Bearer").filter(|token| !token.is_empty() && !token.contains(' '))
}

/// A name and a password, as `Authorization: Basic` carries them (RFC 7617).
#[derive(Clone, PartialEq, Eq)]
pub struct Basic {
    /// What stands before the first colon.
    pub name: String,
    /// What stands behind it.
    pub password: String,
}

/// Without the password, so that it is never printed by accident.
impl std::fmt::Debug for Basic {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Basic")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The credentials of `Authorization: Basic`; `None` when there are none, or when they are not base64 of UTF-8 with a colon.
pub fn basic(headers: &HeaderMap) -> Option<Basic> {
    let encoded = of_scheme(headers, "Basic")?;
    let decoded = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some(Basic {
        name: name.to_owned(),
        password: password.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn sent(lines: &[&'static str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (AUTHORIZATION, HeaderValue::from_static(line)))
            .collect()
    }

    #[test]
    fn the_scheme_has_no_case_and_the_token_no_space() {
        for line in ["Bearer a-b", "bearer a-b", " BEARER   a-b "] {
            assert_eq!(bearer(&sent(&[line])), Some("a-b"), "{line:?}");
        }
        for line in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearera-b",
            "Basic a-b",
            "a-b",
        ] {
            assert_eq!(bearer(&sent(&[line])), None, "{line:?}");
        }
    }

    #[test]
    fn a_repeated_header_holds_nothing() {
        assert_eq!(bearer(&sent(&["Bearer a", "Bearer a"])), None);
        assert_eq!(text(&sent(&["x", "y"])), None);
        assert_eq!(text(&HeaderMap::new()), None);
    }

    #[test]
    fn basic_splits_at_the_first_colon_and_takes_missing_padding() {
        let expected = Some(Basic {
            name: "app".to_owned(),
            password: "a:b".to_owned(),
        });
        assert_eq!(basic(&sent(&["Basic YXBwOmE6Yg=="])), expected);
        assert_eq!(basic(&sent(&["basic YXBwOmE6Yg"])), expected);
        for line in [
            "Basic",
            "Basic YXBw",
            "Basic !!",
            "Basic /zr/",
            "Bearer YXBwOmE6Yg==",
        ] {
            assert_eq!(basic(&sent(&[line])), None, "{line:?}");
        }
    }

    #[test]
    fn a_password_does_not_print() {
        let printed = format!("{:?}", basic(&sent(&["Basic YXBwOmh1c2g="])).unwrap());
        assert!(
            printed.contains("app") && !printed.contains("hush"),
            "{printed}"
        );
    }

    proptest! {
        #[test]
        fn no_header_panics(line in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                let headers = HeaderMap::from_iter([(AUTHORIZATION, value)]);
                let _ = (bearer(&headers), basic(&headers));
            }
        }
    }
}
