//! What the upgraded request and its answer carry (RFC 6455, section 4). An agent asks with `GET` over HTTP/1.1 and its
//! credential as a bearer token; after the answer 101 the bare stream belongs to [`frame`](crate::frame).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// Where the feed is.
pub const PATH: &str = "/landfall/v1/feed";
/// `Sec-WebSocket-Protocol`, in the request and in the answer.
pub const SUBPROTOCOL: &str = "landfall.feed";
/// `Sec-WebSocket-Version`.
pub const WEBSOCKET_VERSION: &str = "13";

/// RFC 6455, section 1.3.
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// `Sec-WebSocket-Key` of a request, from 16 random bytes.
pub fn key(random: [u8; 16]) -> String {
    STANDARD.encode(random)
}

/// Whether a `Sec-WebSocket-Key` is 16 bytes in base64.
pub fn is_key(key: &str) -> bool {
    STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == 16)
}

/// `Sec-WebSocket-Accept` of the answer to a request with that key. The standard's use of SHA-1; nothing secret hangs on it.
pub fn accept(key: &str) -> String {
    let text = format!("{key}{GUID}");
    STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_s_own_example() {
        assert!(is_key("dGhlIHNhbXBsZSBub25jZQ=="));
        assert_eq!(
            accept("dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
        assert!(is_key(&key([7; 16])));
        for bad in [
            "",
            "dGhlIHNhbXBsZSBub25jZQ",
            "AAAA",
            "dGhl IHNhbXBsZSBub25jZQ==",
        ] {
            assert!(!is_key(bad), "{bad:?}");
        }
    }
}
