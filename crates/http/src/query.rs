//! Names and values of a query string or of a form body (`application/x-www-form-urlencoded`), in the order sent.
//!
//! Nothing is judged here but the text's encoding: NUL and control characters stay as they are, and each face decides about unknown,
//! empty and repeated parameters as its contract says.

use std::borrow::Cow;

use percent_encoding::percent_decode;
use thiserror::Error;

/// The most pairs that one query or form may carry.
pub const MAX_PAIRS: usize = 1_000;

/// Why a query or form could not be parsed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QueryError {
    /// A name or a value is not UTF-8 once decoded; `name` is the parameter's name with the bad bytes replaced.
    #[error("the parameter `{name}` is not valid UTF-8")]
    NotUtf8 {
        /// The parameter at fault.
        name: String,
    },
    /// More than [`MAX_PAIRS`] pairs.
    #[error("more than {MAX_PAIRS} parameters")]
    TooMany,
}

/// A parameter that may be given once was given several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the parameter is given more than once")]
pub struct Repeated;

/// Decoded pairs in the order sent. Text that needed no decoding is borrowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    /// Parses the part of a URI after `?`; `None` and an empty text hold no pairs.
    pub fn parse(raw: Option<&'a str>) -> Result<Self, QueryError> {
        Self::parse_form(raw.unwrap_or_default().as_bytes())
    }

    /// Parses a form body. An escape that is not two hexadecimal digits stands for itself, as browsers and the WHATWG URL text have it.
    pub fn parse_form(body: &'a [u8]) -> Result<Self, QueryError> {
        Self::parse_where(body, |_| true, decode)
    }

    /// Parses the part of a URI after `?`, but passes over every parameter that is not one of `known`, whatever is wrong with it.
    pub fn parse_known(raw: Option<&'a str>, known: &[&str]) -> Result<Self, QueryError> {
        Self::parse_where(
            raw.unwrap_or_default().as_bytes(),
            |name| is_known(name, known),
            decode,
        )
    }

    /// As [`Query::parse_known`], for faces where a value that cannot be is one that nothing has: bytes that are not UTF-8 are
    /// replaced by U+FFFD, so that no encoding is an error.
    pub fn parse_known_lossy(raw: Option<&'a str>, known: &[&str]) -> Result<Self, QueryError> {
        Self::parse_where(
            raw.unwrap_or_default().as_bytes(),
            |name| is_known(name, known),
            |value| Some(decode(value).unwrap_or_else(|| Cow::Owned(lossy(value)))),
        )
    }

    fn parse_where(
        body: &'a [u8],
        wanted: impl Fn(&[u8]) -> bool,
        decode_value: impl Fn(&'a [u8]) -> Option<Cow<'a, str>>,
    ) -> Result<Self, QueryError> {
        let mut pairs = Vec::new();
        for pair in body.split(|&byte| byte == b'&') {
            if pair.is_empty() {
                continue;
            }
            let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            if !wanted(name) {
                continue;
            }
            if pairs.len() == MAX_PAIRS {
                return Err(QueryError::TooMany);
            }
            let not_utf8 = || QueryError::NotUtf8 { name: lossy(name) };
            pairs.push((
                decode(name).ok_or_else(not_utf8)?,
                decode_value(value).ok_or_else(not_utf8)?,
            ));
        }
        Ok(Self { pairs })
    }

    /// Every value of the parameter, in the order sent. Names are case-sensitive.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs()
            .filter_map(move |(found, value)| (found == name).then_some(value))
    }

    /// The value of a parameter that may be given at most once.
    pub fn single(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.all(name);
        let first = values.next();
        match values.next() {
            Some(_) => Err(Repeated),
            None => Ok(first),
        }
    }

    /// The value of a parameter whose repeats must all be equal; equal repeats count once.
    pub fn agreed(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.all(name);
        let first = values.next();
        if values.all(|value| Some(value) == first) {
            Ok(first)
        } else {
            Err(Repeated)
        }
    }

    /// Whether the parameter was sent at all, also without a value.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// All pairs, in the order sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

fn is_known(name: &[u8], known: &[&str]) -> bool {
    decode(name).is_some_and(|name| known.contains(&name.as_ref()))
}

/// Decodes `+` and percent escapes, borrowing when there are none; `None` when the result is not UTF-8.
fn decode(raw: &[u8]) -> Option<Cow<'_, str>> {
    if raw.contains(&b'+') {
        let spaced = spaced(raw);
        let decoded: Vec<u8> = percent_decode(&spaced).collect();
        return String::from_utf8(decoded).ok().map(Cow::Owned);
    }
    percent_decode(raw).decode_utf8().ok()
}

fn spaced(raw: &[u8]) -> Vec<u8> {
    raw.iter()
        .map(|&byte| if byte == b'+' { b' ' } else { byte })
        .collect()
}

fn lossy(raw: &[u8]) -> String {
    percent_decode(&spaced(raw))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    fn listed<'q>(query: &'q Query<'_>) -> Vec<(&'q str, &'q str)> {
        query.pairs().collect()
    }

    #[test]
    fn pairs_keep_their_order_and_their_oddities() {
        let query = Query::parse(Some("a=1&&b&=x&a=%32+3&c=%00%0A&d=a=b&e=%zz&A=")).unwrap();
        assert_eq!(
            listed(&query),
            [
                ("a", "1"),
                ("b", ""),
                ("", "x"),
                ("a", "2 3"),
                ("c", "\0\n"),
                ("d", "a=b"),
                ("e", "%zz"),
                ("A", "")
            ]
        );
        assert!(Query::parse(None).unwrap().is_empty());
        assert!(Query::parse(Some("")).unwrap().is_empty());
    }

    #[test]
    fn single_agreed_and_has() {
        let query = Query::parse(Some("a=1&a=1&b=1&b=2&c=")).unwrap();
        assert_eq!(query.single("a"), Err(Repeated));
        assert_eq!(query.agreed("a"), Ok(Some("1")));
        assert_eq!(query.agreed("b"), Err(Repeated));
        assert_eq!(query.single("c"), Ok(Some("")));
        assert_eq!(query.single("d"), Ok(None));
        assert!(query.has("c"));
        assert!(!query.has("C"));
    }

    #[test]
    fn a_value_that_is_not_utf8_names_its_parameter() {
        assert_eq!(
            Query::parse(Some("ok=1&bad+name=%FF")),
            Err(QueryError::NotUtf8 {
                name: "bad name".to_owned()
            })
        );
        assert_eq!(
            Query::parse_form(b"\xFFa=1"),
            Err(QueryError::NotUtf8 {
                name: "\u{FFFD}a".to_owned()
            })
        );
    }

    #[test]
    fn only_known_parameters_are_looked_at() {
        let known = |raw| Query::parse_known(Some(raw), &["a", "b c"]);
        let query = known("x=%FF&%FF=1&a=1&A=2&b+c=3&b%20c").unwrap();
        assert_eq!(listed(&query), [("a", "1"), ("b c", "3"), ("b c", "")]);
        let name = "a".to_owned();
        assert_eq!(known("x=1&a=%FF"), Err(QueryError::NotUtf8 { name }));
        let many = "x&".repeat(MAX_PAIRS + 1);
        assert!(Query::parse_known(Some(&many), &["a"]).unwrap().is_empty());
    }

    #[test]
    fn bytes_that_are_not_utf8_can_be_replaced() {
        let query = Query::parse_known_lossy(Some("a=x%FF+y&%FF=1&b=%FF&a=%C3%A9"), &["a"]);
        assert_eq!(listed(&query.unwrap()), [("a", "x\u{FFFD} y"), ("a", "é")]);
        let many = "a&".repeat(MAX_PAIRS + 1);
        assert_eq!(
            Query::parse_known_lossy(Some(&many), &["a"]),
            Err(QueryError::TooMany)
        );
    }

    #[test]
    fn the_number_of_pairs_is_bounded() {
        let at_limit = "a&".repeat(MAX_PAIRS);
        assert_eq!(Query::parse(Some(&at_limit)).unwrap().len(), MAX_PAIRS);
        let over = format!("{at_limit}b");
        assert_eq!(Query::parse(Some(&over)), Err(QueryError::TooMany));
    }

    proptest! {
        #[test]
        fn what_a_client_encodes_comes_back(pairs in prop::collection::vec((".*", ".*"), 0..8)) {
            let raw = pairs
                .iter()
                .map(|(name, value)| {
                    format!(
                        "{}={}",
                        utf8_percent_encode(name, NON_ALPHANUMERIC),
                        utf8_percent_encode(value, NON_ALPHANUMERIC).to_string().replace("%20", "+")
                    )
                })
                .collect::<Vec<_>>()
                .join("&");
            let query = Query::parse(Some(&raw)).unwrap();
            let sent: Vec<_> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            prop_assert_eq!(listed(&query), sent);
        }

        #[test]
        fn no_body_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Query::parse_form(&body);
        }
    }
}
