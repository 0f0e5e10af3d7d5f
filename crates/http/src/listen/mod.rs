//! The server: sockets, TLS, and the limits that keep one caller from taking the server away from the others.
//!
//! - HTTP/1.1 everywhere, HTTP/2 over TLS where the client asks for it (ALPN).
//! - Every connection has one deadline at a time, according to what it is doing; see [`Limits`]. An idle connection is kept open long,
//!   a head that has begun must end soon.
//! - There are never more connections than [`Limits::connections`]; beyond that callers wait in the system's queue while idle
//!   connections are closed early.
//! - When the server stops, running requests are answered, with `Connection: close`, and idle connections are closed.
//!
//! What the protocol library answers by itself never reaches a face: 400 without a body to bytes that are no HTTP, 431 to a head that is
//! too large or has too many lines, 414 to a target beyond 65,534 bytes. A head that does not end in time gets no answer; its connection
//! is closed.

mod bodies;
mod config;
mod connection;
mod deadline;
mod error;
mod listener;
mod phase;
mod server;
mod tls;
mod transport;
mod unix;
mod upgrade;
mod watch;
mod watched;

pub use config::{Limits, ListenConfig};
pub use error::ListenError;
pub use listener::Listener;
pub use tls::{Certificate, TlsFiles};
pub use upgrade::{BareStream, Upgrade};
