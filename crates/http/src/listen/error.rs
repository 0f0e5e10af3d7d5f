//! Why a listener could not be opened.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// Why a listener could not be opened; each message says what to do about it.
#[derive(Debug, Error)]
pub enum ListenError {
    /// Plain HTTP would be open to other machines, and nobody said that this is meant.
    #[error(
        "plain HTTP on {address} would send passwords and tokens readable over the network: give a TLS certificate and key, listen on a \
         loopback address, or set `plaintext = true` if something in front of this server does TLS"
    )]
    PlaintextOffLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The address is taken, not this machine's, or not allowed.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A file of the certificate cannot be used.
    #[error("cannot use the TLS file {}: {reason}", path.display())]
    Tls {
        /// The certificate chain or the key.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process answers on the Unix socket.
    #[error("another server is listening on {}", path.display())]
    SocketInUse {
        /// The socket.
        path: PathBuf,
    },
    /// Something that is no socket has the socket's name.
    #[error("{} is in the way: it is no socket, remove it or choose another path", path.display())]
    NotASocket {
        /// The file.
        path: PathBuf,
    },
    /// The Unix socket cannot be made.
    #[error("cannot listen on {}: {source}", path.display())]
    Unix {
        /// The socket.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
