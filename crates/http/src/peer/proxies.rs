//! Which proxies are believed about the callers behind them.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::HeaderMap;
use ipnet::IpNet;
use thiserror::Error;

use super::Peer;
use super::forwarded::{Hops, hops};

/// A text that is neither a network (`10.0.0.0/8`, `fd00::/8`) nor an address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no network: write an address, or an address and a prefix length as in `10.0.0.0/8` or `fd00::/8`"
)]
pub struct NetworkError(pub String);

/// The networks whose forwarding headers count. Empty by default: then every header of the kind is ignored.
///
/// A trusted proxy must set `X-Forwarded-For` (and `-Proto`) or `Forwarded` itself, and remove what its callers send of both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
}

impl TrustedProxies {
    /// Parses networks and single addresses. IPv4 networks also cover the mapped IPv6 form of their addresses.
    pub fn parse<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, NetworkError> {
        let networks = texts.into_iter().map(|text| network(text.as_ref()));
        Ok(Self {
            networks: networks.collect::<Result<_, _>>()?,
        })
    }

    /// Whether the address belongs to a trusted proxy.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks
            .iter()
            .any(|network| network.contains(&address))
    }

    /// The caller behind the peer of a socket: the rightmost address that is no trusted proxy's, and whether that caller used TLS.
    ///
    /// Headers count only when the socket's own peer is trusted. `X-Forwarded-For` goes before `Forwarded`. Reading stops at the first
    /// entry that is no address, since whoever wrote it cannot be believed about what stands left of it.
    pub fn resolve(&self, socket: Peer, headers: &HeaderMap) -> Peer {
        if self.networks.is_empty() || !self.contains(socket.address.ip()) {
            return socket;
        }
        let Hops { addresses, secure } = hops(headers);
        let mut found = Peer {
            secure: secure.unwrap_or(socket.secure),
            ..socket
        };
        for hop in addresses.iter().rev() {
            let Some(address) = hop.address else { break };
            found.address = SocketAddr::new(address.ip().to_canonical(), address.port());
            found.secure = hop.secure.unwrap_or(found.secure);
            if !self.contains(address.ip()) {
                break;
            }
        }
        found
    }
}

fn network(text: &str) -> Result<IpNet, NetworkError> {
    let text = text.trim();
    let network = match IpNet::from_str(text) {
        Ok(network) => Some(network),
        Err(_) => text.parse::<IpAddr>().ok().map(IpNet::from),
    };
    network
        .map(|network| canonical(network).trunc())
        .ok_or_else(|| NetworkError(text.to_owned()))
}

/// Turns a network of mapped addresses (`::ffff:10.0.0.0/104`) into the IPv4 network that it means, since addresses are compared so.
fn canonical(network: IpNet) -> IpNet {
    match (network.addr().to_canonical(), network) {
        (IpAddr::V4(address), IpNet::V6(mapped)) if mapped.prefix_len() >= 96 => {
            IpNet::new(IpAddr::V4(address), mapped.prefix_len() - 96).unwrap_or(network)
        }
        _ => network,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn proxies() -> TrustedProxies {
        TrustedProxies::parse(["10.0.0.0/8", "fd00::/8", "192.0.2.1"]).unwrap()
    }

    fn resolved(socket: &str, headers: &[(&'static str, &str)]) -> (String, bool) {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect();
        let socket = Peer {
            address: socket.parse().unwrap(),
            secure: false,
        };
        let peer = proxies().resolve(socket, &headers);
        (peer.address.to_string(), peer.secure)
    }

    fn plain(address: &str) -> (String, bool) {
        (address.to_owned(), false)
    }

    #[test]
    fn networks_and_addresses_of_both_families() {
        let proxies = proxies();
        for inside in ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "192.0.2.1"] {
            assert!(proxies.contains(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["11.0.0.1", "192.0.2.2", "fe80::1", "::ffff:11.0.0.1", "::1"] {
            assert!(!proxies.contains(outside.parse().unwrap()), "{outside}");
        }
        let mapped = TrustedProxies::parse(["::ffff:10.0.0.0/104"]).unwrap();
        assert!(mapped.contains("10.9.9.9".parse().unwrap()));
        for wrong in ["10.0.0.0/33", "10.0.0", "example.com", ""] {
            assert_eq!(
                TrustedProxies::parse([wrong]),
                Err(NetworkError(wrong.to_owned()))
            );
        }
    }

    #[test]
    fn a_stranger_is_not_believed() {
        let headers = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-proto", "https"),
        ];
        assert_eq!(resolved("9.9.9.9:9", &headers), plain("9.9.9.9:9"));
    }

    #[test]
    fn the_rightmost_untrusted_address_is_the_caller() {
        let one = [("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.0.0.9")];
        assert_eq!(resolved("10.0.0.1:5", &one), plain("203.0.113.7:0"));
        let lines = [
            ("x-forwarded-for", "6.6.6.6"),
            ("x-forwarded-for", "[2001:db8::1]:77"),
        ];
        assert_eq!(
            resolved("[::ffff:10.0.0.1]:5", &lines),
            plain("[2001:db8::1]:77")
        );
        let all_trusted = [("x-forwarded-for", "10.0.0.3, 10.0.0.2")];
        assert_eq!(resolved("10.0.0.1:5", &all_trusted), plain("10.0.0.3:0"));
        assert_eq!(resolved("10.0.0.1:5", &[]), plain("10.0.0.1:5"));
    }

    #[test]
    fn nothing_left_of_an_odd_entry_is_believed() {
        let odd = [("x-forwarded-for", "6.6.6.6, unknown, 10.0.0.2")];
        assert_eq!(resolved("10.0.0.1:5", &odd), plain("10.0.0.2:0"));
    }

    #[test]
    fn the_scheme_comes_from_the_proxy() {
        let secure = [
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-proto", "http, HTTPS"),
        ];
        assert_eq!(
            resolved("10.0.0.1:5", &secure),
            ("203.0.113.7:0".to_owned(), true)
        );
    }

    #[test]
    fn the_standard_header_counts_too() {
        let forwarded = [(
            "forwarded",
            "for=6.6.6.6, for=\"[2001:db8:cafe::17]:4711\";proto=https, for=10.0.0.7;proto=http",
        )];
        assert_eq!(
            resolved("10.0.0.1:5", &forwarded),
            ("[2001:db8:cafe::17]:4711".to_owned(), true)
        );
        let hidden = [("forwarded", "for=6.6.6.6, for=_hidden, for=10.0.0.7")];
        assert_eq!(resolved("10.0.0.1:5", &hidden), plain("10.0.0.7:0"));
    }

    proptest! {
        #[test]
        fn no_header_panics(line in "[ -~]{0,60}", forwarded in "[ -~]{0,60}") {
            resolved("10.0.0.1:5", &[("forwarded", &forwarded)]);
            resolved("10.0.0.1:5", &[("x-forwarded-for", &line), ("x-forwarded-proto", &line)]);
        }
    }
}
