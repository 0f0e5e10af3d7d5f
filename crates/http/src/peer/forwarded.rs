//! The headers in which proxies say whom they forward for: `X-Forwarded-For` and `X-Forwarded-Proto`, and `Forwarded` (RFC 7239).

use std::net::{IpAddr, SocketAddr};

use http::header::FORWARDED;
use http::{HeaderMap, HeaderName};

static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What the headers say, farthest hop first.
pub(super) struct Hops {
    pub(super) addresses: Vec<Hop>,
    /// Whether the nearest proxy was reached over TLS, as far as `X-Forwarded-Proto` says it.
    pub(super) secure: Option<bool>,
}

/// One caller of one proxy.
pub(super) struct Hop {
    /// `None` for what is no address, such as `unknown`.
    pub(super) address: Option<SocketAddr>,
    /// Whether that caller used TLS, as far as `Forwarded` says it.
    pub(super) secure: Option<bool>,
}

/// Reads `X-Forwarded-*`, or `Forwarded` where there is no `X-Forwarded-For`.
pub(super) fn hops(headers: &HeaderMap) -> Hops {
    let mut addresses: Vec<Hop> = elements(headers, &X_FORWARDED_FOR)
        .map(|text| Hop {
            address: address(text),
            secure: None,
        })
        .collect();
    if addresses.is_empty() {
        addresses = elements(headers, &FORWARDED).map(hop).collect();
    }
    let secure = elements(headers, &X_FORWARDED_PROTO).last().map(is_https);
    Hops { addresses, secure }
}

/// The elements of all lines of a list header. A line that is not ASCII is one element that means nothing.
fn elements<'h>(
    headers: &'h HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = &'h str> + use<'h> {
    headers
        .get_all(name)
        .into_iter()
        .flat_map(|line| line.to_str().unwrap_or("?").split(','))
        .map(str::trim)
}

fn hop(element: &str) -> Hop {
    let mut hop = Hop {
        address: None,
        secure: None,
    };
    for pair in element.split(';') {
        let Some((name, value)) = pair.trim().split_once('=') else {
            continue;
        };
        let value = value.trim_matches('"');
        if name.eq_ignore_ascii_case("for") {
            hop.address = address(value);
        } else if name.eq_ignore_ascii_case("proto") {
            hop.secure = Some(is_https(value));
        }
    }
    hop
}

fn is_https(proto: &str) -> bool {
    proto.eq_ignore_ascii_case("https")
}

/// Reads an address with or without a port, IPv6 with or without brackets.
fn address(text: &str) -> Option<SocketAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse::<IpAddr>()
        .ok()
        .map(|address| SocketAddr::new(address, 0))
}
