//! What a body is said to be: the media type that `Content-Type` names. Its parameters are not looked at.

use http::{HeaderMap, header::CONTENT_TYPE};

/// The media type of the body, as it was written; none if it is not said, or said more than once.
pub fn media_type(headers: &HeaderMap) -> Option<&[u8]> {
    let mut lines = headers.get_all(CONTENT_TYPE).iter();
    let line = lines.next().filter(|_| lines.next().is_none())?;
    let media_type = line.as_bytes().split(|&byte| byte == b';').next();
    media_type.map(<[u8]>::trim_ascii)
}

/// Whether the body is said to be of that media type.
pub fn is(headers: &HeaderMap, wanted: &str) -> bool {
    media_type(headers).is_some_and(|said| said.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// Whether the body is said to be JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    is(headers, "application/json")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn said(lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(CONTENT_TYPE, HeaderValue::from_static(line));
        }
        headers
    }

    #[test]
    fn a_type_is_known_by_its_name_alone() {
        for line in [
            "application/json",
            "Application/JSON ; charset=utf-8",
            "application/json;",
        ] {
            assert!(is_json(&said(&[line])), "{line}");
        }
        for line in ["", "text/json", "application/jsonx", "application/json, x"] {
            assert!(!is_json(&said(&[line])), "{line}");
        }
        assert!(is(&said(&["text/xml"]), "text/xml"));
    }

    #[test]
    fn what_is_said_twice_or_not_at_all_is_nothing() {
        assert!(!is_json(&HeaderMap::new()));
        assert!(!is_json(&said(&["application/json", "application/json"])));
        assert_eq!(media_type(&said(&["text/xml", "text/xml"])), None);
        assert_eq!(media_type(&said(&["; a=b"])), Some(&b""[..]));
    }
}
