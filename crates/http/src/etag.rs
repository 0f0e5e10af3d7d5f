//! Entity tags: a strong tag over a representation's bytes, and the tests of `If-None-Match` and `If-Match` (RFC 9110, sections 8.8.3,
//! 13.1.1 and 13.1.2).

use std::fmt::Write as _;

use http::header::{IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue};
use ring::digest::{SHA256, digest};

/// How much of the digest goes into the tag: 128 bits, far beyond accidental collisions.
const TAG_BYTES: usize = 16;

/// The strong tag of a representation: the start of its SHA-256 in hexadecimal, quoted.
pub fn etag(representation: &[u8]) -> HeaderValue {
    let digest = digest(&SHA256, representation);
    let mut tag = String::with_capacity(2 * TAG_BYTES + 2);
    tag.push('"');
    for byte in &digest.as_ref()[..TAG_BYTES] {
        write!(tag, "{byte:02x}").expect("a string takes any text");
    }
    tag.push('"');
    HeaderValue::from_str(&tag).expect("hexadecimal digits and quotes are visible ASCII")
}

/// Whether `If-None-Match` names `etag` or is `*`, so that a GET or HEAD is answered with 304.
///
/// Comparison is weak, as the header asks. Several lines join; a header that is no list of tags matches nothing.
pub fn if_none_match(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let tag = opaque(etag.as_bytes());
    headers.get_all(IF_NONE_MATCH).iter().any(|line| {
        let line = line.as_bytes().trim_ascii();
        line == b"*" || tags(line).any(|listed| opaque(listed) == tag)
    })
}

/// Whether a change may be made of what has `etag`: unless there is an `If-Match` that neither names it nor is `*`.
///
/// Comparison is strong, as the header asks: a weak tag names nothing. Several lines join.
pub fn if_match(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let mut lines = headers.get_all(IF_MATCH).iter().peekable();
    lines.peek().is_none()
        || lines.any(|line| {
            let line = line.as_bytes().trim_ascii();
            line == b"*" || tags(line).any(|listed| listed == etag.as_bytes())
        })
}

/// The tag without its weakness mark, quotes kept.
fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

/// The tags of a list, up to the first thing that is none. A comma inside a tag's quotes belongs to the tag.
fn tags(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let start = rest
            .iter()
            .position(|byte| !matches!(byte, b',' | b' ' | b'\t'))?;
        let tag = &rest[start..];
        let inside = opaque(tag).strip_prefix(b"\"")?;
        let before = tag.len() - inside.len();
        let end = before + inside.iter().position(|&byte| byte == b'"')? + 1;
        rest = &tag[end..];
        Some(&tag[..end])
    })
}

/// What `If-Match` says, to be held against a tag later.
#[derive(Debug, Clone)]
pub struct Wanted(HeaderMap);

impl Wanted {
    /// The header of a call; none if there is none.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(IF_MATCH).iter();
        let wanted: HeaderMap = lines.map(|line| (IF_MATCH, line.clone())).collect();
        (!wanted.is_empty()).then_some(Self(wanted))
    }

    /// Whether it names this tag, as [`if_match`] has it.
    pub fn names(&self, etag: &HeaderValue) -> bool {
        if_match(&self.0, etag)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(line: &str, tag: &'static str) -> bool {
        let headers = HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_str(line).unwrap())]);
        if_none_match(&headers, &HeaderValue::from_static(tag))
    }

    #[test]
    fn the_tag_is_the_start_of_the_digest() {
        assert_eq!(etag(b"abc"), "\"ba7816bf8f01cfea414140de5dae2223\"");
        assert_ne!(etag(b"abc"), etag(b"abd"));
    }

    #[test]
    fn lists_stars_and_weak_tags_match() {
        assert!(matches("\"a\"", "\"a\""));
        assert!(matches("*", "\"a\""));
        assert!(matches("W/\"a\"", "\"a\""));
        assert!(matches("\"x,y\", W/\"z\" ,\"a\"", "\"a\""));
        assert!(matches("\"x,y\"", "\"x,y\""));
    }

    #[test]
    fn others_do_not_match() {
        assert!(!matches("\"b\"", "\"a\""));
        assert!(!matches("a", "\"a\""));
        assert!(!matches("\"x,\"a\"", "\"a\""));
        assert!(!matches("", "\"a\""));
        assert!(!matches("\"*\"", "\"a\""));
        assert!(!if_none_match(
            &HeaderMap::new(),
            &HeaderValue::from_static("\"a\"")
        ));
    }

    #[test]
    fn a_change_is_of_what_was_seen() {
        let tag = HeaderValue::from_static("\"a\"");
        let headers = |lines: &[&'static str]| {
            let lines = lines
                .iter()
                .map(|&line| (IF_MATCH, HeaderValue::from_static(line)));
            lines.collect::<HeaderMap>()
        };
        let mut several = headers(&["\"x\""]);
        several.append(IF_MATCH, HeaderValue::from_static("W/\"b\", \"a\""));
        for good in [headers(&[]), headers(&["*"]), headers(&["\"a\""]), several] {
            assert!(if_match(&good, &tag), "{good:?}");
        }
        for bad in ["\"b\"", "W/\"a\"", "a", "", "\"*\""] {
            assert!(!if_match(&headers(&[bad]), &tag), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(line in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                let headers = HeaderMap::from_iter([(IF_NONE_MATCH, value.clone()), (IF_MATCH, value)]);
                if_none_match(&headers, &HeaderValue::from_static("\"a\""));
                if_match(&headers, &HeaderValue::from_static("\"a\""));
            }
        }
    }
}
