//! Path segments as text.
//!
//! A router matches the path as sent; an escape inside a segment is decoded here, once and after splitting, so that an encoded slash
//! never makes another segment.

use std::borrow::Cow;

use http::request::Parts;
use percent_encoding::percent_decode_str;

/// One segment, percent-decoded; `None` when the result is not UTF-8. An escape that is not two hexadecimal digits stands for itself.
pub fn decode_segment(raw: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(raw).decode_utf8().ok()
}

/// The decoded segments of a request's path, in order; `None` when one of them is not UTF-8.
///
/// Empty segments are kept: `/a//b/` is `["a", "", "b", ""]` and `/` is `[""]`.
pub fn path_of(parts: &Parts) -> Option<Vec<Cow<'_, str>>> {
    let path = parts.uri.path();
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').map(decode_segment).collect()
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn split(uri: &str) -> Option<Vec<String>> {
        let (parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
        path_of(&parts).map(|path| path.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn segments_are_decoded_after_splitting() {
        assert_eq!(
            split("/a%2Fb/%C3%A9//c%00?d/e").unwrap(),
            ["a/b", "é", "", "c\0"]
        );
        assert_eq!(split("/").unwrap(), [""]);
        assert_eq!(split("http://host/a/").unwrap(), ["a", ""]);
    }

    #[test]
    fn a_segment_that_is_not_utf8_is_no_path() {
        assert_eq!(split("/a/%FF"), None);
        assert_eq!(decode_segment("%F"), Some(Cow::Borrowed("%F")));
    }
}
