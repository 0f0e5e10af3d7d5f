//! Who is at the other end of a connection, also when a proxy stands between.

mod forwarded;
mod proxies;

use std::net::{Ipv4Addr, SocketAddr};

use http::Extensions;

pub use proxies::{NetworkError, TrustedProxies};

/// The caller, in the request's extensions of everything that a [`Listener`](crate::listen::Listener) serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The caller's address: of the socket, or what trusted proxies say. The port is 0 when a proxy does not say it. Whoever comes
    /// through a Unix socket is 127.0.0.1 with port 0.
    pub address: SocketAddr,
    /// Whether the caller used TLS, to this server or to a trusted proxy.
    pub secure: bool,
}

impl Peer {
    /// A caller of whom nothing is known: on this machine, without TLS.
    pub const LOCAL: Self = Self {
        address: SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
        secure: false,
    };

    /// The caller of the request that these extensions belong to; [`Peer::LOCAL`] for a request that came through no listener, as in a
    /// test that calls a router directly.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self::LOCAL)
    }
}
