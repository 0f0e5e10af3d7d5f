//! Entity tags: a strong tag over a representation's bytes, and the `If-None-Match` test (RFC 9110, sections 8.8.3 and 13.1.2).

use std::fmt::Write as _;

use http::header::IF_NONE_MATCH;
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
        line == b"*" || tags(line).any(|listed| listed == tag)
    })
}

/// The tag without its weakness mark, quotes kept.
fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

/// The opaque tags of a list, up to the first thing that is none. A comma inside a tag's quotes belongs to the tag.
fn tags(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let start = rest
            .iter()
            .position(|byte| !matches!(byte, b',' | b' ' | b'\t'))?;
        let tag = opaque(&rest[start..]);
        let inside = tag.strip_prefix(b"\"")?;
        let end = inside.iter().position(|&byte| byte == b'"')? + 2;
        rest = &tag[end..];
        Some(&tag[..end])
    })
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

    proptest! {
        #[test]
        fn no_header_panics(line in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                let headers = HeaderMap::from_iter([(IF_NONE_MATCH, value)]);
                if_none_match(&headers, &HeaderValue::from_static("\"a\""));
            }
        }
    }
}
