//! The key under which a caller wants a call carried out once, however often it is sent.

use http::HeaderMap;
use thiserror::Error;

const LONGEST: usize = 255;

/// A call has several keys, or one that is none: keys have 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("takes one key, of 1 to {LONGEST} visible characters")]
pub struct NotAKey;

/// The key that the header of that name has, if it is there.
pub fn key<'h>(headers: &'h HeaderMap, header: &str) -> Result<Option<&'h str>, NotAKey> {
    let mut lines = headers.get_all(header).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    let key = line.to_str().ok().filter(|key| {
        (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    });
    match (key, lines.next()) {
        (Some(key), None) => Ok(Some(key)),
        _ => Err(NotAKey),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    const HEADER: &str = "idempotency-key";

    fn sent(lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            let line = HeaderValue::from_bytes(line).unwrap();
            headers.append(HeaderName::from_static(HEADER), line);
        }
        headers
    }

    #[test]
    fn a_key_is_one_line_of_visible_characters() {
        assert_eq!(key(&HeaderMap::new(), HEADER), Ok(None));
        let longest = "k".repeat(LONGEST);
        for good in ["a", "!~", "order-7/2", &longest] {
            let headers = sent(&[good.as_bytes()]);
            assert_eq!(key(&headers, "Idempotency-Key"), Ok(Some(good)));
        }
        let too_long = "k".repeat(LONGEST + 1);
        let odd: [&[u8]; 5] = [b"", b"a b", b"\t", "é".as_bytes(), too_long.as_bytes()];
        for odd in odd {
            assert_eq!(key(&sent(&[odd]), HEADER), Err(NotAKey), "{odd:?}");
        }
        assert_eq!(key(&sent(&[b"a", b"a"]), HEADER), Err(NotAKey));
    }
}
