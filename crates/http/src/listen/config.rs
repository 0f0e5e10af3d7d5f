//! What a listener is told: where, with which certificate, and within which limits.

use std::net::SocketAddr;
use std::time::Duration;

use super::TlsFiles;
use crate::peer::TrustedProxies;

/// Where and how to listen for HTTP over TCP.
#[derive(Debug, Clone)]
pub struct ListenConfig {
    /// The address; port 0 takes a free port.
    pub address: SocketAddr,
    /// Certificate and key. Without them the listener speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// Allows plain HTTP on an address that is not loopback.
    pub plaintext: bool,
    /// Whose forwarding headers count.
    pub trusted_proxies: TrustedProxies,
    /// The limits.
    pub limits: Limits,
}

impl ListenConfig {
    /// Plain HTTP on a loopback address, with the usual limits.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            tls: None,
            plaintext: false,
            trusted_proxies: TrustedProxies::default(),
            limits: Limits::default(),
        }
    }
}

/// What one connection, and all together, may take.
///
/// An upgraded connection keeps its place among [`Limits::connections`], but whoever took it over sets its deadlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Open connections at a time, at least 1 and at most 1,000,000.
    pub connections: usize,
    /// Bytes of a request's head, its first line included; more is answered with 431.
    pub head_bytes: usize,
    /// Header lines of a request; more is answered with 431. (HTTP/2 is bounded by the bytes alone.)
    pub head_lines: usize,
    /// From a request's first byte to the end of its head.
    pub head: Duration,
    /// From a connection's start, TLS included, to its first byte, and in HTTP/2 to its first request.
    pub first_byte: Duration,
    /// From a connection's start to the end of the TLS handshake.
    pub handshake: Duration,
    /// How long a connection is kept between requests.
    pub idle: Duration,
    /// The same while all connections are taken and others wait.
    pub idle_when_full: Duration,
    /// How long a caller may take nothing of an answer that is being sent.
    pub write_stall: Duration,
    /// How long a closed connection is still read from, so that a caller which is still sending gets to read its answer.
    pub linger: Duration,
    /// How long running requests may take once the server is told to stop.
    pub grace: Duration,
    /// Requests at a time on one HTTP/2 connection.
    pub streams: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            head_bytes: 32 * 1_024,
            head_lines: 100,
            head: Duration::from_secs(10),
            first_byte: Duration::from_secs(10),
            handshake: Duration::from_secs(10),
            idle: Duration::from_mins(3),
            idle_when_full: Duration::from_secs(5),
            write_stall: Duration::from_secs(30),
            linger: Duration::from_secs(5),
            grace: Duration::from_secs(20),
            streams: 100,
        }
    }
}
