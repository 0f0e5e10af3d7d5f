//! An open socket, ready to serve.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use http::{Request, Response};
use tokio::net::{TcpListener, TcpSocket, UnixListener};
use tokio_rustls::TlsAcceptor;
use tower::Service;

use super::connection::Common;
use super::transport::Transport;
use super::unix::{self, SocketFile};
use super::{Certificate, Limits, ListenConfig, ListenError, server};
use crate::peer::{Peer, TrustedProxies};

/// How many connections the system may hold for us before we accept them.
const BACKLOG: u32 = 1_024;

/// A socket that callers can already connect to; they are answered once [`Listener::serve`] runs.
#[derive(Debug)]
pub struct Listener {
    socket: Socket,
    certificate: Option<Certificate>,
    trusted_proxies: TrustedProxies,
    limits: Limits,
}

impl Listener {
    /// Opens a TCP socket. Must be called inside a Tokio runtime with I/O and time.
    pub fn bind(config: ListenConfig) -> Result<Self, ListenError> {
        let address = config.address;
        let exposed = !address.ip().to_canonical().is_loopback();
        if exposed && config.tls.is_none() && !config.plaintext {
            return Err(ListenError::PlaintextOffLoopback { address });
        }
        let certificate = config.tls.map(Certificate::load).transpose()?;
        let socket = bind_tcp(address).map_err(|source| ListenError::Bind { address, source })?;
        Ok(Self {
            socket: Socket::Tcp(socket),
            certificate,
            trusted_proxies: config.trusted_proxies,
            limits: config.limits,
        })
    }

    /// Opens a Unix socket of mode 0600 at `path`, replacing the stale socket of a process that is gone; its file is removed when the
    /// listener ends. Its callers are [`Peer::LOCAL`]. Must be called inside a Tokio runtime with I/O and time.
    pub fn bind_unix(path: &Path, limits: Limits) -> Result<Self, ListenError> {
        let (socket, file) = unix::bind(path)?;
        Ok(Self {
            socket: Socket::Unix(socket, file),
            certificate: None,
            trusted_proxies: TrustedProxies::default(),
            limits,
        })
    }

    /// The real address, with the port that was taken for port 0; `None` for a Unix socket.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        match &self.socket {
            Socket::Tcp(socket) => socket.local_addr().ok(),
            Socket::Unix(..) => None,
        }
    }

    /// The certificate, to reload it while serving; `None` without TLS.
    pub fn certificate(&self) -> Option<Certificate> {
        self.certificate.clone()
    }

    /// Serves until `shutdown` is ready, then stops: the socket is closed, idle connections too, running requests are answered with
    /// `Connection: close`, and what still runs after [`Limits::grace`] is cut off.
    ///
    /// `service` is usually [`Faces`](crate::faces::Faces); a plain [`axum::Router`] does for a listener of one purpose, but without
    /// request ids, guard and access log.
    pub async fn serve<S>(self, service: S, shutdown: impl Future<Output = ()>)
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send,
    {
        let tls = self
            .certificate
            .map(|certificate| TlsAcceptor::from(certificate.server_config()));
        let common = Common::new(service, self.limits, self.trusted_proxies);
        server::run(self.socket, tls, Arc::new(common), shutdown).await;
    }
}

/// The socket, and for a Unix one its file.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpListener),
    Unix(
        UnixListener,
        #[expect(dead_code, reason = "removes its file when dropped")] SocketFile,
    ),
}

impl Socket {
    pub(super) async fn accept(&self) -> io::Result<(Transport, Peer)> {
        match self {
            Self::Tcp(socket) => {
                let (stream, address) = socket.accept().await?;
                // Answers are written whole; waiting to fill a segment would only delay them. It fails only on a connection that is
                // gone already, which its first read finds out.
                let _ = stream.set_nodelay(true);
                let address = SocketAddr::new(address.ip().to_canonical(), address.port());
                let peer = Peer {
                    address,
                    secure: false,
                };
                Ok((Transport::Tcp(stream), peer))
            }
            Self::Unix(socket, _) => {
                let (stream, _) = socket.accept().await?;
                Ok((Transport::Unix(stream), Peer::LOCAL))
            }
        }
    }
}

fn bind_tcp(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A restarted server may take its port again while old connections fade out.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
