//! The header as a list of media ranges, each with its quality.
//!
//! Parsing never fails: what is malformed is skipped, so that one odd range costs a client nothing but that range.

use std::str;

use http::HeaderMap;
use http::header::ACCEPT;

/// How closely a range names a type; the closest range that covers a type decides about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Specificity {
    /// `*/*`
    Any,
    /// `application/*`
    MainType,
    /// `application/json`
    Exact,
}

/// One media range. Parameters other than `q` are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range<'h> {
    main: &'h str,
    sub: &'h str,
    quality: u16,
}

impl<'h> Range<'h> {
    const ANYTHING: Self = Self {
        main: "*",
        sub: "*",
        quality: 1_000,
    };

    /// The part after the slash, as sent.
    pub fn sub_type(&self) -> &'h str {
        self.sub
    }

    /// The quality in thousandths, 0 to 1,000.
    pub fn quality(&self) -> u16 {
        self.quality
    }

    /// How closely this range names a type.
    pub fn specificity(&self) -> Specificity {
        match (self.main, self.sub) {
            ("*", _) => Specificity::Any,
            (_, "*") => Specificity::MainType,
            _ => Specificity::Exact,
        }
    }

    /// Whether the range covers `media_type` (`type/subtype` without parameters), in any case.
    pub fn covers(&self, media_type: &str) -> bool {
        let (main, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
        match self.specificity() {
            Specificity::Any => true,
            Specificity::MainType => self.main.eq_ignore_ascii_case(main),
            Specificity::Exact => {
                self.main.eq_ignore_ascii_case(main) && self.sub.eq_ignore_ascii_case(sub)
            }
        }
    }

    fn parse(text: &'h [u8]) -> Option<Self> {
        let mut parts = split(text, b';');
        let name = str::from_utf8(parts.next()?).ok()?;
        let (main, sub) = name.trim_matches(BLANK).split_once('/')?;
        if !is_token(main) || !is_token(sub) || (main == "*" && sub != "*") {
            return None;
        }
        let mut quality = 1_000;
        for parameter in parts {
            let Some(at) = parameter.iter().position(|&byte| byte == b'=') else {
                continue;
            };
            if parameter[..at].trim_ascii().eq_ignore_ascii_case(b"q") {
                quality = parse_quality(parameter[at + 1..].trim_ascii())?;
                break; // What follows the quality belongs to no range.
            }
        }
        Some(Self { main, sub, quality })
    }
}

/// What a caller wants to read: the ranges of all its `Accept` lines in the order sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept<'h> {
    ranges: Vec<Range<'h>>,
}

impl<'h> Accept<'h> {
    /// Reads all `Accept` lines. Without one, or with empty ones only, anything is welcome; a header of malformed ranges only
    /// welcomes nothing.
    pub fn parse(headers: &'h HeaderMap) -> Self {
        let mut ranges = Vec::new();
        let mut empty = true;
        for line in headers.get_all(ACCEPT) {
            for element in split(line.as_bytes(), b',') {
                if !element.trim_ascii().is_empty() {
                    empty = false;
                    ranges.extend(Range::parse(element));
                }
            }
        }
        if empty {
            ranges.push(Range::ANYTHING);
        }
        Self { ranges }
    }

    /// The ranges in the order sent.
    pub fn ranges(&self) -> &[Range<'h>] {
        &self.ranges
    }

    /// The range of the highest quality, the first of several; none when every range is malformed or refused with `q=0`.
    pub fn most_wanted(&self) -> Option<&Range<'h>> {
        self.ranges
            .iter()
            .filter(|range| range.quality > 0)
            .rev()
            .max_by_key(|range| range.quality)
    }
}

const BLANK: [char; 2] = [' ', '\t'];

/// Splits at `separator`, but not inside quoted strings.
fn split(text: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    let mut escaped = false;
    text.split(move |&byte| {
        if escaped {
            escaped = false;
            return false;
        }
        match byte {
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        byte == separator && !quoted
    })
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Reads a quality in thousandths. Beyond the grammar a missing leading zero (`.2`, sent by an old and widespread client) and more
/// than three decimals are taken, the latter cut off.
fn parse_quality(text: &[u8]) -> Option<u16> {
    let (whole, decimals) = match text.iter().position(|&byte| byte == b'.') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &[][..]),
    };
    if text.is_empty() || text == b"." || !decimals.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let thousandths = (0..3).fold(0, |sum, place| {
        sum * 10 + u16::from(decimals.get(place).map_or(0, |digit| digit - b'0'))
    });
    match whole {
        b"" | b"0" => Some(thousandths),
        b"1" if decimals.iter().all(|&digit| digit == b'0') => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn header(lines: &[&'static str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (ACCEPT, HeaderValue::from_static(line)))
            .collect()
    }

    fn shown(headers: &HeaderMap) -> Vec<(String, u16)> {
        Accept::parse(headers)
            .ranges()
            .iter()
            .map(|range| (format!("{}/{}", range.main, range.sub), range.quality))
            .collect()
    }

    #[test]
    fn lines_join_and_malformed_ranges_are_skipped() {
        let headers = header(&[
            "text/html;level=\"1,2;q=0\";Q=0.5, */json, json, a b/c, *;q=.2",
            "text/*; q=.25 ,, application/json;q=2, a/b;q=0.12345, c/d;q=1.000;ext=1;q=0",
        ]);
        let expected = [
            ("text/html", 500),
            ("text/*", 250),
            ("a/b", 123),
            ("c/d", 1_000),
        ];
        assert_eq!(
            shown(&headers),
            expected.map(|(name, quality)| (name.to_owned(), quality))
        );
    }

    #[test]
    fn a_missing_and_an_empty_header_welcome_anything() {
        for lines in [&[][..], &[""], &[" , ,"]] {
            assert_eq!(shown(&header(lines)), [("*/*".to_owned(), 1_000)]);
        }
        assert_eq!(shown(&header(&["gibberish"])), []);
    }

    #[test]
    fn the_most_wanted_range_is_the_first_of_the_best() {
        let headers = header(&["a/b;q=0.5, c/xml, d/json, */*;q=0"]);
        assert_eq!(
            Accept::parse(&headers).most_wanted().unwrap().sub_type(),
            "xml"
        );
        assert_eq!(Accept::parse(&header(&["a/b;q=0"])).most_wanted(), None);
    }

    #[test]
    fn qualities_outside_their_range_are_malformed() {
        for text in ["", ".", "1.001", "2", "-1", "0.5x", "00.5", "q", "+1"] {
            assert_eq!(parse_quality(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(line in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                let headers = HeaderMap::from_iter([(ACCEPT, value)]);
                let accept = Accept::parse(&headers);
                prop_assert!(accept.ranges().iter().all(|range| range.quality <= 1_000));
            }
        }
    }
}
